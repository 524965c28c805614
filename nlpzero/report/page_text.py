"""The page as text: data, tables, styles and scripts in the skeleton, all escaped."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
import zlib
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.html import visible_text

from .base91 import base91

_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
_SURROGATES = re.compile("[\ud800-\udfff]")
_LANGUAGES = {"en": "en", "zh": "zh-CN"}
_PLACEHOLDERS = re.compile("<!--(lang|title|style|tables|data|script|script-hash)-->")
_LEVEL = 9


def skeleton_files() -> dict[str, str]:
    """Return the text of the skeleton, the styles and the scripts by file name."""
    folder = files(__package__) / "page"
    names = ("page.html", "bundle.css", "bundle.js")
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


def fill_skeleton(
    skeleton: Mapping[str, str],
    *,
    title: str,
    language: str,
    tables: str,
    facts: Mapping[str, Any],
    arrays: Mapping[str, NDArray[Any]],
) -> str:
    """Return the page.

    Parameters
    ----------
    skeleton : mapping of str to str
        ``page.html`` with the placeholders, ``bundle.css`` and ``bundle.js``.
    title : str
        Title of the page, as text.
    language : {"en", "zh"}
        Language of the page.
    tables : str
        HTML.
    facts : mapping
        JSON values.
    arrays : mapping of str to ndarray
        Arrays of numbers.
    """
    script = skeleton["bundle.js"]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    parts = {
        "lang": _LANGUAGES[language],
        "title": escape(visible_text(title)),
        "style": skeleton["bundle.css"],
        "tables": tables,
        "data": data_elements(facts, arrays),
        "script": script,
        "script-hash": f"sha256-{digest}",
    }
    # In one pass: a placeholder in a part is text.
    return _PLACEHOLDERS.sub(lambda found: parts[found[1]], skeleton["page.html"])


def data_elements(facts: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> str:
    """Return the script elements with the facts and the arrays, which browsers do not run."""
    return "\n".join(
        [
            f'<script type="application/json" id="facts">{json_text(facts)}</script>',
            *(array_element(name, array) for name, array in arrays.items()),
        ]
    )


def json_text(value: Any) -> str:
    r"""Return JSON that no HTML parser ends; lone surrogates are replaced by U+FFFD.

    Numbers that are not finite, which JSON does not have, are null.

    Example
    -------
    >>> json_text(["</script>", float("nan")])
    '["\\u003c/script\\u003e",null]'
    """
    value = _finite(value)
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return without_surrogates(text).translate(_ESCAPES)


def without_surrogates(text: str) -> str:
    r"""Replace lone surrogates, which UTF-8 cannot encode, by U+FFFD.

    Example
    -------
    >>> without_surrogates("a\ud800") == "a\ufffd"
    True
    """
    return _SURROGATES.sub("\ufffd", text)


def _finite(value: Any) -> Any:
    """Replace numbers that are not finite by None, at any depth."""
    if isinstance(value, Mapping):
        return {name: _finite(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def array_element(name: str, array: NDArray[Any]) -> str:
    """Return a script element with an array: base 91 of zlib of little-endian numbers, C order."""
    numbers = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    data = _compressed(numbers.tobytes())
    shape = ",".join(map(str, array.shape))
    return (
        f'<script type="text/plain" data-array="{name}" data-dtype="{array.dtype.name}" '
        f'data-shape="{shape}" data-bytes="{len(data)}">{base91(data)}</script>'
    )


def _compressed(data: bytes) -> bytes:
    """Return the shorter one of a zlib stream with repetitions and one without, which is faster."""
    coder = zlib.compressobj(strategy=zlib.Z_HUFFMAN_ONLY)
    return min(zlib.compress(data, _LEVEL), coder.compress(data) + coder.flush(), key=len)
