"""Similarity of words and texts, and stability of neighbours: speed and quality.

Vectors are trained on the corpus first. Words: milliseconds per query, single (median) and in one
call, compared with the matrix product in NumPy. Texts: passages of twenty words are encoded from
strings, compared with gensim's means of the same vectors. Quality: the second half of a line is
ranked among all second halves by its similarity to the first half (mean reciprocal rank), without
training on this task.

    python -m benchmarks.similarity --corpus text8like.txt
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import numpy as np

import nlpzero
from nlpzero.similarity import WEIGHTINGS
from simpler_glove.vectors import MEASURES

from ._measure import seconds
from ._report import Report, corpus_of, options, scratch
from ._table import Table

PASSAGE_WORDS = 20


def main() -> None:
    """Train, query, compare, report."""
    parser = options(__doc__)
    parser.add_argument("--lines", type=int, help="lines of the corpus; default: all")
    args = parser.parse_args()
    many, texts = (20, 200) if args.quick else (1000, 50_000)
    report = Report("similarity", {"threads": args.threads, "batch": many, "texts": texts})
    with scratch(args) as folder:
        path = corpus_of(args, folder)
        with open(path, encoding="utf-8") as file:
            lines = list(islice(file, args.lines))
        corpus = nlpzero.encode_corpus(lines, threads=args.threads)
        counts = nlpzero.count_cooccurrences(corpus, threads=args.threads)
        vectors = nlpzero.SimplerGlove(threads=args.threads).fit(counts).vectors_
    report.input = {"file": path.name, "lines": len(lines), "words": len(vectors)}
    _words(report, vectors, args, many)
    _texts(report, vectors, list(islice(_passages(lines), texts)), args)
    _halves(report, vectors, lines[: 50 if args.quick else 2000])
    _stability(report, vectors, counts, args)
    report.write(args)


def _words(
    report: Report, vectors: nlpzero.WordVectors, args: argparse.Namespace, many: int
) -> None:
    """Measure queries by each similarity measure, single and in one call."""
    size = f"{len(vectors):,} × {vectors.vector_size}"
    table = Table(f"Queries on {size}", ["measure", "ms per query", "ms per query of a batch"])
    asked = np.random.default_rng(1).integers(0, len(vectors), many).tolist()
    words = [vectors.index_to_key[i] for i in asked]
    repeat = args.repeat or (2 if args.quick else 31)
    bare = _median(lambda: _product(vectors, asked[0]), repeat)
    for measure in MEASURES:
        one, together = _asker(vectors, words, measure, args.threads)
        alone = _median(one, repeat)
        batch = seconds(together, repeat=1)[0] / many
        report.measurements[measure] = {"single_s": alone, "batch_s": batch}
        table.add(measure, f"{1000 * alone:.2f}", f"{1000 * batch:.2f}")
    report.measurements["product"] = {"single_s": bare}
    table.add("matrix product (NumPy)", f"{1000 * bare:.2f}", "")
    report.tables.append(table)
    slowest = max(report.measurements[measure]["single_s"] for measure in MEASURES)
    report.headline.append(
        (
            f"`most_similar`, slowest of {len(MEASURES)} measures, {size}",
            f"{1000 * slowest:.1f} ms",
            f"product and sort in NumPy: {1000 * bare:.1f} ms",
            f"{bare / slowest:.1f}×",
            "exact",
        )
    )


def _asker(
    vectors: nlpzero.WordVectors, words: list[str], measure: str, threads: int
) -> tuple[Callable[[], Any], Callable[[], Any]]:
    turn = iter(words * 100)

    def one() -> Any:
        return vectors.most_similar(next(turn), measure=measure, threads=threads)

    def together() -> Any:
        return vectors.most_similar_batch(words, measure=measure, threads=threads)

    return one, together


def _product(vectors: nlpzero.WordVectors, number: int) -> Any:
    scores = vectors.context @ vectors.matrix[number]
    best = np.argpartition(-scores, 10)[:10]
    return best[np.argsort(-scores[best])]


def _median(function: Callable[[], object], repeat: int) -> float:
    return statistics.median(seconds(function, repeat=repeat))


def _passages(lines: list[str]) -> Iterator[str]:
    for line in lines:
        words = line.split()
        for start in range(0, len(words), PASSAGE_WORDS):
            yield " ".join(words[start : start + PASSAGE_WORDS])


def _texts(
    report: Report, vectors: nlpzero.WordVectors, texts: list[str], args: argparse.Namespace
) -> None:
    """Measure the encoding of texts, and queries to them."""
    from gensim.models import KeyedVectors

    encoder = nlpzero.SentenceEncoder(vectors, threads=args.threads)
    encoder.encode(texts[:10])
    repeat = args.repeat or (1 if args.quick else 5)
    ours = len(texts) / _median(lambda: encoder.encode(texts), repeat)
    keyed: KeyedVectors = vectors.to_gensim()

    def means() -> None:
        for text in texts:
            known = [word for word in text.split() if word in keyed.key_to_index]
            if known:
                keyed.get_mean_vector(known, pre_normalize=False)

    theirs = len(texts) / _median(means, 1 if args.quick else 3)
    index = nlpzero.TextIndex(vectors, threads=args.threads).fit(texts)
    query = _median(lambda: index.most_similar(texts[3], threads=args.threads), repeat)
    report.measurements["texts"] = {"per_s": ours, "gensim_per_s": theirs, "query_s": query}
    table = Table(f"Texts of {PASSAGE_WORDS} words", ["system", "texts per second"])
    table.add("nlpzero, importance, common direction removed", f"{ours:,.0f}")
    table.add("gensim, mean", f"{theirs:,.0f}")
    table.add(f"query among {len(texts):,} texts", f"{1000 * query:.2f} ms")
    report.tables.append(table)
    report.headline.append(
        (
            f"encoding texts of {PASSAGE_WORDS} words, texts per second",
            f"{ours:,.0f}",
            f"gensim `get_mean_vector`: {theirs:,.0f}",
            f"{ours / theirs:.1f}×",
            "weights, common direction removed",
        )
    )


def _halves(report: Report, vectors: nlpzero.WordVectors, lines: list[str]) -> None:
    """Measure the mean reciprocal rank of the second half of a line, by its first forty words."""
    words = [line.split() for line in lines]
    words = [some for some in words if len(some) >= PASSAGE_WORDS]
    firsts = [" ".join(some[: len(some) // 2][: 2 * PASSAGE_WORDS]) for some in words]
    seconds_ = [" ".join(some[len(some) // 2 :][: 2 * PASSAGE_WORDS]) for some in words]
    table = Table(
        f"Rank of the second half of a line among {len(words):,}",
        ["weighting", "mean reciprocal rank", "with the common direction"],
    )
    found = {}
    for weighting in WEIGHTINGS:
        ranks = []
        for remove in (True, False):
            encoder = nlpzero.SentenceEncoder(vectors, weighting=weighting, remove_common=remove)
            encoder.fit([*firsts, *seconds_])
            ranks.append(_reciprocal(encoder.encode(firsts), encoder.encode(seconds_)))
        found[weighting] = ranks
        table.add(weighting, *(f"{rank:.3f}" for rank in ranks))
    report.measurements["halves"] = found
    report.tables.append(table)
    ours, peer = found["importance"][0], found["mean"][1]
    report.headline.append(
        (
            f"retrieval of the second half of a line among {len(words):,}, mean reciprocal rank",
            f"{ours:.3f}",
            f"mean of the same vectors: {peer:.3f}",
            f"{ours / peer:.2f}×",
            "not trained for this task",
        )
    )


def _reciprocal(firsts: np.ndarray, others: np.ndarray) -> float:
    left, right = (
        side / np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-12)
        for side in (firsts, others)
    )
    scores = left @ right.T
    ranks = 1 + (scores > np.diag(scores)[:, np.newaxis]).sum(axis=1)
    return float((1 / ranks).mean())


def _stability(
    report: Report,
    vectors: nlpzero.WordVectors,
    counts: nlpzero.CooccurrenceCounts,
    args: argparse.Namespace,
) -> None:
    """Measure the neighbours that remain when counts are resampled, by the word's rank."""
    table = Table(
        "Stability of neighbours, counts resampled", ["rank of the word", "kept of 10", "seconds"]
    )
    ranks = [100, 300, 1000, 3000, 10_000, 30_000]
    rounds = 2 if args.quick else 20
    found = {}
    for rank in [rank for rank in ranks if rank < len(vectors)]:
        word = vectors.index_to_key[rank]
        start = time.perf_counter()
        result = nlpzero.neighbour_stability(
            vectors, word, counts, rounds=rounds, threads=args.threads
        )
        taken = time.perf_counter() - start
        found[rank] = {"kept": result.kept, "s": taken}
        table.add(f"{rank:,}", f"{result.kept:.1f}", f"{taken:.2f}")
        sys.stderr.write(f"{word}: {result.kept:.1f} of 10 neighbours kept\n")
    report.measurements["stability"] = found
    report.tables.append(table)


if __name__ == "__main__":
    main()
