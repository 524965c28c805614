"""The estimator SimplerGlove: word vectors from co-occurrence counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .cooccurrence import CooccurrenceCounts
from .estimator import Estimator
from .glove_parameters import OWNER, check_parameters
from .parallel import resolve_threads
from .pmi import check_pairs
from .progress import Progress
from .solvers import (
    SOLVERS,
    LeastSquaresProblem,
    ScratchArrays,
    Solution,
    SolverOptions,
    SweepCheckpoint,
    automatic_unobserved_weight,
    check_dimensions,
    initial_from,
    make_problem,
    plan_memory,
    scale_singular_values,
    subtract_mean,
    word_matrix,
    working_bytes,
)
from .subwords import NgramPrior
from .validation import check_instance
from .vectors import WordVectors

_NOT_STORED = ("threads", "memory", "tmp")  # do not affect the vectors


class SimplerGlove(Estimator):
    """Word vectors whose inner products approximate the PMI of words.

    Row vectors w and column vectors c minimize ::

        sum over observed pairs, i != j,   f(X_ij) (w_i c_j - PMI_ij)^2
        + unobserved_weight * sum over unobserved pairs   (w_i c_j - t_ij)^2
        + regularization * (sum |w_i|^2 + sum |c_j|^2),

    where f(x) = min(1, (x / x_max)^weight_exponent) is the weight of GloVe, and the target of an
    unobserved pair, t_ij = -min(log(1 + E_ij / unobserved_pseudocount), unobserved_limit), is the
    PMI of a count of 0 with additive smoothing, E_ij being the count expected under independence.
    ``tied=True, unobserved_weight=0, regularization=0`` is simpler GloVe as published.

    Parameters
    ----------
    vector_size : int, default 100
        Number of dimensions, D.
    tied : bool, default False
        Fit one set of vectors (c = w) instead of two.
    combine : {"w", "sum", "concat"}, default "w"
        Vectors returned for two sets: w, w + c, or both concatenated (2 D dimensions).
    unobserved_weight : float or "auto", default "auto"
        Weight of an unobserved pair, 0 to 1000; that of an observed pair is at most 1. "auto" sets
        the total weight of the unobserved pairs to ten times that of the observed pairs, but the
        weight of a pair to at most 1.
    unobserved_pseudocount : float, default 0.02
        Count added in the PMI of unobserved pairs; the target is -log 2 if E_ij equals it.
    unobserved_limit : float, default 3.0
        Targets of unobserved pairs are at least -`unobserved_limit`, in nats; 0 sets all targets to
        0.
    x_max : float, default 5.0
        Weighted count from which all pairs have the weight 1.
    weight_exponent : float, default 0.5
        Exponent of the weight below `x_max` (alpha in the paper on GloVe).
    smoothing : float, default 1.0
        Exponent of the context distribution in PMI, 0 to 1 (``ns_exponent`` of word2vec).
    shift : float, default 0.0
        Constant subtracted from every PMI (log k for shifted PMI), in nats, -100 to 100.
    regularization : float, default 1.0
        Weight of the squared norms.
    center : bool, default True
        Subtract the mean vector of all tokens from the vectors of two sets, so that the component
        that all words share does not affect similarities. Inner products then exclude the mean PMI
        of each context, which is below 0.1 nats for most. The mean is
        ``vectors_.parameters["mean"]``.
    singular_value_exponent : float, default 0.75
        Exponent of the singular values of the word vectors, 0.1 to 1; 1 leaves them as they are.
        A lower exponent reduces the influence of the directions in which words differ most on
        similarities. Context vectors are multiplied by the inverse matrix, so that inner products
        of both sets remain the same. Applied to two sets of vectors with ``combine="w"``.
    ngram_pseudocount : float, default 20.0
        The vector of a word with n occurrences is mixed with its prediction from character
        n-grams, which gets the weight 1 / (1 + sqrt(n / ngram_pseudocount)); lengths stay the
        same. This corrects the vectors of rare words, which are fitted to few pairs. 0 leaves the
        vectors as they are fitted. Applied to two sets of vectors with ``combine="w"``.
    sweeps : int, default 10
        Maximum number of passes over all pairs.
    tolerance : float, default 0.02
        Stop after a sweep that lowers the objective by a smaller fraction; ignored by "adagrad".
        With 0.001 or more, a CPU rounds the vectors to which others are fitted to bfloat16 and
        sums the curvature of long rows over some of their pairs, which takes less time and changes
        the objective by up to 5e-4.
    solver : {"als", "adagrad"}, default "als"
        Algorithm: alternating least squares, or AdaGrad as in the original GloVe, which requires
        ``regularization=0``, gives unobserved pairs no weight, and needs about 15 sweeps.
    backend : {"auto", "cpu", "keras", "gpu"}, default "auto"
        Library and device: numba on the CPU; Keras with the library and device that it is
        configured for (``KERAS_BACKEND``); or Keras on a GPU only. "auto" selects a GPU if the
        machine has one, Keras can use it, and pairs times dimensions reach 10^9; otherwise the
        CPU. The choice is ``vectors_.parameters["backend"]``. Objectives agree within 5e-4;
        "adagrad" supports the CPU only.
    seed : int, default 0
        Random seed of the initial vectors; results are identical for equal seeds.
    threads : int, optional
        Number of threads on the CPU; None selects all processors that the process may use.
        Results do not depend on it.
    memory : int, optional
        Memory budget in bytes, in addition to the counts and the program itself; coefficients
        that do not fit are stored in temporary files, and so are vectors for the solver "als" with
        the backends "auto" and "cpu". Keras has its own memory.
    tmp : str, optional
        Directory of temporary files; None uses the temporary folder of the system.

    Attributes
    ----------
    vectors_ : WordVectors
        The vectors, float32 (V, D).
    history_ : list of dict
        ``sweep`` and ``objective`` (float64) of each sweep.

    References
    ----------
    Su Jianlin 2017, "更别致的词向量模型" parts 1 to 6, kexue.fm, equation (16) of part 4; Levy,
    Goldberg and Dagan 2015, "Improving distributional similarity with lessons learned from word
    embeddings", section 3.3 (exponent of the singular values).

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
        unobserved_weight: float | str = "auto",
        unobserved_pseudocount: float = 0.02,
        unobserved_limit: float = 3.0,
        x_max: float = 5.0,
        weight_exponent: float = 0.5,
        smoothing: float = 1.0,
        shift: float = 0.0,
        regularization: float = 1.0,
        center: bool = True,
        singular_value_exponent: float = 0.75,
        ngram_pseudocount: float = 20.0,
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
        self.unobserved_weight = unobserved_weight
        self.unobserved_pseudocount = unobserved_pseudocount
        self.unobserved_limit = unobserved_limit
        self.x_max = x_max
        self.weight_exponent = weight_exponent
        self.smoothing = smoothing
        self.shift = shift
        self.regularization = regularization
        self.center = center
        self.singular_value_exponent = singular_value_exponent
        self.ngram_pseudocount = ngram_pseudocount
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
        checkpoint: SweepCheckpoint | None = None,
        progress: Progress | None = None,
    ) -> SimplerGlove:
        """Fit the vectors to counts.

        Parameters
        ----------
        counts : CooccurrenceCounts
            Returned by :func:`count_cooccurrences` or :func:`merge_counts`.
        initial : WordVectors, optional
            Vectors to start from, for example those of earlier counts; missing words are fitted
            to the others. The mean that was subtracted is added again. Vectors with combine="w" or
            "concat" continue from the objective that they reached, if they were not mixed with
            predictions from n-grams; with "sum", both sets start at half the sum.
        checkpoint : SweepCheckpoint, optional
            Where the vectors are stored after sweeps, so that an interrupted fit can be resumed;
            the result has the same bytes. Not used by "adagrad".
        progress : Progress, optional
            Callback, called a few times per second.

        Returns
        -------
        SimplerGlove
            self

        Raises
        ------
        ParameterError
            If a parameter is not allowed.
        EmptyCorpusError
            If no two different words were counted together.
        MismatchError
            If `initial` has another number of dimensions, or none of the words.
        NumericalError
            If the objective is not finite.
        BackendUnavailableError
            If the requested backend is missing.
        ResourceError
            If `memory`, the memory of the GPU, or the disk for temporary files is too small.
        """
        return self._fit(counts, initial, checkpoint, progress)

    def _fit(
        self,
        counts: CooccurrenceCounts,
        initial: WordVectors | None,
        checkpoint: SweepCheckpoint | None,
        progress: Progress | None,
        *,
        overwrite: bool = False,
    ) -> SimplerGlove:
        owner = f"{OWNER}.fit"
        allowed = "CooccurrenceCounts, as returned by count_cooccurrences"
        check_instance(counts, "counts", owner, CooccurrenceCounts, allowed)
        if initial is not None:
            check_instance(initial, "initial", owner, WordVectors, "WordVectors or None")
        self.check(counts.direction)
        check_pairs(counts)
        threads = resolve_threads(self.threads, OWNER)
        options = self.solver_options(threads)
        vocabulary, solver, prior = counts.vocabulary, SOLVERS[self.solver], self.ngram_prior()
        one_sided = self._is_one_sided(counts.direction)
        plan = plan_memory(
            solver, options, len(vocabulary), counts.pairs,
            one_sided=one_sided, afterwards=prior.working_bytes(len(vocabulary)),
        )  # fmt: skip
        arrays = ScratchArrays(self.tmp, plan.vectors is not None, plan.vectors)
        options = replace(options, arrays=arrays)
        unobserved_weight = self._resolved_unobserved_weight(counts)
        problem = self._problem(
            counts, unobserved_weight, threads, plan.coefficients, overwrite=overwrite
        )
        start = None
        if initial is not None:
            start = initial_from(initial, vocabulary, self.vector_size, arrays)
        solution = solver.solve(
            problem, options, initial=start, checkpoint=checkpoint, progress=progress
        )
        del problem  # its coefficients
        self.history_ = solution.history
        mix = partial(
            prior.mix, vocabulary.packed(), vocabulary.counts,
            threads=threads, memory=plan.coefficients, progress=progress,
        )  # fmt: skip
        self.vectors_ = self._word_vectors(counts, solution, unobserved_weight, arrays, mix)
        return self

    def check(self, direction: str = "both") -> None:
        """Check all parameters, also whether they are allowed for counts of `direction`.

        Raises
        ------
        ParameterError
            If a parameter is not allowed.
        BackendUnavailableError
            If the requested backend is missing.
        """
        check_parameters(self.get_params(), direction)

    def check_initial(self, initial: WordVectors) -> None:
        """Check that a fit can start from some vectors, without their words.

        Raises
        ------
        MismatchError
            If they have another number of dimensions.
        """
        check_dimensions(initial, self.vector_size)

    def working_bytes(
        self, words: float, pairs: float, direction: str, threads: int, *,
        vectors_in_files: bool = True,
    ) -> int:  # fmt: skip
        """Return the least `memory` for a number of words and stored pairs.

        Parameters
        ----------
        words, pairs : float
            Number of words and of stored pairs.
        direction : {"both", "left", "right"}
            Direction of the counts.
        threads : int
            Number of threads.
        vectors_in_files : bool, default True
            False returns the memory with which the vectors are not in temporary files.

        Returns
        -------
        int
            Bytes.
        """
        options = self.solver_options(threads)
        one_sided = self._is_one_sided(direction)
        return working_bytes(
            SOLVERS[self.solver], options, words, pairs,
            one_sided=one_sided, vectors_in_files=vectors_in_files,
            afterwards=self.ngram_prior().working_bytes(words),
        )  # fmt: skip

    def _is_one_sided(self, direction: str) -> bool:
        """Return whether rows and columns have different coefficients."""
        return direction != "both" or self.smoothing != 1

    def solver_options(self, threads: int) -> SolverOptions:
        """Return the parameters of the solver, with a resolved number of threads."""
        return SolverOptions(
            self.vector_size,
            tied=self.tied,
            sweeps=self.sweeps,
            tolerance=self.tolerance,
            seed=self.seed,
            backend=self.backend,
            threads=threads,
            memory=self.memory,
        )

    def _resolved_unobserved_weight(self, counts: CooccurrenceCounts) -> float:
        if self.unobserved_weight != "auto":
            return float(self.unobserved_weight)
        if not SOLVERS[self.solver].supports_unobserved:
            return 0.0
        return automatic_unobserved_weight(
            counts, x_max=self.x_max, weight_exponent=self.weight_exponent
        )

    def _problem(
        self,
        counts: CooccurrenceCounts,
        weight: float,
        threads: int,
        memory: int | None,
        *,
        overwrite: bool,
    ) -> LeastSquaresProblem:
        return make_problem(
            counts, unobserved_weight=weight, unobserved_pseudocount=self.unobserved_pseudocount,
            unobserved_limit=self.unobserved_limit, x_max=self.x_max,
            weight_exponent=self.weight_exponent, smoothing=self.smoothing, shift=self.shift,
            regularization=self.regularization, threads=threads, memory=memory, tmp=self.tmp,
            overwrite=overwrite,
        )  # fmt: skip

    def ngram_prior(self) -> NgramPrior:
        """Return the prior of the vectors, without effect unless there are two sets of vectors."""
        used = self.combine == "w" and not self.tied
        return NgramPrior(self.ngram_pseudocount if used else 0.0)

    def _word_vectors(
        self,
        counts: CooccurrenceCounts,
        solution: Solution,
        unobserved_weight: float,
        arrays: ScratchArrays,
        mix: Callable[[NDArray[np.float32]], object],
    ) -> WordVectors:
        vectors = word_matrix(solution, self.combine, arrays)
        context = None if self.tied or self.combine != "w" else solution.columns
        parameters = {name: _to_python(value) for name, value in self.get_params().items()}
        for name in _NOT_STORED:
            del parameters[name]
        parameters |= {"unobserved_weight": unobserved_weight, "history": solution.history}
        parameters["backend"] = solution.backend
        parameters["counts"] = {
            name: getattr(counts, name) for name in ("window", "weighting", "direction", "pairs")
        }
        mean = subtract_mean(vectors, counts) if self.center and not self.tied else None
        mix(vectors)
        if context is not None:
            exponent = self.singular_value_exponent
            mean = scale_singular_values(vectors, context, mean, exponent)
        if mean is not None:
            parameters["mean"] = mean.tolist()
        return WordVectors(
            counts.vocabulary, vectors, context=context, parameters=parameters,
            tokenizer=counts.tokenizer,
        )  # fmt: skip


def fit_in_memory_of(
    counts: CooccurrenceCounts,
    estimator: SimplerGlove,
    *,
    initial: WordVectors | None = None,
    checkpoint: SweepCheckpoint | None = None,
    progress: Progress | None = None,
) -> SimplerGlove:
    """Fit an estimator with 4 bytes per pair less, because coefficients overwrite the counts.

    Only the sums and the vocabulary of the counts can be used afterwards, unless they are a
    memory map, which stays as it is.

    Parameters
    ----------
    counts : CooccurrenceCounts
        The counts.
    estimator : SimplerGlove
        The estimator.
    initial, checkpoint, progress
        See :meth:`SimplerGlove.fit`.

    Returns
    -------
    SimplerGlove
        The estimator itself.
    """
    return estimator._fit(counts, initial, checkpoint, progress, overwrite=True)


def _to_python(value: Any) -> Any:
    """Convert NumPy scalars to Python numbers, which can be saved."""
    return value.item() if isinstance(value, np.generic) else value
