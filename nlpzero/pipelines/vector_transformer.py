"""Texts to vectors, as a step of scikit-learn's pipelines."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.validation import check_int
from simpler_glove.vectors import WordVectors

from ..similarity import SentenceEncoder
from .base import TextTransformer
from .models import trained, vectors_of
from .texts import texts_of


class VectorTransformer(TextTransformer):
    """Turns texts into vectors: those of their words, added up by what each word tells.

    Parameters
    ----------
    vectors : WordVectors or path-like, optional
        The model, see :func:`nlpzero.load_vectors`. None trains one on the texts that ``fit`` is
        given, see :func:`nlpzero.build_vectors`.
    tokenizer : str, path-like, Lexicon, Segmenter or callable, optional
        How texts are cut into words, see :class:`nlpzero.SentenceEncoder`. None cuts as the text
        of the model was cut, as far as it tells; a model that is trained here is trained on words
        that are found in the texts, see :class:`SegmentTransformer`.
    weighting : {"sum", "mean", "sif", "importance"}, optional
        See :class:`nlpzero.SentenceEncoder`.
    remove_common : bool, default True
        Take out the direction that the texts share which ``fit`` is given, if they are at least
        100, else that of the model. A text has the same vector whatever stands beside it in
        ``transform``.
    vector_size, min_count, window, seed
        Of a model that is trained here: dimensions, least count of a word, words to each side,
        and the seed; see :func:`nlpzero.build_vectors`.
    threads : int, optional
        None takes all processors; the result is the same for any number.

    Attributes
    ----------
    vectors_ : WordVectors
        The model.
    encoder_ : SentenceEncoder
        What makes the vectors.

    References
    ----------
    See :class:`nlpzero.SentenceEncoder`.

    Example
    -------
    >>> from nlpzero import WordVectors
    >>> words = WordVectors(["cat", "dog"], [[2.0, 0.5], [1.0, 3.0]])
    >>> transformer = VectorTransformer(words, weighting="sum", remove_common=False)
    >>> transformer.fit_transform(["a cat, a dog", "no such word"]).tolist()
    [[3.0, 3.5], [0.0, 0.0]]
    """

    def __init__(
        self,
        vectors: Any = None,
        *,
        tokenizer: Any = None,
        weighting: str | None = None,
        remove_common: bool = True,
        vector_size: int = 100,
        min_count: int = 5,
        window: int = 10,
        seed: int = 0,
        threads: int | None = None,
    ) -> None:
        self.vectors = vectors
        self.tokenizer = tokenizer
        self.weighting = weighting
        self.remove_common = remove_common
        self.vector_size = vector_size
        self.min_count = min_count
        self.window = window
        self.seed = seed
        self.threads = threads

    def fit(self, X: Any, y: Any = None) -> VectorTransformer:
        """Open or train the model, and learn what the texts share.

        Parameters
        ----------
        X : iterable of str, or table with one column, S texts
            The texts.
        y : object
            Not used.

        Returns
        -------
        VectorTransformer
            Itself.

        Raises
        ------
        ParameterError
            If a parameter is not allowed, or `X` holds what is no text.
        FileNotFoundError, FormatError
            If `vectors` is a path without a model.
        EmptyCorpusError
            If there is no model, and the texts are too few to train one.
        """
        texts = texts_of(X, self._owner("fit"))
        self._set_encoder(texts).fit(texts)
        return self

    def fit_transform(self, X: Any, y: Any = None) -> NDArray[np.float32]:
        """Do both, reading the texts once.

        Parameters
        ----------
        X, y
            As for :meth:`fit`.

        Returns
        -------
        ndarray of float32, shape (S, D)
            As of :meth:`transform`.

        Raises
        ------
        ParameterError, FileNotFoundError, FormatError, EmptyCorpusError
            As :meth:`fit` does.
        """
        texts = texts_of(X, self._owner("fit_transform"))
        return self._set_encoder(texts).fit_encode(texts)

    def transform(self, X: Any) -> NDArray[np.float32]:
        """Turn texts into vectors.

        Parameters
        ----------
        X : iterable of str, or table with one column, S texts
            The texts.

        Returns
        -------
        ndarray of float32, shape (S, D)
            Zeros for a text without a known word; how many there are is logged as a warning.

        Raises
        ------
        NotFittedError
            If ``fit`` has not been called.
        ParameterError
            If `X` is one text, or holds what is no text.
        """
        encoder: SentenceEncoder = self._fitted("transform").encoder_
        return encoder.encode(texts_of(X, self._owner("transform")))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Name the dimensions.

        Parameters
        ----------
        input_features : object
            Not used.

        Returns
        -------
        ndarray of object, shape (D,)
            ``vectortransformer0`` and so on.
        """
        vectors: WordVectors = self._fitted("get_feature_names_out").vectors_
        return np.array([f"vectortransformer{i}" for i in range(vectors.vector_size)], object)

    def _set_encoder(self, texts: list[str]) -> SentenceEncoder:
        owner = type(self).__name__
        tokenizer: Any
        if self.vectors is None:
            check_int(self.vector_size, "vector_size", owner, minimum=1)
            self.vectors_, tokenizer = trained(
                texts, owner, tokenizer=self.tokenizer, threads=self.threads,
                vector_size=self.vector_size, min_count=self.min_count, window=self.window,
                seed=self.seed,
            )  # fmt: skip
        else:
            self.vectors_ = vectors_of(self.vectors, owner)
            tokenizer = self.tokenizer
        self.encoder_ = SentenceEncoder(
            self.vectors_, tokenizer=tokenizer, weighting=self.weighting,
            remove_common=self.remove_common, threads=self.threads,
        )  # fmt: skip
        return self.encoder_
