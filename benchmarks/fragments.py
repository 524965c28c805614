"""Parts of words among discovered words: how many, and how often they occur.

Counted are words that are always preceded, or always followed, by the same atom (entropy 0), and
words that the segmentation separates from the same neighbour in more than nine of ten occurrences;
words that occur once are not counted. Each --text is a corpus: a file, which may be .gz, or a glob.

    python -m benchmarks.fragments --text 'news_*.txt' --text reviews.txt.gz --text novel.txt
"""

from __future__ import annotations

import argparse
import gzip
from collections.abc import Iterator
from glob import glob
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlpzero import Lexicon, Segmenter, WordDiscoverer
from simpler_glove.corpus import Files

from . import _unsegmented
from ._report import Report, options, scratch
from ._table import Table

_SHARE = 0.9
_EXAMPLES = 40
_COLUMNS = {"entropy_0": "entropy 0 on a side", "one_neighbour": "> 9/10 with one neighbour"}
_FREQUENT = 10
"""Words with at least this many occurrences are also counted separately."""


def main() -> None:
    """Discover the words of each corpus, segment it, count and report."""
    args = _parse()
    report = Report("fragments")
    frequent = [f"{title}, >= {_FREQUENT} times" for title in _COLUMNS.values()]
    title = "Parts of words: words, and their occurrences"
    table = Table(title, ["corpus", "words", *_COLUMNS.values(), *frequent])
    with scratch(args) as folder:
        for text in args.text or [str(_unsegmented.make_language(folder).text)]:
            found = report.measurements[Path(text).name] = _measure(
                sorted(glob(text)), args.threads
            )
            cells = [found[name + kind] for kind in ("", "_frequent") for name in _COLUMNS]
            shown = [f"{cell['words']:,} ({cell['occurrences']:,})" for cell in cells]
            table.add(Path(text).name, f"{found['words']:,}", *shown)
    report.tables.append(table)
    report.write(args)


def _parse() -> argparse.Namespace:
    parser = options(__doc__, corpus=False)
    parser.add_argument("--text", action="append", help="raw text: a file or a glob")
    args = parser.parse_args()
    if not args.text and not args.quick:
        parser.error("give --text FILE, or --quick to try the benchmark on a synthetic language")
    return args


def _measure(paths: list[str], threads: int) -> dict[str, Any]:
    """Discover the words of a text and count the parts of words among them."""
    lexicon = WordDiscoverer(threads=threads).fit(Files(paths)).lexicon_
    counts, together = _neighbours(lexicon, paths)
    entropies = np.minimum(lexicon.evidence["left_entropy"], lexicon.evidence["right_entropy"])
    parts = {"entropy_0": entropies == 0, "one_neighbour": together > _SHARE * counts}
    found: dict[str, Any] = {"words": len(lexicon)}
    for name, chosen in parts.items():
        for kind, least in (("", 2), ("_frequent", _FREQUENT)):
            rows = np.flatnonzero(chosen & (counts >= least))
            found[name + kind] = {
                "words": rows.size,
                "occurrences": int(counts[rows].sum()),
                "examples": [lexicon.words[row] for row in _most_frequent(rows, counts)],
            }
    return found


def _most_frequent(rows: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return rows[np.argsort(-counts[rows], kind="stable")[:_EXAMPLES]]


def _neighbours(lexicon: Lexicon, paths: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how often each word occurs, and how often next to its most frequent neighbour."""
    numbers = {word: number for number, word in enumerate(lexicon.words)}
    lines = Segmenter(lexicon).cut_many(_lines(paths))
    tokens = chain.from_iterable(chain(line, ("\n",)) for line in lines)
    ids = np.fromiter(map(numbers.get, tokens, repeat(-1)), np.int64)
    size = len(lexicon)
    left, right = ids[:-1], ids[1:]
    adjacent = (left >= 0) & (right >= 0)
    pairs, uses = np.unique(left[adjacent] * size + right[adjacent], return_counts=True)
    together = np.zeros(size, np.int64)
    np.maximum.at(together, pairs // size, uses)
    np.maximum.at(together, pairs % size, uses)
    return np.bincount(ids[ids >= 0], minlength=size), together


def _lines(paths: list[str]) -> Iterator[str]:
    for path in paths:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if path.endswith(".gz")
            else open(path, encoding="utf-8") as file
        ):
            yield from file


if __name__ == "__main__":
    main()
