"""Vectors stored in float32, float16 and int8: size, query time and loss of quality.

Vectors are trained on the corpus with the defaults, or are those of --model. Quality: Spearman's
correlation with word pairs, accuracy of analogies among the 30,000 most frequent words, and the
share of the ten nearest neighbours in float32 that are still among the ten nearest.

    python -m benchmarks.storage --corpus text8like.txt.gz --pairs wordsim353.tsv
"""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path
from typing import Any

import numpy as np

import nlpzero
from simpler_glove.narrow_matrix import DTYPES, FLOAT32

from ._measure import MIB, seconds
from ._report import Report, corpus_of, options, scratch
from ._table import Table

MAX_RANK = 30_000
"""Neighbours are compared for words up to this rank."""


def main() -> None:
    """Save, load, query and evaluate the vectors in each type."""
    args = _parse()
    report = Report("storage", {"threads": args.threads})
    with scratch(args) as folder:
        vectors = _vectors(args, folder)
        report.input = {"words": len(vectors), "dimensions": vectors.vector_size}
        for dtype in DTYPES:
            vectors.save(folder / dtype, dtype=dtype)
            report.measurements[dtype] = _measure(folder / dtype, args)
    _fill(report)
    report.write(args)


def _parse() -> argparse.Namespace:
    parser = options(__doc__)
    add = parser.add_argument
    add("--model", type=Path, help="vectors to convert; default: trained on the corpus")
    add("--pairs", type=Path, action="append", help="word pairs; default: WordSim-353 of gensim")
    add("--analogies", type=Path, help="analogies; default: the questions of gensim")
    return parser.parse_args()


def _vectors(args: argparse.Namespace, folder: Path) -> nlpzero.WordVectors:
    if args.model is not None:
        return nlpzero.load_vectors(args.model)
    return nlpzero.build_vectors(corpus_of(args, folder), threads=args.threads)


def _measure(path: Path, args: argparse.Namespace) -> dict[str, Any]:
    """Return bytes, seconds per query and the qualities of the vectors in a directory."""
    vectors = nlpzero.load_vectors(path)
    many = 20 if args.quick else 1000
    ranks = np.random.default_rng(1).integers(0, min(len(vectors), MAX_RANK), many).tolist()
    words = [vectors.index_to_key[rank] for rank in ranks]
    turns = iter(words * 100)
    query = lambda: vectors.most_similar(next(turns), threads=args.threads)  # noqa: E731
    batch = lambda: vectors.most_similar_batch(words, threads=args.threads)  # noqa: E731
    repeat = args.repeat or (3 if args.quick else 51)
    return {
        "bytes": (path / "vectors.safetensors").stat().st_size,
        "single_s": statistics.median(seconds(query, repeat=repeat)),
        "batch_s": statistics.median(seconds(batch, repeat=3)) / many,
        "neighbours": [[near.word for near in found] for found in batch()],
        "pairs": {
            "wordsim353" if pairs is None else pairs.stem: vectors.evaluate_word_pairs(
                pairs
            ).spearman
            for pairs in args.pairs or [None]
        },
        "analogies": vectors.evaluate_word_analogies(args.analogies).accuracy,
    }


def _fill(report: Report) -> None:
    found = report.measurements
    wide = found[FLOAT32]
    pairs = list(wide["pairs"])
    size = f"{report.input['words']:,} × {report.input['dimensions']}"
    columns = ["type", "MiB", "size", "query", "query in a batch", *pairs, "analogies", "same ten"]
    table = Table(f"Vectors of {size} in each type, ratios to float32", columns)
    for dtype, result in found.items():
        ratios = (f"{result[key] / wide[key]:.2f}" for key in ("bytes", "single_s", "batch_s"))
        result["same"] = _overlap(wide["neighbours"], result["neighbours"])
        scores = [*result["pairs"].values(), result["analogies"]]
        shown = ["" if score is None else f"{score:.4f}" for score in scores]
        table.add(dtype, f"{result['bytes'] / MIB:.1f}", *ratios, *shown, f"{result['same']:.2%}")
    for result in found.values():
        del result["neighbours"]
    report.tables.append(table)
    report.headline += [
        (
            f"vectors of {size} stored in {dtype}, size",
            f"{found[dtype]['bytes'] / MIB:.0f} MiB",
            f"float32: {wide['bytes'] / MIB:.0f} MiB",
            f"{found[dtype]['bytes'] / wide['bytes']:.2f}×",
            f"{found[dtype]['same']:.1%} of ten neighbours are the same",
        )
        for dtype in DTYPES
        if dtype != FLOAT32
    ]


def _overlap(wanted: list[list[str]], found: list[list[str]]) -> float:
    """Return the share of the wanted words that were found."""
    both = [len(set(a) & set(b)) / len(a) for a, b in zip(wanted, found, strict=True)]
    return statistics.mean(both)


if __name__ == "__main__":
    main()
