"""The estimator: text or counts in, vectors out."""
# Longer than 200 lines, because every parameter is documented here.

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove import devices as devices
from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.corpus import EncodedCorpus
from simpler_glove.errors import (
    BackendUnavailableError,
    EmptyCorpusError,
    MismatchError,
    NotFittedError,
    ParameterError,
)
from simpler_glove.parallel import resolve_threads
from simpler_glove.progress import Progress
from simpler_glove.validation import check_bool, check_choice, check_float, check_int
from simpler_glove.vectors import Neighbour, WordVectors

from ..prediction import log_proba, predict
from .settings import (
    ARCHITECTURES,
    CBOW,
    CHUNK,
    PAIRS,
    SKIP_GRAM,
    Settings,
    automatic_batch_size,
    kept_shares,
)

OWNER = "Word2Vec"
BACKENDS = ("auto", "keras", "gpu")
_SHARING = 128


class Word2Vec:
    """Word vectors that predict: a word the words around it, or these the word.

    Skip-gram makes -log p(c | w) small for each word w of the text and each word c of its
    window, CBOW -log p(w | window) with the sum of the window's vectors; p is a softmax over the
    word in question and a few words drawn by chance ("random softmax").

    Parameters
    ----------
    vector_size : int, default 100
        Dimensions of the vectors, D.
    architecture : {"skip-gram", "cbow"}, default "skip-gram"
        What is predicted from what.
    window : int, default 5
        Words on a side of the centre.
    dynamic_window : bool, default True
        Let each window reach 1 to `window` words by chance, so that near words count more;
        skip-gram gives each pair the weight that it has on average instead.
    negatives : int, default 32
        Words drawn by chance for each set, K.
    negative_sharing : int, default 128
        Consecutive centres that share a set of negatives, a power of two; 1 gives each its own,
        which costs much more.
    smoothing : float, default 0.75
        Exponent of the counts by which negatives are drawn, 0 to 1.
    subsample : float, default 1e-3
        Share of the text above which a word loses some of its occurrences; 0 keeps all.
    tied : bool, default False
        One set of vectors for words and contexts.
    epochs : int, default 5
        Passes over the text.
    learning_rate : float, default 0.05
        Length of the steps; falls evenly to a fiftieth, and of its own for words that have moved
        much (Adagrad with one sum of squares a row).
    batch_size : int, optional
        Centres of a step, a multiple of 16 and of `negative_sharing`; None fits it to the text,
        256 to 8,192.
    patience : int, optional
        Stop when the loss has not fallen for so many epochs; None goes through all.
    backend : {"keras", "auto", "gpu"}, default "keras"
        "keras" takes the device that Keras works on, a GPU if it has one; "auto" is the same
        here, for nothing else could be chosen; "gpu" insists.  ``KERAS_BACKEND`` chooses
        TensorFlow (default), JAX or PyTorch.
    seed : int, default 0
        Of all chance.
    threads : int, optional
        Threads that make batches; None takes every processor that the process may use.

    Attributes
    ----------
    vectors_ : WordVectors
        Input vectors, float32 (V, D), with the output vectors as ``context``.
    history_ : list of dict
        ``epoch``, ``loss`` (nats an example), ``examples``, ``learning_rate`` of each epoch.

    References
    ----------
    Mikolov et al. 2013, "Efficient estimation of word representations in vector space" and
    "Distributed representations of words and phrases". Su Jianlin 2017, "不可思议的Word2Vec",
    kexue.fm, part 5: random softmax. Duchi, Hazan and Singer 2011, "Adaptive subgradient
    methods".

    Example
    -------
    >>> from simpler_glove import encode_corpus
    >>> corpus = encode_corpus(["to be or not to be"] * 99, min_count=1)
    >>> model = Word2Vec(vector_size=4, epochs=2).fit(corpus)  # doctest: +SKIP
    >>> model.predict(["to", "or"], topn=1)  # doctest: +SKIP
    [Neighbour(word='be', score=...)]
    """

    vectors_: WordVectors
    history_: list[dict[str, float]]

    def __init__(
        self,
        vector_size: int = 100,
        *,
        architecture: str = SKIP_GRAM,
        window: int = 5,
        dynamic_window: bool = True,
        negatives: int = 32,
        negative_sharing: int = _SHARING,
        smoothing: float = 0.75,
        subsample: float = 1e-3,
        tied: bool = False,
        epochs: int = 5,
        learning_rate: float = 0.05,
        batch_size: int | None = None,
        patience: int | None = None,
        backend: str = "keras",
        seed: int = 0,
        threads: int | None = None,
    ) -> None:
        self.vector_size = vector_size
        self.architecture = architecture
        self.window = window
        self.dynamic_window = dynamic_window
        self.negatives = negatives
        self.negative_sharing = negative_sharing
        self.smoothing = smoothing
        self.subsample = subsample
        self.tied = tied
        self.epochs = epochs
        self.learning_rate = learning_rate
        self.batch_size = batch_size
        self.patience = patience
        self.backend = backend
        self.seed = seed
        self.threads = threads

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Give the constructor's parameters, as scikit-learn's ``clone`` expects."""
        return {name: getattr(self, name) for name in inspect.signature(type(self)).parameters}

    def set_params(self, **parameters: Any) -> Word2Vec:
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
        source: EncodedCorpus | CooccurrenceCounts,
        *,
        initial: WordVectors | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        callbacks: Sequence[Any] = (),
        progress: Progress | None = None,
    ) -> Word2Vec:
        """Learn vectors.

        Parameters
        ----------
        source : EncodedCorpus or CooccurrenceCounts
            The text; or its counts, from which pairs are drawn in proportion, for skip-gram only.
        initial : WordVectors, optional
            Begin with these; words that they lack begin as usual.
        checkpoint : path-like, optional
            A directory to save the state to after each epoch.  If one is there that belongs to
            the same text and settings, training goes on from it and ends at the same vectors;
            a larger number of epochs is a different setting, for the learning rate falls slower.
        callbacks : sequence of keras.callbacks.Callback, optional
            Called as Keras would; see the documentation of ``nlpzero.word2vec``.
        progress : Progress, optional
            Called a few times a second.

        Returns
        -------
        Word2Vec
            self

        Raises
        ------
        ParameterError
            If a parameter is not allowed, or the text is smaller than a batch.
        BackendUnavailableError
            If Keras or its library is missing, or the GPU that was asked for.
        EmptyCorpusError
            If no word has another beside it.
        MismatchError
            If the checkpoint belongs to another training, or `initial` does not fit.
        NumericalError
            If the loss is no finite number; the last checkpoint stays.
        ResourceError
            If the device's memory does not suffice, for smaller and smaller batches.
        """
        self.check()
        settings, words = self._settings(source)
        start = self._start(source, initial)
        # Keras is loaded here and not before: whatever needs no training works without it.
        from .fitting import Task, fit

        learned = fit(Task(self, source, start, words, checkpoint, callbacks, progress), settings)
        self.history_ = learned.history
        parameters = self.get_params()
        del parameters["threads"], parameters["backend"]  # they leave no mark on the vectors
        parameters |= {
            "model": "word2vec", "backend": learned.device, "batch_size": learned.batch_size,
            "history": self.history_,
        }  # fmt: skip
        self.vectors_ = WordVectors(
            source.vocabulary,
            learned.tables.input,
            context=None if self.tied else learned.tables.output,
            parameters=parameters,
        )
        return self

    def check(self) -> None:
        """Raise ParameterError if a parameter is not allowed."""
        check_int(self.vector_size, "vector_size", OWNER, minimum=1, maximum=10_000)
        check_int(self.window, "window", OWNER, minimum=1, maximum=1_000)
        check_int(self.negatives, "negatives", OWNER, minimum=1, maximum=100_000)
        check_int(self.epochs, "epochs", OWNER, minimum=1)
        check_int(self.seed, "seed", OWNER, minimum=0)
        check_choice(self.architecture, "architecture", OWNER, ARCHITECTURES)
        check_choice(self.backend, "backend", OWNER, BACKENDS)
        check_float(self.smoothing, "smoothing", OWNER, minimum=0.0, maximum=1.0)
        check_float(self.subsample, "subsample", OWNER, minimum=0.0, maximum=1.0)
        check_float(self.learning_rate, "learning_rate", OWNER, minimum=1e-9)
        for name in ("tied", "dynamic_window"):
            check_bool(getattr(self, name), name, OWNER)
        if self.patience is not None:
            check_int(self.patience, "patience", OWNER, minimum=1)
        sharing = check_int(
            self.negative_sharing, "negative_sharing", OWNER, minimum=1, maximum=1 << 16
        )
        if sharing & (sharing - 1):
            raise ParameterError(
                f"The 'negative_sharing' parameter of {OWNER} must be a power of two. "
                f"Got {sharing} instead."
            )
        if self.batch_size is not None:
            unit = max(CHUNK, sharing)
            size = check_int(self.batch_size, "batch_size", OWNER, minimum=unit)
            if size % unit:
                raise ParameterError(
                    f"The 'batch_size' parameter of {OWNER} must be a multiple of {unit}. "
                    f"Got {size} instead."
                )
        resolve_threads(self.threads, OWNER)

    def _settings(self, source: EncodedCorpus | CooccurrenceCounts) -> tuple[Settings, int]:
        """Make the settings for `source`; count the words that an epoch goes through."""
        if not isinstance(source, EncodedCorpus | CooccurrenceCounts):
            raise ParameterError(
                f"The 'source' parameter of {OWNER}.fit must be an EncodedCorpus or "
                f"CooccurrenceCounts. Got {type(source).__name__} instead."
            )
        if isinstance(source, CooccurrenceCounts) and self.architecture == CBOW:
            raise ParameterError(
                f"The 'architecture' parameter of {OWNER} must be 'skip-gram' for counts: they "
                "don't tell which words stood together in a window. Got 'cbow' instead."
            )
        occurrences = _occurrences(source)
        keep = kept_shares(occurrences, self.subsample)
        if isinstance(source, EncodedCorpus):
            words = int(source.ids.size)
            kept = float((keep * occurrences).sum())
            if not (np.diff(source.offsets) > 1).any():
                raise EmptyCorpusError(
                    f"No line of the text holds two known words ({words:,} in all): there is "
                    "nothing to predict. Is each line one word, or min_count too high?"
                )
        else:
            pairs = source.total / source.scale
            if not pairs:
                raise EmptyCorpusError("The counts hold no pair: there is nothing to predict.")
            words = int(occurrences.sum())
            kept = max(1.0, pairs / PAIRS)
        size = self._batch_size(kept, words)
        weights = np.maximum(occurrences, 1).astype(np.float64) ** self.smoothing
        return Settings(
            self.architecture, self.tied, self.window, self.dynamic_window, self.negatives,
            min(self.negative_sharing, size), size, keep, np.cumsum(weights), self.seed,
        ), words  # fmt: skip

    def _batch_size(self, kept: float, words: int) -> int:
        if self.batch_size is None:
            return max(automatic_batch_size(kept), self.negative_sharing)
        if self.batch_size > max(words, CHUNK):
            raise ParameterError(
                f"The 'batch_size' parameter of {OWNER} must be at most the {words:,} words of "
                f"the text, or None. Got {self.batch_size} instead."
            )
        return self.batch_size

    def _start(
        self, source: EncodedCorpus | CooccurrenceCounts, initial: WordVectors | None
    ) -> tuple[NDArray[np.float32], NDArray[np.float32] | None]:
        """Vectors to begin with: even in ±0.5 / D, contexts 0, as word2vec does."""
        shape = (len(source.vocabulary), self.vector_size)
        generator = np.random.default_rng(self.seed)
        vectors = (generator.random(shape, np.float32) - np.float32(0.5)) / np.float32(
            self.vector_size
        )
        context = None if self.tied else np.zeros(shape, np.float32)
        if initial is not None:
            _take_over(initial, source, vectors, context)
        return vectors, context

    def log_proba(self, context_words: Sequence[str]) -> NDArray[np.float64]:
        """Logarithm of the probability of each word among `context_words`, float64 (V,).

        See :func:`nlpzero.log_proba`.
        """
        return log_proba(self.vectors_, context_words)

    def predict(self, context_words: Sequence[str], topn: int = 10) -> list[Neighbour]:
        """Give the most probable words among `context_words`; see :func:`nlpzero.predict`."""
        return predict(self.vectors_, context_words, topn=topn)

    def __getattr__(self, name: str) -> Any:
        """Say of the learned attributes that ``fit`` gives them."""
        if name in ("vectors_", "history_"):
            raise NotFittedError(f"This {OWNER} is not fitted yet: call fit(corpus) first.")
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


def check_available(backend: str) -> None:
    """Raise BackendUnavailableError if Keras or a GPU is missing, as far as can be seen cheaply.

    Parameters
    ----------
    backend : {"keras", "auto", "gpu"}
        As of :class:`Word2Vec`.

    Example
    -------
    >>> check_available("gpu")  # doctest: +SKIP
    """
    devices.check_keras(OWNER)
    # Elsewhere a look at files tells nothing of GPUs; there `fit` will find out.
    if backend == "gpu" and sys.platform == "linux" and not devices.shows_gpu():
        raise BackendUnavailableError(
            f"{OWNER} was to run on a GPU (backend='gpu'), and this machine shows none; "
            "backend='keras' takes what is there."
        )


def _occurrences(source: EncodedCorpus | CooccurrenceCounts) -> NDArray[np.int64]:
    """How often each word occurs: as the vocabulary says, or in proportion to its pairs."""
    counts = source.vocabulary.counts
    if counts is not None:
        return counts
    if isinstance(source, CooccurrenceCounts):
        return source.row_sums // source.scale
    return np.bincount(source.ids, minlength=len(source.vocabulary)).astype(np.int64)


def _take_over(
    initial: WordVectors,
    source: EncodedCorpus | CooccurrenceCounts,
    vectors: NDArray[np.float32],
    context: NDArray[np.float32] | None,
) -> None:
    """Write the vectors of known words over those drawn by chance."""
    if initial.vector_size != vectors.shape[1]:
        raise MismatchError(
            f"The initial vectors have {initial.vector_size} dimensions, but vector_size is "
            f"{vectors.shape[1]}."
        )
    ids = np.array([initial.key_to_index.get(word, -1) for word in source.vocabulary.words])
    if (ids < 0).all():
        raise MismatchError("The initial vectors and the text have no word in common.")
    known = ids >= 0
    vectors[known] = initial.matrix[ids[known]]
    if context is not None and initial.context is not None:
        context[known] = initial.context[ids[known]]
