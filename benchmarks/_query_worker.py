"""Measure the queries of one system for `queries`; print JSON.

Arguments: SYSTEM MATRIX SINGLES BATCH THREADS.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

Answer = Callable[[str], list[str]]
Batch = Callable[[Sequence[str]], object]


def main() -> None:
    """Load the matrix, query single words, query a batch, print the seconds."""
    system, path, singles, batch, threads = sys.argv[1:]
    matrix = np.load(path)
    words = [f"w{i}" for i in range(len(matrix))]
    answer, answer_batch = SYSTEMS[system](words, matrix, int(threads))
    order = np.random.default_rng(1).permutation(len(words))
    asked = [words[i] for i in order[: int(batch)].tolist()]
    result: dict[str, Any] = {}
    before = start_peak()
    if answer is not None:
        result |= _single(answer, asked[: int(singles)])
    if answer_batch is not None:
        answer_batch(asked[: len(asked) // 10 + 1])
        start = time.perf_counter()
        answer_batch(asked)
        result["batch_s"] = (time.perf_counter() - start) / len(asked)
    if answer is not None:
        result["extra_bytes"] = peak_bytes() - before
    print(json.dumps(result))


def _single(answer: Answer, asked: Sequence[str]) -> dict[str, Any]:
    """Return the seconds of the first query, the median of the later ones, and the answers."""
    taken, answers = [], []
    for word in [asked[0], *asked]:
        start = time.perf_counter()
        answers.append(answer(word))
        taken.append(time.perf_counter() - start)
    return {"first_s": taken[0], "single_s": statistics.median(taken[1:]), "answers": answers[1:]}


def _nlpzero(words: list[str], matrix: np.ndarray, threads: int) -> tuple[Answer, Batch]:
    from nlpzero import Vocabulary, WordVectors

    vectors = WordVectors(Vocabulary(words), matrix)

    def answer(word: str) -> list[str]:
        return [
            neighbour.word for neighbour in vectors.most_similar(word, topn=10, threads=threads)
        ]

    return answer, lambda asked: vectors.most_similar_batch(asked, topn=10, threads=threads)


def _gensim(words: list[str], matrix: np.ndarray, threads: int) -> tuple[Answer, None]:
    from gensim.models import KeyedVectors

    vectors = KeyedVectors(matrix.shape[1], count=0)
    vectors.index_to_key, vectors.vectors = words, matrix
    vectors.key_to_index = {word: i for i, word in enumerate(words)}

    def answer(word: str) -> list[str]:
        return [found for found, _ in vectors.most_similar(word, topn=10)]

    return answer, None


def _product(words: list[str], matrix: np.ndarray, threads: int) -> tuple[None, Batch]:
    def multiply(asked: Sequence[str]) -> None:
        queries = np.ascontiguousarray(matrix[: len(asked)].T)
        out = np.empty((4096, len(asked)), np.float32)
        for start in range(0, len(matrix), 4096):
            block = matrix[start : start + 4096]
            np.matmul(block, queries, out=out[: len(block)])

    return None, multiply


SYSTEMS: dict[str, Callable[..., tuple[Answer | None, Batch | None]]] = {
    "nlpzero": _nlpzero,
    "gensim": _gensim,
    "product": _product,
}


def start_peak() -> int:
    """Reset the peak resident set size, where the system supports it; return its value."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        pass
    return peak_bytes()


def peak_bytes() -> int:
    """Return the peak resident set size in bytes."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
