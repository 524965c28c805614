"""The estimator: counts in, vectors out."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._validation import check_choice, check_float, check_int
from .cooccurrence import CooccurrenceCounts
from .errors import EmptyCorpusError, MismatchError, NotFittedError, ParameterError
from .parallel import resolve_threads
from .progress import Progress
from .solvers import (
    Problem,
    Solution,
    Start,
    make_problem,
    solve,
    solve_adagrad,
    uniform_start,
)
from .vectors import WordVectors

OWNER = "SimplerGlove"
COMBINATIONS = ("w", "sum", "concat")
SOLVERS = ("als", "adagrad")
ZERO_SHARE = 10.0
_SAMPLE = 1_000_000


class SimplerGlove:
    """Word vectors whose products are the PMI of the words.

    Row vectors w and column vectors c minimise

        sum over pairs that met, i != j,   f(X_ij) (w_i c_j - PMI_ij)^2
      + zero_weight * sum over pairs that never met   (w_i c_j - tau_ij)^2
      + regularization * (sum |w_i|^2 + sum |c_j|^2),

    f(x) = min(1, (x / x_max)^alpha), where tau_ij = -min(log(1 + E_ij / zero_prior), zero_limit)
    is the PMI to expect of a pair that chance would have brought together E_ij times.  With
    ``tied=True, zero_weight=0, regularization=0`` this is simpler GloVe as published.

    Parameters
    ----------
    vector_size : int, default 100
        Dimensions of the vectors, D.
    tied : bool, default False
        One set of vectors, c = w; else two.
    combine : {"w", "sum", "concat"}, default "w"
        What two sets give: w, w + c, or both side by side (then 2 D dimensions).
    zero_weight : float or "auto", default "auto"
        Weight of the pairs that never met, w0; "auto" fits it to the size of the text.
    zero_prior : float, default 0.02
        Expected count at which such a pair aims at -log 2.
    zero_limit : float, default 3.0
        It never aims below minus this, in nats; 0 has them all aim at 0.
    x_max : float, default 5.0
        Weighted count from which pairs weigh alike.
    alpha : float, default 0.5
        Exponent of the weight below `x_max`.
    smoothing : float, default 1.0
        Exponent of the contexts' shares in PMI.
    shift : float, default 0.0
        Nats taken from every PMI.
    regularization : float, default 1.0
        Weight of the squared norms.
    center : bool, default True
        Take the mean vector of the running text from the row vectors of two sets, so that what
        all words share does not count as likeness.  Products then lack the mean PMI of each
        context, for most below 0.1 nats.
    sweeps : int, default 10
        At most so many sweeps over all pairs.
    tolerance : float, default 0.02
        Stop after a sweep that lowers the objective by a smaller share.
    solver : {"als", "adagrad"}, default "als"
        Alternating least squares, or the stochastic descent of the original, which wants
        ``zero_weight=0, regularization=0`` and about 15 sweeps.
    seed : int, default 0
        Of the random vectors at the start.
    threads : int, optional
        Number of threads; None takes every processor that the process may use.  The vectors are
        the same bytes for any number.
    memory : int, optional
        Bytes that solving may use; coefficients that don't fit are kept in a temporary file.
    tmp : str, optional
        Folder for that file; None takes the system's.

    Attributes
    ----------
    vectors_ : WordVectors
        The vectors, float32 (V, D).
    history_ : list of dict
        ``sweep`` and ``objective`` (float64) of each sweep.

    References
    ----------
    Su Jianlin 2017, "更别致的词向量模型" parts 1 to 6, kexue.fm, equation (16) of part 4.

    Example
    -------
    >>> from simpler_glove import count_cooccurrences, encode_corpus
    >>> counts = count_cooccurrences(encode_corpus(["to be or not to be"] * 9))
    >>> model = SimplerGlove(vector_size=2).fit(counts)
    >>> model.vectors_.vector_size, len(model.vectors_)
    (2, 4)
    """

    vectors_: WordVectors
    history_: list[dict[str, float]]

    def __init__(
        self,
        vector_size: int = 100,
        *,
        tied: bool = False,
        combine: str = "w",
        zero_weight: float | str = "auto",
        zero_prior: float = 0.02,
        zero_limit: float = 3.0,
        x_max: float = 5.0,
        alpha: float = 0.5,
        smoothing: float = 1.0,
        shift: float = 0.0,
        regularization: float = 1.0,
        center: bool = True,
        sweeps: int = 10,
        tolerance: float = 0.02,
        solver: str = "als",
        seed: int = 0,
        threads: int | None = None,
        memory: int | None = None,
        tmp: str | None = None,
    ) -> None:
        self.vector_size = vector_size
        self.tied = tied
        self.combine = combine
        self.zero_weight = zero_weight
        self.zero_prior = zero_prior
        self.zero_limit = zero_limit
        self.x_max = x_max
        self.alpha = alpha
        self.smoothing = smoothing
        self.shift = shift
        self.regularization = regularization
        self.center = center
        self.sweeps = sweeps
        self.tolerance = tolerance
        self.solver = solver
        self.seed = seed
        self.threads = threads
        self.memory = memory
        self.tmp = tmp

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Give the constructor's parameters, as scikit-learn's ``clone`` expects."""
        return {name: getattr(self, name) for name in inspect.signature(type(self)).parameters}

    def set_params(self, **parameters: Any) -> SimplerGlove:
        """Set parameters of the constructor; ParameterError names one that doesn't exist."""
        known = self.get_params()
        for name, value in parameters.items():
            if name not in known:
                raise ParameterError(
                    f"{OWNER} has no parameter {name!r}; it has {', '.join(known)}."
                )
            setattr(self, name, value)
        return self

    def fit(
        self,
        counts: CooccurrenceCounts,
        *,
        initial: WordVectors | None = None,
        progress: Progress | None = None,
    ) -> SimplerGlove:
        """Find the vectors.

        Parameters
        ----------
        counts : CooccurrenceCounts
            Made by :func:`count_cooccurrences` or :func:`merge_counts`.
        initial : WordVectors, optional
            Begin with these, for example those of yesterday's counts; words they lack begin at 0.
        progress : Progress, optional
            Called a few times a second.

        Returns
        -------
        SimplerGlove
            self

        Raises
        ------
        ParameterError
            If a parameter is not allowed.
        EmptyCorpusError
            If no two different words ever met.
        MismatchError
            If `initial` has vectors of another size.
        NumericalError
            If the objective is no finite number.
        """
        self.check()
        if counts.pairs == 0 or len(counts.vocabulary) < 2:
            raise EmptyCorpusError(
                "The counts hold no pair of two words: vectors tell words apart, and these "
                f"have {len(counts.vocabulary)} to tell."
            )
        threads = resolve_threads(self.threads, OWNER)
        zero_weight = self._zero_weight(counts)
        problem = make_problem(
            counts,
            zero_weight=zero_weight,
            zero_prior=self.zero_prior,
            zero_limit=self.zero_limit,
            x_max=self.x_max,
            alpha=self.alpha,
            smoothing=self.smoothing,
            shift=self.shift,
            regularization=self.regularization,
            threads=threads,
            memory=self.memory,
            tmp=self.tmp,
        )
        if self.tied and not problem.symmetric:
            raise ParameterError(
                f"The 'tied' parameter of {OWNER} must be False for counts of one direction and "
                "for smoothing other than 1. Got True instead."
            )
        start = None if initial is None else self._start(counts, initial)
        solution = self._solve(problem, start, threads, progress)
        self.history_ = solution.history
        self.vectors_ = self._vectors(counts, solution, zero_weight)
        return self

    def check(self) -> None:
        """Raise ParameterError if a parameter is not allowed."""
        check_int(self.vector_size, "vector_size", OWNER, minimum=1, maximum=10_000)
        check_choice(self.combine, "combine", OWNER, COMBINATIONS)
        check_choice(self.solver, "solver", OWNER, SOLVERS)
        check_int(self.sweeps, "sweeps", OWNER, minimum=1)
        check_int(self.seed, "seed", OWNER, minimum=0)
        for name in ("regularization", "tolerance", "zero_limit", "alpha"):
            check_float(getattr(self, name), name, OWNER, minimum=0.0)
        for name in ("x_max", "zero_prior"):
            if check_float(getattr(self, name), name, OWNER, minimum=0.0) == 0.0:
                raise ParameterError(f"The '{name}' parameter of {OWNER} must be above 0. Got 0.0.")
        if self.zero_weight != "auto":
            check_float(self.zero_weight, "zero_weight", OWNER, minimum=0.0)
        if self.memory is not None:
            check_int(self.memory, "memory", OWNER, minimum=1)
        if self.solver == "adagrad" and (self.zero_weight not in ("auto", 0) or self.regularization):
            raise ParameterError(
                f"The 'solver' parameter of {OWNER} can be 'adagrad' only with zero_weight=0 and "
                f"regularization=0. Got {self.zero_weight!r} and {self.regularization!r} instead."
            )

    def _zero_weight(self, counts: CooccurrenceCounts) -> float:
        if self.zero_weight != "auto":
            return float(self.zero_weight)
        return 0.0 if self.solver == "adagrad" else self._automatic(counts)

    def _automatic(self, counts: CooccurrenceCounts) -> float:
        return automatic_zero_weight(counts, x_max=self.x_max, alpha=self.alpha)

    def _start(self, counts: CooccurrenceCounts, initial: WordVectors) -> Start:
        if initial.vector_size != self.vector_size:
            raise MismatchError(
                f"The initial vectors have {initial.vector_size} dimensions, but vector_size is "
                f"{self.vector_size}."
            )
        ids = [initial.key_to_index.get(word, -1) for word in counts.vocabulary.words]
        places = np.array(ids, np.int64)
        context = initial.context
        if context is None or context.shape[1] != self.vector_size:
            context = initial.matrix
        return Start(_taken(initial.matrix, places), _taken(context, places))

    def _solve(
        self, problem: Problem, start: Start | None, threads: int, progress: Progress | None
    ) -> Solution:
        if self.solver == "adagrad":
            begin = start or uniform_start(problem.size, self.vector_size, self.seed)
            return solve_adagrad(
                problem,
                start=begin,
                tied=self.tied,
                sweeps=self.sweeps,
                seed=self.seed,
                progress=progress,
            )
        return solve(
            problem,
            vector_size=self.vector_size,
            tied=self.tied,
            sweeps=self.sweeps,
            tolerance=self.tolerance,
            start=start,
            seed=self.seed,
            threads=threads,
            progress=progress,
        )

    def _vectors(
        self, counts: CooccurrenceCounts, solution: Solution, zero_weight: float
    ) -> WordVectors:
        rows, columns = solution.rows, solution.columns
        if self.center and not self.tied:
            rows = rows - mean_of_text(rows, counts)
        context = None
        if not self.tied and self.combine == "w":
            context = columns
        elif not self.tied:
            rows = rows + columns if self.combine == "sum" else np.hstack([rows, columns])
        parameters = self.get_params() | {"zero_weight": zero_weight, "history": solution.history}
        for name in ("threads", "memory", "tmp"):  # they leave no mark on the vectors
            del parameters[name]
        parameters["counts"] = {
            name: getattr(counts, name) for name in ("window", "weighting", "direction", "pairs")
        }
        return WordVectors(counts.vocabulary, rows, context=context, parameters=parameters)

    def __getattr__(self, name: str) -> Any:
        """Say of the learned attributes that ``fit`` gives them."""
        if name in ("vectors_", "history_"):
            raise NotFittedError(f"This {OWNER} is not fitted yet: call fit(counts) first.")
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


def automatic_zero_weight(
    counts: CooccurrenceCounts, *, x_max: float = 5.0, alpha: float = 0.5
) -> float:
    """Weight of the pairs that never met: together `ZERO_SHARE` times that of those that met.

    A larger text leaves fewer pairs unmet in proportion, so the weight falls with its size:
    about 0.4 for 50,000 words, 0.03 for 17 million.

    Parameters
    ----------
    counts : CooccurrenceCounts
        The counts; a sample of a million pairs is looked at.
    x_max, alpha : float
        As in :class:`SimplerGlove`.

    Returns
    -------
    float
        w0, at most 1.
    """
    sample = counts.counts[:: max(1, counts.pairs // _SAMPLE)] / (counts.scale * x_max)
    met = float(np.minimum(1.0, sample**alpha).mean()) * counts.pairs
    unmet = len(counts.vocabulary) ** 2 - counts.pairs
    return min(1.0, ZERO_SHARE * met / max(unmet, 1))


def mean_of_text(rows: NDArray[np.float32], counts: CooccurrenceCounts) -> NDArray[np.float32]:
    """Mean vector, each word as often as it has windows; float32 (D,)."""
    shares = counts.row_sums / counts.total
    mean = np.zeros(rows.shape[1])
    for first in range(0, rows.shape[0], 4096):  # fixed blocks: the same bytes every time
        block = slice(first, first + 4096)
        mean += (shares[block, None] * rows[block]).sum(axis=0)
    return mean.astype(np.float32)


def _taken(matrix: NDArray[np.float32], places: NDArray[np.int64]) -> NDArray[np.float32]:
    """Rows of `matrix` at `places`; zeros where the place is -1."""
    taken = np.asarray(matrix[np.maximum(places, 0)], np.float32)
    taken[places < 0] = 0
    return taken
