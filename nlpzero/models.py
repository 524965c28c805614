"""The models of word vectors by name: their options, and how each is trained on a text."""

from __future__ import annotations

import inspect
import os
from typing import Any, Protocol

from simpler_glove.compilation import compile_kernels, report_compilation
from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.cooccurrence.weighting import window_weights
from simpler_glove.corpus import encode_corpus
from simpler_glove.errors import ParameterError, ResourceError
from simpler_glove.glove import SimplerGlove, fit_in_memory_of
from simpler_glove.memory import remaining_memory
from simpler_glove.parallel import resolve_threads
from simpler_glove.progress import Progress
from simpler_glove.solvers import SweepCheckpoint
from simpler_glove.stages import Stages, key_of
from simpler_glove.storage import check_space
from simpler_glove.tokenizer import Tokenizer
from simpler_glove.validation import check_choice
from simpler_glove.vectors import WordVectors

from .disk_space import check_text_space
from .initial_model import InitialModel, load_initial
from .training_text import TrainingText
from .word2vec import (
    Word2Vec,
    check_available,
    checkpoint_params,
    needed_bytes,
    uses_keras,
)

SIMPLER_GLOVE, WORD2VEC = "simpler-glove", "word2vec"
MODELS = (SIMPLER_GLOVE, WORD2VEC)
COUNTING_OPTIONS = ("window", "weighting", "direction")
COUNTS_STAGE, VECTORS_STAGE = "counts", "vectors"
_ESTIMATORS: dict[str, Any] = {SIMPLER_GLOVE: SimplerGlove, WORD2VEC: Word2Vec}
_WITHOUT_EFFECT = ("threads", "memory", "tmp")  # on the vectors
_TEXT = ["to be or not to be", "that is the question"]


def estimator(model: str = SIMPLER_GLOVE, **options: Any) -> SimplerGlove | Word2Vec:
    """Create the estimator of a model.

    Parameters
    ----------
    model : {"simpler-glove", "word2vec"}
        Name of the model.
    **options
        Parameters of :class:`SimplerGlove` or :class:`Word2Vec`.

    Returns
    -------
    SimplerGlove or Word2Vec
        Not fitted.

    Raises
    ------
    ParameterError
        If there is no such model, or an option belongs to another model.

    Example
    -------
    >>> estimator("word2vec", negatives=8).negatives
    8
    >>> estimator("simpler-glove", negatives=8)
    Traceback (most recent call last):
    simpler_glove.errors.ParameterError: The 'negatives' parameter belongs to ...
    """
    check_options(model, options)
    created: SimplerGlove | Word2Vec = _ESTIMATORS[model](**options)
    return created


class TrainingMethod(Protocol):
    """Trains vectors on a text with an estimator."""

    estimator: Any

    def check(self) -> None:
        """Raise the exceptions that would otherwise be raised after hours of work."""

    def compile(self, tokenizer: Tokenizer, progress: Progress | None) -> None:
        """Compile the kernels, reported as a separate stage."""

    def least_memory_options(self) -> dict[str, Any]:
        """Return the options of :func:`simpler_glove.estimates.least_memory` for this method."""

    def check_space(self, source: Any, output: Any, *, keep_stages: bool, **options: Any) -> None:
        """Raise ResourceError if disks are too small; see :func:`check_text_space`."""

    def train(self, text: TrainingText) -> tuple[WordVectors, dict[str, Any]]:
        """Return the vectors, and the statistics of the corpus."""


def training_method(
    model: str,
    options: dict[str, Any],
    *,
    initial: str | os.PathLike[str] | None = None,
    memory: int | None,
    tmp: str | None,
) -> TrainingMethod:
    """Create the training method of a model.

    Parameters
    ----------
    model : {"simpler-glove", "word2vec"}
        Name of the model.
    options : dict
        Parameters of :class:`Word2Vec`; or of :class:`SimplerGlove` and of
        :func:`count_cooccurrences`.
    initial, memory, tmp
        See :func:`build_vectors`.

    Returns
    -------
    TrainingMethod
        The method.

    Raises
    ------
    ParameterError
        If there is no such model, or an option belongs to another model.

    Example
    -------
    >>> training_method("simpler-glove", {"window": 3, "sweeps": 9}, memory=None, tmp=None).check()
    """
    check_options(model, options, counting=COUNTING_OPTIONS)
    if model == WORD2VEC:
        return NeuralTraining(Word2Vec(**options), initial)
    counting = {name: value for name, value in options.items() if name in COUNTING_OPTIONS}
    solving = {name: value for name, value in options.items() if name not in COUNTING_OPTIONS}
    return CountTraining(SimplerGlove(**solving, memory=memory, tmp=tmp), initial, **counting)


class CountTraining:
    """Counts co-occurrences and factorizes them with simpler GloVe.

    Parameters
    ----------
    estimator : SimplerGlove
        The estimator.
    initial : path-like, optional
        Model whose vectors are the initial vectors; see :meth:`check`.
    window, weighting, direction
        See :func:`count_cooccurrences`.
    """

    def __init__(
        self,
        estimator: SimplerGlove,
        initial: str | os.PathLike[str] | None = None,
        *,
        window: int = 10,
        weighting: str = "harmonic",
        direction: str = "both",
    ) -> None:
        self.estimator = estimator
        self._path = initial
        self._initial = InitialModel()
        self._counting: dict[str, Any] = {
            "window": window, "weighting": weighting, "direction": direction,
        }  # fmt: skip

    def check(self) -> None:
        """Check the parameters of counting and solving, and load the initial vectors."""
        window_weights(**self._counting, owner="count_cooccurrences")
        resolve_threads(self.estimator.threads, "build_vectors")
        self.estimator.check(self._counting["direction"])
        self._initial = load_initial(self._path, self.estimator)

    def compile(self, tokenizer: Tokenizer, progress: Progress | None) -> None:
        """Train on ten words."""
        compile_kernels(progress, tokenizer)

    def least_memory_options(self) -> dict[str, Any]:
        """Return the estimator and the direction of the counts."""
        return {"estimator": self.estimator, "direction": self._counting["direction"]}

    def check_space(self, source: Any, output: Any, *, keep_stages: bool, **options: Any) -> None:
        """Compare the estimated size of stages, model and temporary files with the free space."""
        options |= self._counting | {"estimator": self.estimator, "tmp": self.estimator.tmp}
        check_text_space(
            source, output=output, memory=self.estimator.memory,
            threads=self.estimator.threads, keep_stages=keep_stages, **options,
        )  # fmt: skip

    def train(self, text: TrainingText) -> tuple[WordVectors, dict[str, Any]]:
        """Count co-occurrences, unless a stage contains them, and fit the estimator."""
        key = key_of(text.key, self._counting)
        counts, statistics = self._counts(text, key)
        limit_memory(self.estimator, counts, text.run_options["memory"])
        check_model_space(text.stages.output, self.estimator, len(counts.vocabulary))
        checkpoint = sweep_checkpoint(text.stages, self.estimator, self._initial.key(key))
        text.stages.wait()  # until the counts are written
        fit_in_memory_of(
            counts,
            self.estimator,
            initial=self._initial.vectors,
            checkpoint=checkpoint,
            progress=text.run_options["progress"],
        )
        return self.estimator.vectors_, statistics

    def _counts(self, text: TrainingText, key: str) -> tuple[CooccurrenceCounts, dict[str, Any]]:
        stored = text.stages.find(COUNTS_STAGE, key, CooccurrenceCounts.load)
        if stored is not None:
            return stored
        return text.count(COUNTS_STAGE, key, self._counting)


def sweep_checkpoint(stages: Stages, estimator: SimplerGlove, key: str) -> SweepCheckpoint:
    """Return the checkpoint of a fit.

    Parameters
    ----------
    stages : Stages
        The stages of its output.
    estimator : SimplerGlove
        The estimator.
    key : str
        Fingerprint of the counts and the initial vectors.
    """
    parameters = estimator.get_params()
    for name in _WITHOUT_EFFECT:
        del parameters[name]
    return SweepCheckpoint(stages, VECTORS_STAGE, key_of(key, parameters))


def check_model_space(
    output: str | os.PathLike[str] | None, estimator: SimplerGlove | Word2Vec, words: int
) -> None:
    """Raise ResourceError if a model does not fit on its disk, before it is trained.

    Parameters
    ----------
    output : path-like or None
        The directory of the model; None checks nothing.
    estimator : SimplerGlove or Word2Vec
        The estimator.
    words : int
        Number of words.
    """
    if output is not None:
        size = 4.0 * vector_sets(estimator) * words * estimator.vector_size
        check_space({os.fspath(output): size})


def vector_sets(estimator: SimplerGlove | Word2Vec) -> int:
    """Return the number of sets of `vector_size` numbers that a model of an estimator has."""
    return 1 if estimator.tied or getattr(estimator, "combine", None) == "sum" else 2


def limit_memory(estimator: SimplerGlove, counts: CooccurrenceCounts, memory: int | None) -> None:
    """Set the memory of an estimator to the part of a budget that the process does not use.

    Parameters
    ----------
    estimator : SimplerGlove
        The estimator.
    counts : CooccurrenceCounts
        The counts that it will be fitted to.
    memory : int or None
        Upper limit of the resident memory of the process in bytes.

    Raises
    ------
    ResourceError
        If it is too small; the message states the minimum.
    """
    size = len(counts.vocabulary)
    threads = resolve_threads(estimator.threads, "SimplerGlove")
    needed = estimator.working_bytes(size, counts.pairs, counts.direction, threads)
    purpose = f"to fit {estimator.vector_size} dimensions to {size:,} words"
    estimator.set_params(memory=remaining_memory(memory, needed, purpose))


class NeuralTraining:
    """Encodes the text and trains Word2Vec on it for some epochs.

    A checkpoint after each epoch is stored with the stages, and training resumes from the last.

    Parameters
    ----------
    estimator : Word2Vec
        The estimator.
    initial : path-like, optional
        Model whose vectors are the initial vectors; see :meth:`check`.
    """

    def __init__(self, estimator: Word2Vec, initial: str | os.PathLike[str] | None = None) -> None:
        self.estimator = estimator
        self._path = initial
        self._initial = InitialModel()

    def check(self) -> None:
        """Check the parameters and that the backend is there, and load the initial vectors."""
        self.estimator.check()
        check_available(self.estimator.backend)
        self._initial = load_initial(self._path, self.estimator)

    def compile(self, tokenizer: Tokenizer, progress: Progress | None) -> None:
        """Encode ten words and create batches of them; on the CPU, train with them."""
        from .word2vec.examples import make_batches

        with report_compilation(progress):
            if tokenizer.compiled:
                encode_corpus(_TEXT, tokenizer=tokenizer, min_count=1, threads=1)
            corpus = encode_corpus(_TEXT, min_count=1, threads=1)
            if not uses_keras(self.estimator.backend):
                names = ("architecture", "tied")
                options = {name: getattr(self.estimator, name) for name in names}
                Word2Vec(2, epochs=1, backend="cpu", threads=1, **options).fit(corpus)
            else:
                make_batches(corpus)

    def least_memory_options(self) -> dict[str, Any]:
        """Return nothing: only the encoding is limited."""
        return {}

    def check_space(self, source: Any, output: Any, *, keep_stages: bool, **options: Any) -> None:
        """Check nothing: the space of the model is compared when its words are known."""

    def train(self, text: TrainingText) -> tuple[WordVectors, dict[str, Any]]:
        """Encode the text, unless a stage contains the corpus, and fit the estimator."""
        corpus, statistics = text.corpus()
        self._check_memory(len(corpus.vocabulary), text.run_options["memory"])
        check_model_space(text.stages.output, self.estimator, len(corpus.vocabulary))
        key = key_of(text.key, checkpoint_params(self.estimator.get_params()))
        self.estimator.fit(
            corpus,
            initial=self._initial.vectors,
            checkpoint=text.stages.place(WORD2VEC, self._initial.key(key)),
            progress=text.run_options["progress"],
        )
        return self.estimator.vectors_, statistics

    def _check_memory(self, words: int, memory: int | None) -> None:
        size = self.estimator.vector_size
        needed = needed_bytes(words, size, tied=self.estimator.tied)
        if memory is not None and needed > memory:
            raise ResourceError(
                f"Word2Vec needs {needed / 1e6:,.0f} MB for {words:,} words of {size} dimensions; "
                f"the memory budget is {memory / 1e6:,.0f} MB",
                hint="Raise {memory}, or lower {max_vocab} or {vector_size}.",
            )


def check_options(model: str, options: dict[str, Any], *, counting: tuple[str, ...] = ()) -> None:
    """Raise if there is no such model, or an option belongs to another model.

    Parameters
    ----------
    model : str
        Name of the model.
    options : dict
        The options; only their names are checked.
    counting : tuple of str, default ()
        Names that :class:`SimplerGlove` has in addition to its parameters.

    Raises
    ------
    ParameterError
        If an option belongs to another model.
    TypeError
        If no model has an option.

    Example
    -------
    >>> check_options("word2vec", {"window": 5})
    """
    check_choice(model, "model", "nlpzero", MODELS)
    names = {name: {*inspect.signature(made).parameters} for name, made in _ESTIMATORS.items()}
    names[SIMPLER_GLOVE] |= {*counting}
    for name in options:
        if name in names[model]:
            continue
        others = [other for other in MODELS if name in names[other]]
        if others:
            raise ParameterError(
                f"belongs to the model {others[0]!r}, not to {model!r}",
                parameter=name,
            )
        known = ", ".join(sorted(names[model]))
        raise TypeError(f"No model has a parameter {name!r}; {model!r} has {known}.")
