"""The memory that fitting vectors needs, and what a budget leaves for coefficients."""

from __future__ import annotations

from ..memory import memory_error
from .problem import BLOCK_PAIRS, TASK_PAIRS
from .solver import Solver, SolverOptions

_PAIR_BYTES = 12  # of a stored pair: its column and two coefficients
_WORD_BYTES = 400  # of a word, without its vectors: sums, targets, strings


def working_bytes(
    solver: Solver, options: SolverOptions, words: float, pairs: float, *, one_sided: bool
) -> int:
    """Return the memory that is needed if all coefficients are in temporary files.

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

    Returns
    -------
    int
        Bytes, in addition to the counts.
    """
    pages = (options.threads + 2) * TASK_PAIRS * _PAIR_BYTES
    if one_sided:
        pages += 2 * BLOCK_PAIRS * _PAIR_BYTES  # while a range of columns is transposed
    return int(solver.working_bytes(words, pairs, options) + words * _WORD_BYTES + pages)


def coefficient_memory(options: SolverOptions, words: int, needed: int) -> int | None:
    """Return what the memory budget leaves for coefficients.

    Parameters
    ----------
    options : SolverOptions
        Parameters of the solver.
    words : int
        Number of words, for the message.
    needed : int
        Memory for everything else; see `working_bytes`.

    Raises
    ------
    ResourceError
        If the budget is less than `needed`.
    """
    if options.memory is None or options.memory >= needed:
        return None if options.memory is None else options.memory - needed
    raise memory_error(
        options.memory,
        f"to fit vectors of {options.vector_size} dimensions for {words:,} words; {needed:,} are "
        "needed",
        needed,
        hint="Raise {memory}.\nLower {vector_size}.\nLower {max_vocab}.",
    )
