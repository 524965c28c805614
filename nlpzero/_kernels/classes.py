"""Classes of code points, and kinds of atoms, as the kernels know them.

A class is a uint8 in a table that is indexed by code point; 0 means not yet looked up. The classes
are ordered such that runs of one character are one atom from `PUNCTUATION` to `SIGN`, identifiers
may continue with a character from `CONNECTOR` to `SIGN`, classes up to `SPACE` are boundaries, and
classes from `MARK` on belong to the preceding character. Without `CONNECTOR`, `DOT`, `SIGN` and
`KATAKANA` in the table, identifiers are split: the kernels need no other switch.
"""

UNSEEN, SYMBOL, CIRCLE, PUNCTUATION, APOSTROPHE, POINT, PERCENT, CONNECTOR, DOT, SIGN = range(10)
SKIN, REGIONAL, SPACE, IDEOGRAPH, KATAKANA, LETTER, NUMERAL, DIGIT, MARK, KEYCAP, JOINER = range(
    10, 21
)

AT_BOUNDARY, AT_SPACE, AT_IDEOGRAPH, AT_WORD, AT_NUMBER = range(5)
CODES = 0x110000
