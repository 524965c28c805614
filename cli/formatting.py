"""Values as JSON data and as text for people."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

# Control characters except tab and line feed, and bytes of names that are not valid UTF-8.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def to_json(value: Any) -> Any:
    """Return `value` as JSON data: NumPy numbers as numbers, NaN and infinity as null.

    Example
    -------
    >>> to_json({"score": float("nan"), "words": ("a", "b")})
    {'score': None, 'words': ['a', 'b']}
    """
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if hasattr(value, "tolist"):
        return to_json(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def json_text(value: Any, indent: int | None = None) -> str:
    r"""Return `value` as JSON text; undecodable bytes of file names are escaped.

    Example
    -------
    >>> print(json_text({"path": "葡\udcff.txt", "score": float("nan")}))
    {"path": "葡\udcff.txt", "score": null}
    """
    text = json.dumps(to_json(value), ensure_ascii=False, indent=indent, allow_nan=False)
    return text.encode("utf-8", "backslashreplace").decode()


def format_value(value: Any) -> str:
    """Return `value` as text: integers with thousands separators, floats with 4 digits.

    Example
    -------
    >>> format_value(12345), format_value(0.123456), format_value(None)
    ('12,345', '0.1235', '-')
    """
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "-"}[value]
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def format_bytes(count: float) -> str:
    """Return a number of bytes as text.

    Example
    -------
    >>> format_bytes(1_600_000_000), format_bytes(999)
    ('1.6 GB', '999 bytes')
    """
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 999.5 or unit == "GB":
            return f"{count:.0f} bytes" if unit == "bytes" else f"{count:.3g} {unit}"
        count /= 1000
    raise AssertionError("unreachable")


def for_stream(text: str, stream: Any) -> str:
    r"""Return `text`, with control characters escaped if `stream` is a terminal.

    A word or a file name may contain sequences that a terminal would execute.

    Example
    -------
    >>> import io
    >>> for_stream("a\x1b[2J", io.StringIO()) == "a\x1b[2J"
    True
    """
    if _CONTROL.search(text) is None or not stream.isatty():
        return text
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
