"""A page of a small model with known values, written as docs/report-format.md describes."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np

PAGE = Path(__file__).parents[2] / "nlpzero" / "report" / "page"
MARKUP = "</script><script>window.executed=1</script><img src=x onerror='window.executed=1'>"
ODD_WORDS = [
    MARKUP,
    "\"quoted\" & 'both'",
    "\u202eright-to-left",
    "\u0000control\u0007",
    "x" * 10_000,
]
NAMED = ["coffee", "tea", "milk", "doctor", "nurse", *ODD_WORDS]
WORDS = [*NAMED, *(f"word{number}" for number in range(60 - len(NAMED)))]
VECTORS = {"coffee": [3, 4, 0, 0], "tea": [4, 3, 0, 0], "milk": [0, 5, 0, 0],
           "doctor": [0, 0, 3, 4], "nurse": [0, 0, 4, 3]}  # fmt: skip
PLACES = {"coffee": [10_000, 50_000], "tea": [20_000, 50_000], "milk": [15_000, 40_000]}
"""Coordinates on the map of 65,535 x 65,535; the other words are on the right."""
LEXICON = {"研究": -5.0, "研究生": -6.0, "生命": -5.0, "起源": -5.5, "命": -9.0}
NONE = 0xFFFFFFFF


def packed(words: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the UTF-8 of words, and the end of each."""
    encoded = [word.encode() for word in words]
    ends = np.cumsum([len(word) for word in encoded]).astype(np.uint32)
    return np.frombuffer(b"".join(encoded), np.uint8), ends


def sample_arrays() -> dict[str, np.ndarray]:
    """Return the arrays of the model."""
    size = len(WORDS)
    others = np.random.default_rng(0).integers(40_000, 65_000, (size, 2))
    contexts = np.full((2, 3), NONE, np.uint32)
    contexts[0], contexts[1, :2] = [2, 3, 4], [2, 4]
    word_bytes, word_ends = packed(WORDS)
    lex_bytes, lex_ends = packed(list(LEXICON))
    return {
        "word_bytes": word_bytes,
        "word_ends": word_ends,
        "counts": np.arange(10 * size, 0, -10, dtype=np.uint32),
        "log_norms": np.full(size, 1609, np.int16),
        "importance": np.linspace(2000, -2000, size).astype(np.int16),
        "map": np.array(list(map(PLACES.get, WORDS, others)), np.uint16).T,
        "community": np.array([0, 0, 0, 1, 1, *[65535] * (size - 5)], np.uint16),
        "vectors": np.array([VECTORS.get(word, [0, 0, 1, -1]) for word in WORDS], np.int8),
        "vector_scales": np.ones(size, np.float32),
        "metric": np.eye(4, dtype=np.float32),
        "contexts": contexts,
        "context_pmi": np.array([[3000, 2000, 1000], [1500, 2500, 0]], np.int16),
        "rotation": np.eye(4, dtype=np.float32),
        "lex_bytes": lex_bytes,
        "lex_ends": lex_ends,
        "lex_counts": np.array([50, 40, 30, 20, 10], np.uint32),
        "lex_scores": np.array(list(LEXICON.values()), np.float32),
        "lex_cohesion": np.array([1000, 2000, 3000, 4000, -32768], np.int16),
        "lex_entropy": np.array([4000, 3000, 2000, 1000, 1000], np.int16),
    }  # fmt: skip


def sample_facts(language: str = "en") -> dict[str, Any]:
    """Return the facts of the model."""
    return {
        "version": 1, "language": language, "title": "Sample <b>model</b>",
        "facts": [["corpus", "<i>news</i>.txt"], ["vectors", 60], ["window", 5]],
        "warnings": [{"en": "The corpus has few tokens.", "zh": "语料词次较少。"}],
        "total_tokens": 18_300, "vocabulary": 60, "words": 60, "with_vectors": 60,
        "dimensions_count": 4, "lowercase": True, "tokenizer": "whitespace",
        "history": {"kind": "objective", "values": [5, 3, 2.5]},
        "evaluation": [["WordSim353", 0.5, 300, 353]],
        "expected_norms": [[10, 5], [600, 5]], "important": [[0, 2.0], [5, 1.7], [1, 1.9]],
        "stop_words": [2], "map": {"layout": "pca", "width": 1, "height": 1, "settings": {}},
        "communities": [{"words": [0, 1, 2], "size": 3}, {"words": [3, 4], "size": 2}],
        "communities_graph": "neighbours", "measures": ["cosine", "context", "pmi"],
        "vector_sets": "tied", "pmi": {"shift": 0, "averaged": False}, "predict": None,
        "dimensions": [{"words": [0, 1], "weights": [0.6, 0.8], "share": 0.25}],
        "lexicon": {"words": 5, "unknown": -20, "fold": False, "max_length": 3},
        "templates": [[31, "the <*> of <*>", "the end of time"]],
    }  # fmt: skip


EMPTY_FACTS = sample_facts() | {
    "history": None, "evaluation": [], "expected_norms": None, "important": None, "map": None,
    "stop_words": None, "communities": [], "measures": [], "vector_sets": None, "pmi": None,
    "dimensions": [], "lexicon": None, "templates": None, "words": 1, "warnings": [],
    "total_tokens": None,
}  # fmt: skip


def write_page(path: Path, facts: dict[str, Any], arrays: dict[str, np.ndarray]) -> str:
    """Write a page; return its address."""
    script = (PAGE / "bundle.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    rows = "<tr><th scope='row'>words</th><td>sixty</td></tr>"
    text = (PAGE / "page.html").read_text(encoding="utf-8")
    for name, value in {
        "lang": "zh-CN" if facts["language"] == "zh" else "en",
        "title": "Sample",
        "script-hash": f"sha256-{digest}",
        "style": (PAGE / "bundle.css").read_text(encoding="utf-8"),
        "tables": f"<h2>Model</h2><table><caption>Model</caption><tbody>{rows}</tbody></table>",
        "data": _facts_element(facts) + "".join(map(_array_element, arrays, arrays.values())),
        "script": script,
    }.items():
        assert f"<!--{name}-->" in text
        text = text.replace(f"<!--{name}-->", value)
    path.write_text(text, encoding="utf-8")
    return path.as_uri()


def _facts_element(facts: dict[str, Any]) -> str:
    text = json.dumps(facts)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f'<script type="application/json" id="facts">{text}</script>'


def _array_element(name: str, array: np.ndarray) -> str:
    data = zlib.compress(np.ascontiguousarray(array).tobytes())
    shape = ",".join(map(str, array.shape))
    return (
        f'<script type="text/plain" data-array="{name}" data-dtype="{array.dtype}" '
        f'data-shape="{shape}" data-bytes="{len(data)}">{_base91(data)}</script>'
    )


def _base91(data: bytes) -> str:
    """Return two characters for each 13 bits, as the format says."""
    digits = [chr(code) for code in range(ord("#"), ord("~") + 1) if chr(code) != "<"]
    bits = "".join([f"{byte:08b}" for byte in data])
    numbers = [int(bits[at : at + 13].ljust(13, "0"), 2) for at in range(0, len(bits), 13)]
    return "".join([digits[number // 91] + digits[number % 91] for number in numbers])
