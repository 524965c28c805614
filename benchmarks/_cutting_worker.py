"""Measure one segmenter for `cutting`; print JSON. Arguments: SYSTEM TEXT REPEAT."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ._segmenters import load_jieba, unigram_model
from ._unsegmented import read_lines

Lines = Callable[[list[str]], object]
PIECES, TRAINING_LINES = 16_000, 20_000


def main() -> None:
    """Load the system, segment the lines several times, print the seconds and some words."""
    system, path, repeat = sys.argv[1:]
    text = Path(path)
    cut = SYSTEMS[system](text)
    lines = read_lines(text)
    cut(lines[: len(lines) // 10 + 1])
    taken = []
    for _ in range(int(repeat)):
        start = time.perf_counter()
        words = cut(lines)
        taken.append(time.perf_counter() - start)
    sample = words[:2000] if isinstance(words, list) else []
    print(json.dumps({"seconds": taken, "sample": sample}))


def nlpzero_lines(text: Path) -> Lines:
    """Segment line by line with jieba's dictionary."""
    from nlpzero import Segmenter, jieba_lexicon

    cut = Segmenter(jieba_lexicon()).lcut
    return lambda lines: [cut(line) for line in lines]


def nlpzero_whole(text: Path) -> Lines:
    """Segment the whole text in one call with jieba's dictionary."""
    from nlpzero import Segmenter, jieba_lexicon

    cut = Segmenter(jieba_lexicon()).lcut
    return lambda lines: len(cut("\n".join(lines)))


def nlpzero_many(text: Path) -> Lines:
    """Segment all lines in one call on one thread."""
    from nlpzero import Segmenter, jieba_lexicon

    cut = Segmenter(jieba_lexicon()).cut_many
    return lambda lines: len(list(cut(lines, threads=1)))


def jieba_lines(text: Path) -> Lines:
    """Segment line by line without the hidden Markov model."""
    module = load_jieba()
    return lambda lines: [module.lcut(line, HMM=False) for line in lines]


def jieba_whole(text: Path) -> Lines:
    """Segment the whole text in one call."""
    module = load_jieba()
    return lambda lines: len(module.lcut("\n".join(lines), HMM=False))


def sentencepiece_lines(text: Path) -> Lines:
    """Segment line by line with a unigram model trained on the first lines of the text."""
    model = _model(text)
    return lambda lines: [model.encode(line, out_type=str) for line in lines]


def sentencepiece_ids(text: Path) -> Lines:
    """Segment all lines in one call on one thread, to ids instead of words."""
    model = _model(text)
    return lambda lines: len(model.encode(lines, out_type=int, num_threads=1))


def _model(text: Path) -> object:
    head = text.with_name("head.txt")
    head.write_text("\n".join(read_lines(text)[:TRAINING_LINES]), encoding="utf-8")
    return unigram_model([head], PIECES)


SYSTEMS: dict[str, Callable[[Path], Lines]] = {
    "nlpzero": nlpzero_lines,
    "nlpzero-whole": nlpzero_whole,
    "nlpzero-many": nlpzero_many,
    "jieba": jieba_lines,
    "jieba-whole": jieba_whole,
    "sentencepiece": sentencepiece_lines,
    "sentencepiece-ids": sentencepiece_ids,
}


if __name__ == "__main__":
    main()
