"""Evaluation on analogy questions a : b = c : d."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from .._kernels.search import best_answers, row_norms, unit_rows
from ..narrow_matrix import Matrix
from ..parallel import resolve_threads, run_all
from ..validation import check_choice, check_int
from .bundled_files import bundled
from .questions import AnalogyQuestion, HasVectors, WordFinder, read_analogies

METHODS = ("add", "multiply")
EPSILON = 0.001
"""Keeps 3CosMul from dividing by zero; the value of Levy and Goldberg (2014)."""
_BLOCK_COSINES = 4 << 20  # 16 MB


@dataclass(frozen=True)
class SectionScore:
    """Result of one section of a file of questions.

    Attributes
    ----------
    name : str
        Name of the section in the file.
    correct, total, skipped : int
        Number of questions answered correctly, answered, and skipped because of unknown words.
    accuracy : float or None
        correct / total; None if no question was answered.
    """

    name: str
    correct: int
    total: int
    skipped: int
    accuracy: float | None


@dataclass(frozen=True)
class AnalogyScores:
    """Result of a file of analogy questions.

    Attributes
    ----------
    sections : tuple of SectionScore
        One per section, in the order of the file.
    correct, total, skipped : int
        Sums over all sections.
    accuracy : float or None
        Accuracy over all answered questions; None if there are none.
    semantic, syntactic : float or None
        Accuracy over the sections whose names do not begin, or do begin, with ``gram``.
    coverage : float
        Share of the questions without unknown words, 0 to 1.
    """

    sections: tuple[SectionScore, ...]
    correct: int
    total: int
    skipped: int
    accuracy: float | None
    semantic: float | None
    syntactic: float | None
    coverage: float


def evaluate_analogies(
    vectors: HasVectors,
    path: str | os.PathLike[str] | None = None,
    *,
    method: str = "add",
    restrict_vocab: int | None = 30_000,
    case_insensitive: bool = True,
    threads: int | None = None,
    owner: str = "evaluate_analogies",
) -> AnalogyScores:
    """Answer analogy questions a : b = c : d with the word of the highest score except a, b, c.

    Parameters
    ----------
    vectors : HasVectors
        An object with a ``vocabulary`` of V words and a ``matrix`` (V, D).
    path : path-like, optional
        Lines of four words below ``: section`` lines, or TSV of ``section a b c d``; None uses
        Google's 19,544 questions, ``bundled("questions-words")``.
    method : {"add", "multiply"}, default "add"
        3CosAdd, the largest cos(x, b) - cos(x, a) + cos(x, c); or 3CosMul, the largest
        cos(x, b) cos(x, c) / (cos(x, a) + 0.001) with cosines shifted to [0, 1].
    restrict_vocab : int or None, default 30000
        Number of most frequent words that are known; None uses all.
    case_insensitive : bool, default True
        Ignore the case of words, as in gensim: of words that differ only in case, the most frequent
        is used; none of them is the answer if one is in the question; and if one is the correct
        answer, all of them are.
    threads : int, optional
        None uses all processors that this process may use.
    owner : str, default "evaluate_analogies"
        Public function for messages.

    Returns
    -------
    AnalogyScores
        Accuracies and coverage; questions with unknown words are skipped and counted.

    Raises
    ------
    FormatError
        If a line is not a question; the message contains file and line.

    References
    ----------
    Levy and Goldberg, "Linguistic Regularities in Sparse and Explicit Word Representations"
    (2014), equations (3) and (4).

    Example
    -------
    >>> import pathlib, tempfile
    >>> from simpler_glove import WordVectors
    >>> words = ["man", "king", "woman", "queen"]
    >>> vectors = WordVectors(words, [[1, 1], [1, 3], [3, 1], [3, 3]])
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "questions.txt"
    >>> _ = path.write_text("man king woman queen")
    >>> evaluate_analogies(vectors, path).accuracy
    1.0
    """
    check_choice(method, "method", owner, METHODS)
    if restrict_vocab is not None:
        check_int(restrict_vocab, "restrict_vocab", owner, minimum=1)
    threads = resolve_threads(threads, owner)
    questions = read_analogies(bundled("questions-words") if path is None else path)
    finder = WordFinder(
        vectors.vocabulary, restrict_vocab, case_insensitive, [q.words for q in questions]
    )
    all_ids = [finder.ids(question.words) for question in questions]
    known = np.array([ids for ids in all_ids if ids is not None], np.int32).reshape(-1, 4)
    forms = finder.first_variants()
    answers = answer_questions(
        vectors.matrix, known[:, :3], method == "multiply", threads, forms=forms
    )
    correct = iter(((answers >= 0) & (forms[answers] == known[:, 3])).tolist())
    outcomes = [None if ids is None else next(correct) for ids in all_ids]
    return _scores(questions, outcomes)


def answer_questions(
    matrix: Matrix,
    words: NDArray[np.int32],
    multiply: bool,
    threads: int,
    *,
    forms: NDArray[np.int32],
    block_cosines: int = _BLOCK_COSINES,
) -> NDArray[np.int64]:
    """Return the answer to each of the questions `words` (Q, 3), -1 if there is none.

    Only the first V rows of `matrix` are searched. A word whose id in `forms` (V,) is in the
    question is not the answer.
    """
    unique, numbers = np.unique(words, return_inverse=True)
    questions = np.ascontiguousarray(numbers.reshape(words.shape), np.int32)
    words = np.ascontiguousarray(words)
    scores = np.full(len(words), -np.inf, np.float32)
    places = np.full(len(words), -1, np.int64)
    if not len(words):
        return places
    queries = _units(matrix[unique])
    step = max(64, min(block_cosines // len(unique), block_cosines // matrix.shape[1]))
    share = -(-len(words) // threads)
    size = len(forms)
    buffer = np.empty(len(unique) * min(step, size), np.float32)
    for start in range(0, size, step):
        units = _units(matrix[start : min(start + step, size)])
        cosines = buffer[: len(unique) * len(units)].reshape(len(unique), len(units))
        np.matmul(queries, units.T, out=cosines)
        block = forms[start : start + step]
        job = partial(
            _fold, cosines, questions, words, block, start, multiply, scores, places, share
        )
        run_all(job, range(0, len(words), share), threads)
    return places


def _fold(
    cosines: NDArray[np.float32],
    questions: NDArray[np.int32],
    words: NDArray[np.int32],
    forms: NDArray[np.int32],
    start: int,
    multiply: bool,
    scores: NDArray[np.float32],
    places: NDArray[np.int64],
    share: int,
    first: int,
) -> None:
    part = slice(first, first + share)
    best_answers(
        cosines, questions[part], words[part], forms, start,
        multiply, EPSILON, scores[part], places[part],
    )  # fmt: skip


def _units(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the rows divided by their lengths."""
    rows = np.ascontiguousarray(rows, np.float32).view()
    rows.flags.writeable = False
    norms = np.empty(len(rows), np.float32)
    row_norms(rows, norms)
    norms.flags.writeable = False
    units = np.empty_like(rows)
    unit_rows(rows, norms, units)
    return units


def _scores(questions: list[AnalogyQuestion], outcomes: list[bool | None]) -> AnalogyScores:
    counts: dict[str, list[int]] = {}
    for question, outcome in zip(questions, outcomes, strict=True):
        correct, total, skipped = counts.setdefault(question.section, [0, 0, 0])
        counts[question.section] = [
            correct + (outcome is True),
            total + (outcome is not None),
            skipped + (outcome is None),
        ]
    sections = tuple(
        SectionScore(name, correct, total, skipped, _share(correct, total))
        for name, (correct, total, skipped) in counts.items()
    )
    syntactic = [section for section in sections if section.name.startswith("gram")]
    semantic = [section for section in sections if not section.name.startswith("gram")]
    correct = sum(section.correct for section in sections)
    total = sum(section.total for section in sections)
    return AnalogyScores(
        sections=sections,
        correct=correct,
        total=total,
        skipped=len(questions) - total,
        accuracy=_share(correct, total),
        semantic=_accuracy(semantic),
        syntactic=_accuracy(syntactic),
        coverage=total / len(questions),
    )


def _accuracy(sections: list[SectionScore]) -> float | None:
    correct = sum(section.correct for section in sections)
    return _share(correct, sum(section.total for section in sections))


def _share(correct: int, total: int) -> float | None:
    return correct / total if total else None
