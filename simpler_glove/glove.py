"""The estimator: counts in, vectors out."""
# Longer than 200 lines, because every parameter is documented here.

from __future__ import annotations

import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .cooccurrence import CooccurrenceCounts
from .errors import EmptyCorpusError, ParameterError
from .estimator import Estimator
from .parallel import resolve_threads
from .progress import Progress
from .solvers import (
    BACKENDS,
    Problem,
    Solution,
    Start,
    check_backend,
    choose_engine,
    make_problem,
    solve,
    solve_adagrad,
    start_from,
    uniform_start,
)
from .validation import check_bool, check_choice, check_float, check_int
from .vectors import WordVectors

OWNER = "SimplerGlove"
COMBINATIONS = ("w", "sum", "concat")
SOLVERS = ("als", "adagrad")
ZERO_SHARE = 10.0
_SAMPLE = 1_000_000


class SimplerGlove(Estimator):
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
        At most 1000; pairs that met weigh at most 1.
    zero_prior : float, default 0.02
        Expected count at which such a pair aims at -log 2.
    zero_limit : float, default 3.0
        It never aims below minus this, in nats; 0 has them all aim at 0.
    x_max : float, default 5.0
        Weighted count from which pairs weigh alike.
    alpha : float, default 0.5
        Exponent of the weight below `x_max`.
    smoothing : float, default 1.0
        Exponent of the contexts' shares in PMI, 0 to 1.
    shift : float, default 0.0
        Nats taken from every PMI, -100 to 100.
    regularization : float, default 1.0
        Weight of the squared norms.
    center : bool, default True
        Take the mean vector of the running text from the vectors that two sets give, so that
        what all words share does not count as likeness.  Products then lack the mean PMI of each
        context, for most below 0.1 nats.  The mean is kept in ``vectors_.parameters["mean"]``.
    sweeps : int, default 10
        At most so many sweeps over all pairs.
    tolerance : float, default 0.02
        Stop after a sweep that lowers the objective by a smaller share; "adagrad" never stops.
    solver : {"als", "adagrad"}, default "als"
        Alternating least squares, or the stochastic descent of the original, which wants
        ``zero_weight=0, regularization=0`` and about 15 sweeps.
    backend : {"auto", "cpu", "keras", "gpu"}, default "auto"
        What the work is done with: numba on the CPU; Keras, with the library and the device that
        it is set to (``KERAS_BACKEND``); or Keras on a GPU and nothing else.  "auto" takes a GPU
        where the machine shows one, Keras can use it, and pairs times dimensions reach 10^9; else
        the CPU.  Which it was stands in ``vectors_.parameters["backend"]``.  The objectives of
        all agree within 1e-4; "adagrad" knows the CPU alone.
    seed : int, default 0
        Of the random vectors at the start.
    threads : int, optional
        Number of threads of "cpu"; None takes every processor that the process may use.  The
        vectors are the same bytes for any number.
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
        backend: str = "auto",
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
        self.backend = backend
        self.seed = seed
        self.threads = threads
        self.memory = memory
        self.tmp = tmp

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
            Begin with these, for example those of yesterday's counts; words that they lack are
            fitted to the others.  Vectors made with combine="w" or "concat" begin at the
            objective where they ended, their mean put back; of "sum" half the sum serves as both.
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
            If no two different words ever met, as with a vocabulary of one word.
        MismatchError
            If `initial` has vectors of another size, or none of the words.
        NumericalError
            If the objective is no finite number.
        BackendUnavailableError
            If `backend` asks for what is not there.
        ResourceError
            If memory does not suffice, of a GPU or of the disk for temporary files.
        """
        if not isinstance(counts, CooccurrenceCounts):
            raise ParameterError(
                f"The 'counts' parameter of {OWNER}.fit must be CooccurrenceCounts, as made by "
                f"count_cooccurrences. Got {type(counts).__name__} instead."
            )
        self.check(counts.direction)
        _check_pairs(counts)
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
        start = None
        if initial is not None:
            start = start_from(initial, counts.vocabulary, self.vector_size)
        solution = self._solve(problem, start, threads, progress)
        self.history_ = solution.history
        self.vectors_ = self._vectors(counts, solution, zero_weight)
        return self

    def check(self, direction: str = "both") -> None:
        """Check all parameters, also whether they are allowed for counts of `direction`.

        Raises
        ------
        ParameterError
            If one is not allowed.
        BackendUnavailableError
            If `backend` asks for what is not there.
        """
        check_int(self.vector_size, "vector_size", OWNER, minimum=1, maximum=10_000)
        check_int(self.sweeps, "sweeps", OWNER, minimum=1)
        check_int(self.seed, "seed", OWNER, minimum=0)
        check_choice(self.combine, "combine", OWNER, COMBINATIONS)
        check_choice(self.solver, "solver", OWNER, SOLVERS)
        check_choice(self.backend, "backend", OWNER, BACKENDS)
        check_float(self.shift, "shift", OWNER, minimum=-100.0, maximum=100.0)
        check_float(self.smoothing, "smoothing", OWNER, minimum=0.0, maximum=1.0)
        check_float(self.regularization, "regularization", OWNER, minimum=0.0, maximum=1e9)
        for name in ("tolerance", "zero_limit", "alpha", "x_max", "zero_prior"):
            check_float(getattr(self, name), name, OWNER, minimum=0.0)
        for name in ("tied", "center"):
            check_bool(getattr(self, name), name, OWNER)
        if self.memory is not None:
            check_int(self.memory, "memory", OWNER, minimum=1)
        if not isinstance(self.zero_weight, str) or self.zero_weight != "auto":
            check_float(self.zero_weight, "zero_weight", OWNER, minimum=0.0, maximum=1e3)
        self._check_together(direction)
        check_backend(self.backend)

    def _check_together(self, direction: str) -> None:
        for name in ("x_max", "zero_prior"):
            if getattr(self, name) == 0:
                raise ParameterError(
                    f"The '{name}' parameter of {OWNER} must be above 0. Got 0 instead."
                )
        if self.tmp is not None and not os.path.isdir(self.tmp):
            raise ParameterError(
                f"The 'tmp' parameter of {OWNER} must be an existing directory. "
                f"Got {self.tmp!r} instead."
            )
        if self.tied and (direction != "both" or self.smoothing != 1):
            raise ParameterError(
                f"The 'tied' parameter of {OWNER} must be False for counts of one direction and "
                "for smoothing other than 1. Got True instead."
            )
        if self.solver == "adagrad" and (
            self.zero_weight not in ("auto", 0) or self.regularization
        ):
            raise ParameterError(
                f"The 'solver' parameter of {OWNER} can be 'adagrad' only with zero_weight=0 and "
                f"regularization=0. Got {self.zero_weight!r} and {self.regularization!r} instead."
            )
        if self.solver == "adagrad" and self.backend not in ("auto", "cpu"):
            raise ParameterError(
                f"The 'backend' parameter of {OWNER} must be 'auto' or 'cpu' with "
                f"solver='adagrad'. Got {self.backend!r} instead."
            )

    def _zero_weight(self, counts: CooccurrenceCounts) -> float:
        if self.zero_weight != "auto":
            return float(self.zero_weight)
        return 0.0 if self.solver == "adagrad" else self._automatic(counts)

    def _automatic(self, counts: CooccurrenceCounts) -> float:
        return automatic_zero_weight(counts, x_max=self.x_max, alpha=self.alpha)

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
            engine=choose_engine(
                self.backend,
                problem,
                vector_size=self.vector_size,
                threads=threads,
                memory=self.memory,
            ),
            progress=progress,
        )

    def _vectors(
        self, counts: CooccurrenceCounts, solution: Solution, zero_weight: float
    ) -> WordVectors:
        vectors, context = solution.rows, None
        if not self.tied and self.combine == "w":
            context = solution.columns
        elif not self.tied and self.combine == "sum":
            vectors = solution.rows + solution.columns
        elif not self.tied:
            vectors = np.hstack([solution.rows, solution.columns])
        parameters = {name: _plain(value) for name, value in self.get_params().items()}
        for name in ("threads", "memory", "tmp"):  # they leave no mark on the vectors
            del parameters[name]
        parameters |= {"zero_weight": zero_weight, "history": solution.history}
        parameters["backend"] = solution.backend
        parameters["counts"] = {
            name: getattr(counts, name) for name in ("window", "weighting", "direction", "pairs")
        }
        if self.center and not self.tied:
            mean = mean_of_text(vectors, counts)
            vectors = vectors - mean
            parameters["mean"] = mean.tolist()
        return WordVectors(
            counts.vocabulary,
            vectors,
            context=context,
            parameters=parameters,
            tokenizer=counts.tokenizer,
        )


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


def _check_pairs(counts: CooccurrenceCounts) -> None:
    """Raise EmptyCorpusError if every word met at most itself."""
    lengths = np.diff(counts.indptr)
    alone = np.flatnonzero(lengths == 1)
    if not (lengths > 1).any() and (counts.indices[counts.indptr[alone]] == alone).all():
        raise EmptyCorpusError(
            f"The counts of {len(counts.vocabulary):,} words hold no pair of different words: "
            "there is nothing to learn from. Is each line one word, or min_count too high?"
        )


def _plain(value: Any) -> Any:
    """Turn numpy's numbers into Python's, which can be saved."""
    return value.item() if isinstance(value, np.generic) else value
