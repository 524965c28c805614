"""Text encodings: names, byte order marks, conversion to UTF-8, and a guess for error messages."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Any

from ..errors import FormatError, ParameterError

BOM = codecs.BOM_UTF8
Read = Callable[[int], bytes]
"""Reads at most so many bytes; none at the end."""

_OTHER_BOMS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"\x84\x31\x95\x33": "gb18030",
}
_SAMPLE_BYTES = 1 << 16
_MIN_COMMON_SHARE = 0.7  # of the characters beyond ASCII that are common in East Asian text
_PUNCTUATION = "\u3000\u3001\u3002\uff0c\uff1a\uff1b\uff1f\uff01\u201c\u201d\uff08\uff09"


def check_encoding(encoding: Any, owner: str) -> str:
    """Return the canonical name of a text encoding, ``"utf-8"`` for all forms of UTF-8."""
    try:
        "".encode(encoding)
        name = codecs.lookup(encoding).name
    except (LookupError, TypeError, ValueError):  # a surrogate or NUL
        raise ParameterError(
            parameter="encoding",
            owner=owner,
            allowed="the name of a text encoding, such as 'utf-8' or 'gb18030'",
            got=encoding,
        ) from None
    return "utf-8" if name in ("utf-8", "utf-8-sig") else name


def strip_bom(data: bytearray, path: str) -> int:
    """Remove the byte order mark of UTF-8 in place, and return the number of bytes removed.

    Raises FormatError for the byte order mark of another encoding.
    """
    if data.startswith(BOM):
        del data[: len(BOM)]
        return len(BOM)
    encoding = next((name for mark, name in _OTHER_BOMS.items() if data.startswith(mark)), None)
    if encoding is not None:
        raise FormatError(
            f"the text begins with the byte order mark of {encoding}",
            path=path,
            line=1,
            byte=0,
            hint="Set {encoding}.",
            settings={"encoding": encoding},
        )
    return 0


def encode_utf8(text: str, path: str) -> bytes:
    """Encode `text` as UTF-8; FormatError if it contains a lone surrogate."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        context = text[max(0, error.start - 20) : error.end + 20]
        raise FormatError(
            f"{text[error.start]!r} in {context!r} is a lone surrogate (half a character), which "
            "cannot be encoded as UTF-8",
            path=path,
        ) from None


def text_reader(stream: Any, path: str) -> Read:
    """Return ``read(size)`` in UTF-8 for an open text file."""

    def read(size: int) -> bytes:
        try:
            return encode_utf8(stream.read(size), path)
        except UnicodeDecodeError as error:
            raise FormatError(
                f"{error.reason} ({bytes(error.object[error.start : error.end])!r}) in a file "
                f"that was opened as {error.encoding}",
                path=path,
                hint="Open the file with the encoding of the text.",
            ) from None

    return read


def transcoder(read: Read, encoding: str, path: str, start: int = 0) -> Read:
    """Return ``read(size)`` in UTF-8 for bytes in another encoding; invalid bytes are errors.

    The bytes begin at `start` in the file.
    """
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    state = {"bytes": start, "lines": 0, "ended": False}

    def next_text(size: int) -> bytes:
        while not state["ended"]:
            pending = decoder.getstate()[0]
            data = read(size)
            state["ended"] = not data
            try:
                text = decoder.decode(data, final=not data)
            except UnicodeDecodeError as error:
                offset = state["bytes"] - len(pending)
                raise undecodable(error, path, offset, state["lines"]) from None
            state["bytes"] += len(data)
            state["lines"] += text.count("\n")
            if text:
                return encode_utf8(text, path)
        return b""

    return next_text


def undecodable(error: UnicodeDecodeError, path: str, offset: int, lines: int) -> FormatError:
    """Convert an error of decoding, given the bytes and lines before the decoded data."""
    valid = error.object[: error.start]
    wrong = " ".join(f"0x{byte:02x}" for byte in error.object[error.start : error.end])
    return FormatError(
        f"{wrong} is not valid in the encoding {error.encoding} ({error.reason})",
        path=path,
        line=lines + valid.decode(error.encoding, "ignore").count("\n") + 1,
        byte=offset + error.start,
        hint="Set {encoding} if the text has another encoding.",
    )


def likely_encoding(data: bytearray, offset: int) -> str | None:
    """Guess the East Asian encoding of the text around a byte that is not valid UTF-8.

    An encoding is likely if the text decodes, mostly to common ideographs and punctuation, and is
    not UTF-8 with a few invalid bytes, nor only a part of a character at the end of a text.
    """
    begin = data.rfind(b"\n", 0, offset) + 1
    sample = bytes(data[begin : begin + _SAMPLE_BYTES])
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    as_utf8 = [letter for letter in sample.decode("utf-8", "replace") if letter > "\x7f"]
    if 2 * as_utf8.count("\ufffd") < len(as_utf8):
        return None
    for encoding in ("gb18030", "big5", "shift_jis", "euc_kr"):
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        wide = [letter for letter in text if letter > "\x7f"]
        common = sum("\u4e00" <= letter <= "\u9fff" or letter in _PUNCTUATION for letter in wide)
        if len(wide) > 1 and common > _MIN_COMMON_SHARE * len(wide):
            return encoding
    return None


def likely_utf16(sample: bytes | bytearray) -> str | None:
    """Guess whether a sample is UTF-16 without a byte order mark: every second byte is NUL."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) > len(sample) // 4 and min(even, odd) == 0:
        return "utf-16-le" if odd else "utf-16-be"
    return None
