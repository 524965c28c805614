"""Discover words with one peer for `discovering`; write ``word count`` lines.

Arguments: SYSTEM TEXT LEXICON.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from ._segmenters import nlp_zero_finder, unigram_model

PIECES = 16_000


def main() -> None:
    """Read the text, discover words, write them."""
    system, text, lexicon = sys.argv[1:]
    found = SYSTEMS[system](Path(text))
    lines = (f"{word} {count}\n" for word, count in found.items())
    Path(lexicon).write_text("".join(lines), encoding="utf-8")


def nlp_zero(text: Path) -> dict[str, int]:
    """Discover words with nlp-zero's default settings, which read the file twice."""
    finder = nlp_zero_finder()
    with open(text, encoding="utf-8") as lines:
        finder.train(lines)
    with open(text, encoding="utf-8") as lines:
        finder.find(lines)
    return dict(finder.words)


def sentencepiece(text: Path) -> dict[str, int]:
    """Train a unigram model; pieces have no counts."""
    model = unigram_model([text], PIECES)
    return dict.fromkeys(map(model.id_to_piece, range(model.get_piece_size())), 0)


SYSTEMS: dict[str, Callable[[Path], dict[str, int]]] = {
    "nlp_zero": nlp_zero,
    "sentencepiece": sentencepiece,
}


if __name__ == "__main__":
    main()
