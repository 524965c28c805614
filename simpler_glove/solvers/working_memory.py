"""The memory that fitting vectors needs, and what a budget leaves for coefficients."""

from __future__ import annotations

from typing import NamedTuple

from ..memory import memory_error
from .problem import BLOCK_PAIRS, TASK_PAIRS
from .solver import Solver, SolverOptions

_PAIR_BYTES = 12  # of a stored pair: its column and two coefficients
_FILE_BACKENDS = ("auto", "cpu")
_WORD_BYTES = 400  # of a word, without its vectors: sums, targets, strings
_FILE_BYTES = 192 << 20  # resident pages of vectors in temporary files; with fewer, most are read
# again for each pair


def working_bytes(
    solver: Solver,
    options: SolverOptions,
    words: float,
    pairs: float,
    *,
    one_sided: bool,
    vectors_in_files: bool = True,
    afterwards: int = 0,
) -> int:
    """Return the memory that is needed if all coefficients are in temporary files.

    Vectors are in temporary files as well, if they are larger than the pages of them that must be
    resident, and the solver can read them from there.

    Parameters
    ----------
    solver : Solver
        The solver.
    options : SolverOptions
        Its parameters.
    words, pairs : float
        Number of words and of stored pairs.
    one_sided : bool
        True if rows and columns have different coefficients.
    vectors_in_files : bool, default True
        False if all vectors are in memory.
    afterwards : int, default 0
        Memory for what is done with the vectors when they are fitted, in bytes.

    Returns
    -------
    int
        Bytes, in addition to the counts.
    """
    vectors = solver.working_bytes(words, pairs, options)
    if vectors_in_files and solver.supports_files and options.backend in _FILE_BACKENDS:
        vectors = min(vectors, _FILE_BYTES)
    return int(vectors + max(_other_bytes(options, words, one_sided=one_sided), afterwards))


def _other_bytes(options: SolverOptions, words: float, *, one_sided: bool) -> float:
    """Return the memory for everything but the vectors."""
    pages = (options.threads + 2) * TASK_PAIRS * _PAIR_BYTES
    if one_sided:
        pages += 2 * BLOCK_PAIRS * _PAIR_BYTES  # while a range of columns is transposed
    return words * _WORD_BYTES + pages


class MemoryPlan(NamedTuple):
    """Division of a memory budget.

    Attributes
    ----------
    coefficients : int or None
        Bytes for coefficients; None if there is no budget. They are free again afterwards.
    vectors_in_files : bool
        True if the vectors are in temporary files.
    """

    coefficients: int | None
    vectors_in_files: bool


def plan_memory(
    solver: Solver,
    options: SolverOptions,
    words: int,
    pairs: int,
    *,
    one_sided: bool,
    afterwards: int = 0,
) -> MemoryPlan:
    """Divide the memory budget; parameters as of `working_bytes`.

    Raises
    ------
    ResourceError
        If the budget is less than `working_bytes`.
    """
    memory = options.memory
    if memory is None:
        return MemoryPlan(None, vectors_in_files=False)
    needed = working_bytes(
        solver, options, words, pairs, one_sided=one_sided, afterwards=afterwards
    )
    if memory < needed:
        raise memory_error(
            memory,
            f"to fit vectors of {options.vector_size} dimensions for {words:,} words; {needed:,} "
            "are needed",
            needed,
            hint="Raise {memory}.\nLower {vector_size}.\nLower {max_vocab}.",
        )
    vectors = solver.working_bytes(words, pairs, options)
    others = _other_bytes(options, words, one_sided=one_sided)
    rest = int(memory - vectors - max(others, afterwards))
    return MemoryPlan(max(rest, 0), vectors_in_files=rest < 0)
