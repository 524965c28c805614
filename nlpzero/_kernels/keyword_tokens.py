"""Kinds and hashes of the tokens of many texts, and how often words are inside repeated phrases.

A token is identified by a 64-bit hash of its folded letters, a phrase by a hash of the hashes of
its tokens, so that words without a table entry are distinguished as well. The kinds of tokens are
`BOUNDARY`, `PLAIN` (a word), `NUMERIC`, and `JOINT`, a symbol that belongs to a word.

A compound is a sequence of tokens without white space that is one word: *Wi-Fi*, *PM2.5*, *C++*.
Each of its tokens except the last is marked as joined to the next one; no phrase begins or ends
inside a compound.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

from .classes import APOSTROPHE, DIGIT, IDEOGRAPH, KATAKANA, LETTER, NUMERAL, SPACE, UNSEEN

BOUNDARY, PLAIN, NUMERIC, JOINT = range(4)
HASH_START = np.uint64(14695981039346656037)
_PRIME = np.uint64(1099511628211)
_SHIFT = np.uint64(29)
_TAB, _LINE_FEED, _CARRIAGE_RETURN, _PARAGRAPH_SEPARATOR = 0x09, 0x0A, 0x0D, 0x2029
_HYPHEN, _LOW_LINE, _MIDDLE_DOT = 0x2D, 0x5F, 0xB7
_FULL_STOP, _AMPERSAND, _PLUS, _NUMBER_SIGN, _PARENTHESIS = 0x2E, 0x26, 0x2B, 0x23, 0x29
_BLANK, _LESS_THAN, _COMMERCIAL_AT, _COLON, _SLASH, _SMALL_A = 0x20, 0x3C, 0x40, 0x3A, 0x2F, 0x61
_MAX_SUFFIX = 5  # letters of a word after a point that belongs to it, as in .NET


@njit(cache=True, nogil=True)
def mix(state, value):
    """Add a value to a hash, both uint64."""
    state = (state ^ value) * _PRIME
    return state ^ (state >> _SHIFT)


@njit(cache=True, nogil=True)
def hash_spans(codes, starts, ends):
    """Return uint64 hashes of spans of a folded text."""
    hashes = np.empty(starts.size, np.uint64)
    for row in range(starts.size):
        state = HASH_START
        for place in range(starts[row], ends[row]):
            state = mix(state, np.uint64(codes[place]))
        hashes[row] = state
    return hashes


@njit(cache=True, nogil=True)
def may_have_markup(codes, offsets):
    """Return which texts may contain tags and which links; bool (2, S).

    Tags and entities have < or &; links and addresses have ://, @, or a point before small letters.
    """
    found = np.zeros((2, offsets.size - 1), np.bool_)
    for text in range(offsets.size - 1):
        for place in range(offsets[text], offsets[text + 1] - 2):
            code = codes[place]
            if code > _COMMERCIAL_AT or code == _BLANK:
                continue
            if code == _LESS_THAN or code == _AMPERSAND:
                found[0, text] = True
            elif code == _COMMERCIAL_AT:
                found[1, text] = True
            elif code == _COLON:
                found[1, text] |= codes[place + 1] == _SLASH and codes[place + 2] == _SLASH
            elif code == _FULL_STOP:
                found[1, text] |= codes[place + 1] >= _SMALL_A and codes[place + 2] >= _SMALL_A
    return found


@njit(cache=True, nogil=True)
def describe(
    codes, folded, classes, masks, ends, counts, starts, stops, kinds, units, joined, offsets
):
    """Describe the tokens of many texts.

    White space is dropped, except where it separates phrases, which makes it a boundary.

    codes, folded : uint32 (L,), the texts, and the same in lower case; masks : int64 (K, 2), sorted
    spans of `codes` whose tokens are boundaries; ends : int64 (T,), ends of the tokens in `codes`;
    counts : int64 (S,), number of tokens up to the end of each text. Writes `starts` and `stops`
    of the tokens, `kinds` uint8, `units` float64 (1 for a word of letters, 1 for an ideograph),
    `joined` bool, and `offsets` int64 (S + 1,) of the texts. Returns the number of tokens.
    """
    size = token = start = mask = 0
    offsets[0] = 0
    for text in range(counts.size):
        first, begin = size, start
        end = ends[counts[text] - 1] if counts[text] > token else start
        while token < counts[text]:
            stop = ends[token]
            kind, unit, blank = _kind_of(codes, classes, start, stop)
            if not blank or _separates(codes, folded, classes, begin, start, stop, end):
                while mask < masks.shape[0] and masks[mask, 1] <= start:
                    mask += 1
                hidden = mask < masks.shape[0] and masks[mask, 0] < stop
                starts[size], stops[size], joined[size] = start, stop, False
                kinds[size], units[size] = BOUNDARY if hidden else kind, unit
                size += 1
            start = stop
            token += 1
        offsets[text + 1] = size
        for place in range(first, size):
            if kinds[place] == BOUNDARY:
                _join(codes, folded, classes, starts, stops, kinds, joined, place, first, size)
    return size


@njit(cache=True, nogil=True)
def _separates(codes, folded, classes, begin, start, stop, end):
    """Return whether white space in the text from `begin` to `end` separates phrases.

    It separates phrases if it is between ideographs, or contains a tab or an empty line. A line end
    separates phrases unless the next line begins with a letter that is not a capital, and not with
    the mark of a list item.
    """
    if start > begin and stop < end:
        if classes[codes[start - 1]] == IDEOGRAPH and classes[codes[stop]] == IDEOGRAPH:
            return True
    lines = 0
    for place in range(start, stop):
        code = codes[place]
        if code == _TAB or code == _PARAGRAPH_SEPARATOR:
            return True
        if code == _CARRIAGE_RETURN:
            lines += place + 1 == stop or codes[place + 1] != _LINE_FEED
        elif code == _LINE_FEED or 0x0B <= code <= 0x0C or code == 0x85 or code == 0x2028:
            lines += 1
    if lines != 1 or stop == end:
        return lines > 1
    if classes[codes[stop]] != LETTER or codes[stop] != folded[stop]:
        return True
    after = codes[stop + 1] if stop + 1 < end else 0
    return after == _FULL_STOP or after == _PARENTHESIS


@njit(cache=True, nogil=True)
def _kind_of(codes, classes, start, stop):
    letters = digits = ideographs = 0
    blank = True
    for place in range(start, stop):
        kind = classes[codes[place]]
        if kind == IDEOGRAPH or kind == NUMERAL:
            ideographs += 1
        elif kind == LETTER or kind == KATAKANA:
            letters += 1
        elif kind == DIGIT:
            digits += 1
        if kind != SPACE:
            blank = False
    if letters == 0 and ideographs == 0:
        return (NUMERIC if digits > 0 else BOUNDARY), 1.0, blank
    if digits > 0 and letters == 0 and digits >= ideographs:
        return NUMERIC, 1.0, blank
    return PLAIN, (1.0 if letters > 0 else 0.0) + ideographs, blank


@njit(cache=True, nogil=True)
def _join(codes, folded, classes, starts, stops, kinds, joined, place, first, end):
    """Mark a symbol as a joint if it belongs to an adjacent word."""
    start, stop = starts[place], stops[place]
    left = place > first and stops[place - 1] == start
    left = left and kinds[place - 1] != BOUNDARY and kinds[place - 1] != JOINT
    right = place + 1 < end and starts[place + 1] == stop and kinds[place + 1] != BOUNDARY
    before = classes[codes[start - 1]] if left else UNSEEN
    after = classes[codes[stop]] if right else UNSEEN
    if stop == start + 1 and left and right:
        to_left = _connects(folded[start], classes[codes[start]], before, after)
        if folded[start] == _FULL_STOP and before == LETTER and after == LETTER:
            to_left = _is_abbreviated(codes, folded, starts, stops, place)
        to_right = to_left
    else:
        length = stops[place - 1] - starts[place - 1] if left and kinds[place - 1] == PLAIN else 0
        dotted = place > first + 1 and kinds[place - 2] == JOINT
        dotted = dotted and folded[start] == folded[starts[place - 2]] == _FULL_STOP
        to_left = length > 0 and _is_suffix(folded[start], stop - start, length, right, dotted)
        to_right = to_left and right
    if folded[start] == _FULL_STOP and after == LETTER and (not left or before == IDEOGRAPH):
        to_right = stop == start + 1 and stops[place + 1] - stop <= _MAX_SUFFIX
    if to_left or to_right:
        kinds[place] = JOINT
        joined[place] = to_right
    if to_left:
        joined[place - 1] = True


@njit(cache=True, nogil=True)
def _connects(code, kind, before, after):
    """Return whether a symbol between characters of the given classes connects them."""
    if code == _HYPHEN or code == _LOW_LINE:
        return True
    if code == _MIDDLE_DOT:
        return before != DIGIT and after != DIGIT
    if code == _FULL_STOP:
        return before == DIGIT and after == DIGIT
    return before == LETTER and after == LETTER and (code == _AMPERSAND or kind == APOSTROPHE)


@njit(cache=True, nogil=True)
def _is_suffix(code, size, length, right, dotted):
    """Return whether a run of symbols belongs to the word of `length` characters before it.

    right : whether a word follows without white space; dotted : whether the word is the last one
    of an abbreviation with points.
    """
    if code == _PLUS:
        return not right or size > 1
    if size > 1 or length > 1 or right:
        return False
    return code == _NUMBER_SIGN or (code == _FULL_STOP and dotted)


@njit(cache=True, nogil=True)
def _is_abbreviated(codes, folded, starts, stops, place):
    """Return whether the words before and after a point without white space are one name.

    Both are in capitals, as in U.S, or only the first one begins with a capital, as in Node.js.
    """
    capitals = True
    for token in (place - 1, place + 1):
        for letter in range(starts[token], stops[token]):
            if codes[letter] == folded[letter]:
                capitals = False
    first, second = starts[place - 1], starts[place + 1]
    mixed = codes[first] != folded[first] and codes[second] == folded[second]
    return capitals or (mixed and stops[place + 1] - second <= _MAX_SUFFIX)
