"""Transformer from texts to vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.validation import check_int
from simpler_glove.vectors import WordVectors

from ..similarity import SentenceEncoder
from ..unknown_words import SKIP
from .base import TextTransformer
from .inputs import load_if_path, trained_vectors


class VectorTransformer(TextTransformer):
    """Computes a vector of each text as a weighted sum of the vectors of its words.

    ``transform`` returns a float32 array of shape (S, D), with zeros for texts without a known
    word; the number of such texts is logged as a warning.

    Parameters
    ----------
    vectors : WordVectors or path-like, optional
        The model, see :func:`nlpzero.load_vectors`. None trains a model on the texts that are
        passed to ``fit``, see :func:`nlpzero.build_vectors`.
    tokenizer : str, path-like, Lexicon, mapping, Segmenter, Tokenizer or callable, optional
        See :class:`nlpzero.SentenceEncoder`. None uses the tokenizer of the model; if `vectors` is
        None as well, words are discovered in the texts, see :class:`SegmentTransformer`.
    weighting : {"sum", "mean", "sif", "importance"}, optional
        See :class:`nlpzero.SentenceEncoder`.
    unknown : {"skip", "subwords"}, default "skip"
        See :class:`nlpzero.SentenceEncoder`; "subwords" needs `vectors` with subword vectors.
    remove_common : bool, default True
        Remove the common direction: that of the texts that are passed to ``fit`` if there are at
        least 100, otherwise that of the model.
    vector_size, min_count, window, seed
        Parameters of the model if `vectors` is None; see :func:`nlpzero.build_vectors`.
    threads : int, optional
        Number of threads; None uses all available processors. Results do not depend on it.

    Attributes
    ----------
    vectors_ : WordVectors
        The model.
    encoder_ : SentenceEncoder
        The fitted encoder.

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

    vectors_: WordVectors
    encoder_: SentenceEncoder

    def __init__(
        self,
        vectors: Any = None,
        *,
        tokenizer: Any = None,
        weighting: str | None = None,
        unknown: str = SKIP,
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
        self.unknown = unknown
        self.remove_common = remove_common
        self.vector_size = vector_size
        self.min_count = min_count
        self.window = window
        self.seed = seed
        self.threads = threads

    def _fit(self, texts: list[str]) -> None:
        self._new_encoder(texts).fit(texts)

    def _fit_transform(self, texts: list[str]) -> NDArray[np.float32]:
        return self._new_encoder(texts).fit_encode(texts)

    def _transform(self, texts: list[str]) -> NDArray[np.float32]:
        return self.encoder_.encode(texts)

    def _output_names(self) -> list[str]:
        return [f"vectortransformer{i}" for i in range(self.vectors_.vector_size)]

    def _new_encoder(self, texts: list[str]) -> SentenceEncoder:
        owner = type(self).__name__
        if self.vectors is None:
            check_int(self.vector_size, "vector_size", owner, minimum=1)
            self.vectors_ = trained_vectors(
                texts, owner, tokenizer=self.tokenizer, threads=self.threads,
                vector_size=self.vector_size, min_count=self.min_count, window=self.window,
                seed=self.seed,
            )  # fmt: skip
        else:
            self.vectors_ = load_if_path(self.vectors, owner)
        self.encoder_ = SentenceEncoder(
            self.vectors_, tokenizer=self.tokenizer, weighting=self.weighting,
            unknown=self.unknown, remove_common=self.remove_common, threads=self.threads,
        )  # fmt: skip
        return self.encoder_
