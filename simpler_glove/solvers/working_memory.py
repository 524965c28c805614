"""The memory that fitting vectors needs, and what a budget leaves for coefficients."""

from __future__ import annotations

from typing import NamedTuple

from ..memory import memory_error
from .problem import BLOCK_PAIRS, TASK_PAIRS
from .scratch_arrays import LEAST_MEMORY
from .solver import Solver, SolverOptions

_PAIR_BYTES = 12  # of a stored pair: its column and two coefficients
_FILE_BACKENDS = ("auto", "cpu")
_WORD_BYTES = 400  # of a word, without its vectors: sums, targets, strings


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

    Vectors are in temporary files as well, if they are larger than the part of them that must be
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
        vectors = min(vectors, LEAST_MEMORY)
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
    vectors : int or None
        Bytes for the parts of vectors in temporary files that are used at a time; None if the
        vectors are in memory.
    """

    coefficients: int | None
    vectors: int | None


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
        return MemoryPlan(None, None)
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
    others = int(max(_other_bytes(options, words, one_sided=one_sided), afterwards))
    free = memory - others
    rest = free - int(solver.working_bytes(words, pairs, options))
    return MemoryPlan(0, free) if rest < 0 else MemoryPlan(rest, None)
