"""The Word2Vec estimator: from text or counts to word vectors."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove import devices
from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.corpus import EncodedCorpus
from simpler_glove.errors import (
    BackendUnavailableError,
    EmptyCorpusError,
    MismatchError,
    ParameterError,
)
from simpler_glove.estimator import Estimator
from simpler_glove.parallel import resolve_threads
from simpler_glove.progress import Progress
from simpler_glove.validation import check_bool, check_choice, check_float, check_int
from simpler_glove.vectors import Neighbour, WordVectors

from .initial_tables import initial_tables
from .settings import (
    ARCHITECTURES,
    CBOW,
    CHUNK_TOKENS,
    PAIRS_PER_CENTRE,
    SKIP_GRAM,
    ExampleSettings,
    automatic_batch_size,
    checkpoint_params,
    keep_probabilities,
    uses_keras,
)

OWNER = "Word2Vec"
BACKENDS = ("auto", "cpu", "keras", "gpu")


class Word2Vec(Estimator):
    """Word vectors trained by predicting neighbouring words.

    Skip-gram minimises -log p(c | w) for each word w of the text and each word c of its window;
    CBOW minimises -log p(w | window) with the sum of the window's vectors. p is a softmax over
    the word to predict and a few negative samples ("random softmax").

    Parameters
    ----------
    vector_size : int, default 100
        Dimensions of the vectors, D.
    architecture : {"skip-gram", "cbow"}, default "skip-gram"
        Predict the context from the centre, or the centre from the context.
    window : int, default 5
        Maximum distance between centre and context, in words.
    dynamic_window : bool, default True
        CBOW: use windows of random size 1 to `window`. Skip-gram: weight each pair by the
        probability that such a window contains it. False uses windows of size `window`.
    negatives : int, default 32
        Number of negative samples, K (gensim: ``negative``).
    negative_sharing : int, default 128
        Number of consecutive centres that share a set of negative samples, a power of two; 1
        draws a set for each centre, which is much slower.
    smoothing : float, default 0.75
        Exponent of the counts in the distribution of negative samples, 0 to 1 (gensim:
        ``ns_exponent``).
    subsample : float, default 1e-3
        Relative frequency above which occurrences of a word are dropped at random; 0 keeps all
        (gensim: ``sample``).
    tied : bool, default False
        Use one set of vectors for words and contexts.
    ngram_pseudocount : float, default 20.0
        After training, the vector of a word with n occurrences is mixed with its prediction from
        character n-grams, which gets the weight 1 / (1 + sqrt(n / ngram_pseudocount)); lengths stay
        the same. This corrects the vectors of rare words, which are trained with few pairs. 0
        leaves the vectors as they are trained. Not applied to tied vectors.
    epochs : int, default 5
        Number of passes over the text.
    learning_rate : float, default 0.05
        Initial learning rate; it decreases linearly to a fiftieth. Adagrad with one sum of
        squares per row reduces it for rows with large gradients.
    batch_size : int, optional
        Number of centres in a step, a multiple of 16 and of `negative_sharing`; None chooses 256
        to 8,192 by the size of the text.
    patience : int, optional
        Stop when the loss has not decreased for this many epochs; None never stops early.
    backend : {"auto", "cpu", "keras", "gpu"}, default "auto"
        "cpu" uses numba on the CPU, and needs no Keras; "auto" is the same, because it is faster.
        "keras" uses the device that Keras uses, which is a GPU if there is one; "gpu" raises an
        error without a GPU. The environment variable ``KERAS_BACKEND`` selects TensorFlow
        (default), JAX or PyTorch. All compute the same up to rounding.
    seed : int, default 0
        Random seed. Results are identical for equal seeds.
    threads : int, optional
        Number of threads; None uses all processors available to the process. On the CPU, results
        have the same bytes for any number of threads. With Keras, threads only create batches.

    Attributes
    ----------
    vectors_ : WordVectors
        Input vectors, float32 (V, D), with the output vectors as ``context``.
    history_ : list of dict
        ``epoch``, ``loss`` (nats per example), ``examples`` and ``learning_rate`` of each epoch.

    References
    ----------
    Mikolov et al. 2013, "Efficient Estimation of Word Representations in Vector Space" and
    "Distributed Representations of Words and Phrases and their Compositionality". Su Jianlin
    2017, "不可思议的Word2Vec", kexue.fm, part 5: random softmax. Duchi, Hazan and Singer 2011,
    "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization".

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
        negative_sharing: int = 128,
        smoothing: float = 0.75,
        subsample: float = 1e-3,
        tied: bool = False,
        ngram_pseudocount: float = 20.0,
        epochs: int = 5,
        learning_rate: float = 0.05,
        batch_size: int | None = None,
        patience: int | None = None,
        backend: str = "auto",
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
        self.ngram_pseudocount = ngram_pseudocount
        self.epochs = epochs
        self.learning_rate = learning_rate
        self.batch_size = batch_size
        self.patience = patience
        self.backend = backend
        self.seed = seed
        self.threads = threads

    def fit(
        self,
        source: EncodedCorpus | CooccurrenceCounts,
        *,
        initial: WordVectors | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        callbacks: Sequence[Any] = (),
        progress: Progress | None = None,
    ) -> Word2Vec:
        """Train vectors.

        Parameters
        ----------
        source : EncodedCorpus or CooccurrenceCounts
            The text; or counts, from which pairs are drawn in proportion to their counts (skip-gram
            only).
        initial : WordVectors, optional
            Initial vectors; words without one are initialised at random.
        checkpoint : path-like, optional
            Directory to save the state to after each epoch. If it contains the checkpoint of a
            training with the same text and parameters, training resumes from it and gives the
            same vectors as without interruption. The number of epochs has to be the same, as the
            learning rate depends on it.
        callbacks : sequence of keras.callbacks.Callback, optional
            Called as by ``keras.Model.fit``; needs Keras with any backend. Their ``model`` has the
            vectors as embedding layers.
        progress : Progress, optional
            Called a few times a second.

        Returns
        -------
        Word2Vec
            The estimator itself.

        Raises
        ------
        ParameterError
            If a parameter is not allowed, or the text is smaller than a batch.
        BackendUnavailableError
            If `backend` is "keras" or "gpu", or there are callbacks, and Keras, its library or the
            GPU is missing.
        EmptyCorpusError
            If there is no pair of words to learn from.
        MismatchError
            If the checkpoint belongs to another training, or `initial` does not fit.
        NumericalError
            If the loss overflows; the last checkpoint is kept.
        ResourceError
            If the memory of the device is exhausted, also with smaller batches.
        """
        self.check()
        settings, tokens = self._example_settings(source)
        if initial is not None:
            self.check_initial(initial)
        vectors, context = initial_tables(
            source.vocabulary, self.vector_size, tied=self.tied, seed=self.seed, initial=initial
        )
        threads = resolve_threads(self.threads, OWNER)
        # These import numba, which is slow; parameters are checked without it.
        from simpler_glove.subwords import NgramPrior

        from .training import TrainingTask, train

        task = TrainingTask(
            source, vectors, context, tokens, epochs=self.epochs, patience=self.patience,
            learning_rate=self.learning_rate, threads=threads,
            backend=self.backend, parameters=checkpoint_params(self.get_params()),
            checkpoint=checkpoint, callbacks=callbacks, progress=progress,
        )  # fmt: skip
        result = train(task, settings)
        self.history_ = result.history
        if not self.tied:
            words = source.vocabulary
            NgramPrior(self.ngram_pseudocount).mix(
                words.packed(), words.counts, result.tables.input,
                threads=threads, progress=progress,
            )  # fmt: skip
        parameters = self.get_params()
        del parameters["threads"], parameters["backend"]  # without effect on the vectors
        parameters |= {
            "model": "word2vec", "backend": result.device, "batch_size": result.batch_size,
            "history": self.history_,
        }  # fmt: skip
        self.vectors_ = WordVectors(
            source.vocabulary,
            result.tables.input,
            context=None if self.tied else result.tables.output,
            parameters=parameters,
            tokenizer=source.tokenizer,
        )
        return self

    def check(self) -> None:
        """Check all parameters.

        Raises
        ------
        ParameterError
            If a parameter is not allowed.
        """
        check_int(self.vector_size, "vector_size", OWNER, minimum=1, maximum=10_000)
        check_int(self.window, "window", OWNER, minimum=1, maximum=1_000)
        check_int(self.negatives, "negatives", OWNER, minimum=1, maximum=100_000)
        check_int(self.epochs, "epochs", OWNER, minimum=1, maximum=1_000_000)
        check_int(self.seed, "seed", OWNER, minimum=0)
        check_choice(self.architecture, "architecture", OWNER, ARCHITECTURES)
        check_choice(self.backend, "backend", OWNER, BACKENDS)
        check_float(self.smoothing, "smoothing", OWNER, minimum=0.0, maximum=1.0)
        check_float(self.subsample, "subsample", OWNER, minimum=0.0, maximum=1.0)
        check_float(self.learning_rate, "learning_rate", OWNER, minimum=1e-9)
        check_float(self.ngram_pseudocount, "ngram_pseudocount", OWNER, minimum=0.0, maximum=1e9)
        for name in ("tied", "dynamic_window"):
            check_bool(getattr(self, name), name, OWNER)
        if self.patience is not None:
            check_int(self.patience, "patience", OWNER, minimum=1)
        self._check_batches()
        resolve_threads(self.threads, OWNER)

    def check_initial(self, initial: WordVectors) -> None:
        """Check that a fit can start from some vectors, without their words.

        Raises
        ------
        MismatchError
            If they have another number of dimensions.
        """
        if initial.vector_size != self.vector_size:
            raise MismatchError(
                f"has vectors of {initial.vector_size} dimensions, but vector_size is "
                f"{self.vector_size}",
                parameter="initial", owner=f"{OWNER}.fit",
            )  # fmt: skip

    def _check_batches(self) -> None:
        sharing = check_int(
            self.negative_sharing, "negative_sharing", OWNER, minimum=1, maximum=1 << 16
        )
        if sharing & (sharing - 1):
            raise ParameterError(
                parameter="negative_sharing", owner=OWNER, allowed="a power of two", got=sharing
            )
        if self.batch_size is not None:
            unit = max(CHUNK_TOKENS, sharing)
            size = check_int(self.batch_size, "batch_size", OWNER, minimum=unit)
            if size % unit:
                raise ParameterError(
                    parameter="batch_size", owner=OWNER, allowed=f"a multiple of {unit}", got=size
                )

    def _example_settings(
        self, source: EncodedCorpus | CooccurrenceCounts
    ) -> tuple[ExampleSettings, int]:
        """Return the settings for `source`, and the number of tokens in an epoch."""
        if not isinstance(source, EncodedCorpus | CooccurrenceCounts):
            raise ParameterError(
                parameter="source", owner=f"{OWNER}.fit",
                allowed="an EncodedCorpus or CooccurrenceCounts", got=source,
            )  # fmt: skip
        if isinstance(source, CooccurrenceCounts) and self.architecture == CBOW:
            raise ParameterError(
                "must be 'skip-gram' for counts, which do not record the words of a window. "
                "Got 'cbow' instead",
                parameter="architecture", owner=OWNER,
            )  # fmt: skip
        occurrences = _occurrences(source)
        keep = keep_probabilities(occurrences, self.subsample)
        if isinstance(source, EncodedCorpus):
            tokens = _checked_tokens(source)
            kept = float((keep * occurrences).sum())
        else:
            pairs = source.total / source.scale
            if not pairs:
                raise EmptyCorpusError(
                    "The counts contain no pair of words, so there is nothing to predict"
                )
            tokens = int(occurrences.sum())
            kept = max(1.0, pairs / PAIRS_PER_CENTRE)
        size = self._batch_size(kept, tokens)
        weights = np.maximum(occurrences, 1).astype(np.float64) ** self.smoothing
        settings = ExampleSettings(
            self.architecture, self.tied, self.window, self.dynamic_window, self.negatives,
            min(self.negative_sharing, size), size, keep, np.cumsum(weights), self.seed,
        )  # fmt: skip
        return settings, tokens

    def _batch_size(self, kept: float, tokens: int) -> int:
        if self.batch_size is None:
            return max(automatic_batch_size(kept), self.negative_sharing)
        if self.batch_size > max(tokens, CHUNK_TOKENS):
            raise ParameterError(
                parameter="batch_size", owner=OWNER, got=self.batch_size,
                allowed=f"at most {tokens:,}, the number of tokens, or None",
            )  # fmt: skip
        return self.batch_size

    def log_proba(self, context_words: Sequence[str]) -> NDArray[np.float64]:
        """Return the log-probability of each word, float64 (V,); see `WordVectors.log_proba`."""
        return self.vectors_.log_proba(context_words)

    def predict(self, context_words: Sequence[str], topn: int = 10) -> list[Neighbour]:
        """Return ``vectors_.most_similar(context_words, measure="predict", topn=topn)``."""
        return self.vectors_.most_similar(context_words, measure="predict", topn=topn)


def check_available(backend: str) -> None:
    """Raise an error if a `backend` of :class:`Word2Vec` is missing, without importing Keras.

    Raises
    ------
    BackendUnavailableError
        If Keras, its library or the GPU is missing.
    """
    if not uses_keras(backend):
        return
    devices.check_keras(OWNER)
    # On other systems GPUs are not visible as files; there, `fit` checks it.
    if backend == "gpu" and sys.platform == "linux" and not devices.shows_gpu():
        raise BackendUnavailableError(
            f"{OWNER} requires a GPU, but this machine has none",
            hint="Set {backend} to use the available device.",
            settings={"backend": "auto"},
        )


def _checked_tokens(corpus: EncodedCorpus) -> int:
    """Return the number of tokens; EmptyCorpusError if no line has two."""
    tokens = int(corpus.ids.size)
    if not (np.diff(corpus.offsets) > 1).any():
        raise EmptyCorpusError(
            f"No line of the text contains two known words ({tokens:,} in all), so there is "
            "nothing to predict",
            hint="Check that lines are texts rather than single words, or lower {min_count}.",
        )
    return tokens


def _occurrences(source: EncodedCorpus | CooccurrenceCounts) -> NDArray[np.int64]:
    """Return the count of each word in the vocabulary, else estimated from `source`."""
    counts = source.vocabulary.counts
    if counts is not None:
        return counts
    if isinstance(source, CooccurrenceCounts):
        return source.row_sums // source.scale
    return np.bincount(source.ids, minlength=len(source.vocabulary)).astype(np.int64)
