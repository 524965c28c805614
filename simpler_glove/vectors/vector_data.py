"""The data of word vectors: words, arrays, parameters, tokenizer, subword vectors."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import formats
from ..errors import ParameterError
from ..narrow_matrix import Floats, Matrix, NarrowMatrix
from ..progress import Progress
from ..subwords import SubwordVectors
from ..tokenizer import Tokenizer
from ..tokenizer_storage import StoredTokenizer, loaded_tokenizer
from ..validation import check_instance
from ..vocabulary import Vocabulary
from .cosine_measures import cosine_measure
from .fitted_subwords import SUBWORD_SHARE, subwords_of
from .float_arrays import check_shape, norms_of, readonly_floats, readonly_matrix
from .measure_names import COSINE
from .queries import as_words
from .unseen_words import vector_of
from .word_id_mapping import WordIdMapping
from .words_table import words_table

_OWNER = "WordVectors"
Model = TypeVar("Model", bound="VectorData")


class VectorData:
    """Words and their vectors, with look-up and storage; see :class:`WordVectors`."""

    def __init__(
        self,
        vocabulary: Vocabulary | Sequence[str],
        matrix: ArrayLike | NarrowMatrix,
        *,
        context: ArrayLike | NarrowMatrix | None = None,
        norms: ArrayLike | None = None,
        parameters: Mapping[str, Any] | None = None,
        tokenizer: Tokenizer | StoredTokenizer | None = None,
        subwords: SubwordVectors | None = None,
    ) -> None:
        if not isinstance(vocabulary, Vocabulary):
            vocabulary = Vocabulary(vocabulary)
        self._vocabulary = vocabulary
        self._matrix = readonly_matrix(matrix, "matrix", _OWNER, (len(vocabulary), None))
        self._context = None
        if context is not None:
            self._context = readonly_matrix(context, "context", _OWNER, self._matrix.shape)
        if norms is None:
            norms = norms_of(self._matrix)
        self._norms = readonly_floats(norms, "norms", _OWNER, (len(vocabulary),))
        self._check_finite()
        if parameters is not None:
            check_instance(parameters, "parameters", _OWNER, Mapping, "a mapping or None")
        self._parameters = dict(parameters or {})
        if tokenizer is not None:
            kinds = Tokenizer | StoredTokenizer
            check_instance(tokenizer, "tokenizer", _OWNER, kinds, "a Tokenizer or None")
        self._tokenizer = tokenizer
        if subwords is not None:
            check_instance(subwords, "subwords", _OWNER, SubwordVectors, "SubwordVectors or None")
            size = (len(subwords), subwords.vector_size)
            check_shape(size, "subwords", _OWNER, (None, self.vector_size))
        self._subwords = subwords

    def _check_finite(self) -> None:
        wrong = np.flatnonzero(~np.isfinite(self._norms))
        if wrong.size:
            word = self._vocabulary[int(wrong[0])]
            raise ParameterError(
                f"must contain finite numbers. Got other values for the word {word!r}.",
                parameter="matrix",
                owner=_OWNER,
            )

    @property
    def vocabulary(self) -> Vocabulary:
        """The words and, if known, their counts."""
        return self._vocabulary

    @property
    def matrix(self) -> Matrix:
        """All vectors, float32 (V, D), read-only; gensim calls them ``vectors``.

        An array, or for vectors stored in float16 or int8 a
        :class:`simpler_glove.narrow_matrix.NarrowMatrix`, whose rows are converted to float32 when
        they are read; ``np.asarray`` converts all.
        """
        return self._matrix

    @property
    def context(self) -> Matrix | None:
        """Context vectors, as `matrix`; None if the model has one set of vectors."""
        return self._context

    @property
    def norms(self) -> Floats:
        """Euclidean lengths of the vectors, float32 (V,), read-only."""
        return self._norms

    @property
    def counts(self) -> NDArray[np.int64] | None:
        """Number of occurrences of each word in the corpus, int64 (V,); None if unknown."""
        return self._vocabulary.counts

    @property
    def parameters(self) -> dict[str, Any]:
        """Training parameters (a copy)."""
        return dict(self._parameters)

    @property
    def tokenizer(self) -> Tokenizer | None:
        """Tokenizer of the text that the vectors were made from; None if unknown.

        The tokenizer of a saved model is read at the first access.

        Raises
        ------
        FormatError
            If one of its files was changed or removed.
        MismatchError
            If its files belong to another tokenizer.
        InputError
            If the package that defines it was not imported.
        """
        self._tokenizer = loaded_tokenizer(self._tokenizer)
        return self._tokenizer

    @property
    def subwords(self) -> SubwordVectors | None:
        """Vectors of character n-grams; None if the model has none."""
        return self._subwords

    @property
    def lowercase(self) -> bool | None:
        """True if the text was converted to lower case, else False; None if unknown."""
        return None if self._tokenizer is None else self._tokenizer.lowercase

    @property
    def vector_size(self) -> int:
        """Number of dimensions D."""
        return int(self._matrix.shape[1])

    @property
    def index_to_key(self) -> tuple[str, ...]:
        """All words in the order of their ids."""
        return self._vocabulary.words

    @property
    def key_to_index(self) -> Mapping[str, int]:
        """The id of each word, as a read-only mapping."""
        return WordIdMapping(self._vocabulary)

    def __len__(self) -> int:
        return len(self._vocabulary)

    def __contains__(self, word: object) -> bool:
        return word in self._vocabulary

    def __iter__(self) -> Iterator[str]:
        return iter(self._vocabulary)

    def __getitem__(self, key: str | Iterable[str]) -> Floats:
        """Vector (D,) of a word, or vectors (n, D) of a list of words."""
        if isinstance(key, str):
            return self.get_vector(key)
        vectors: Floats = self._matrix[self._vocabulary.ids_of(as_words(key, "key", _OWNER))]
        return vectors

    def __deepcopy__(self: Model, memo: dict[int, Any]) -> Model:
        """Return the object itself, which is immutable: scikit-learn copies parameters."""
        return self

    def __getstate__(self) -> dict[str, Any]:
        # The tokenizer is read from its directory, which may be deleted.
        return vars(self) | {"_tokenizer": self.tokenizer}

    def replace(self: Model, **changes: Any) -> Model:
        """Return vectors that share all arrays and differ in some parameters.

        Another `matrix` has no subword vectors, unless they are given.

        Parameters
        ----------
        **changes
            Parameters of :class:`WordVectors` with their new values.

        Example
        -------
        >>> from simpler_glove import WordVectors
        >>> WordVectors(["a"], [[1.0]]).replace(parameters={"tied": True}).parameters
        {'tied': True}
        """
        options: dict[str, Any] = {
            "vocabulary": self._vocabulary, "matrix": self._matrix, "context": self._context,
            "norms": self._norms, "parameters": self._parameters, "tokenizer": self._tokenizer,
            "subwords": None if "matrix" in changes else self._subwords,
        }  # fmt: skip
        return type(self)(**options | changes)

    def __repr__(self) -> str:
        return f"<WordVectors: {len(self):,} words, {self.vector_size} dimensions>"

    _repr_html_ = words_table

    def get_vector(self, word: str, *, norm: bool = False, unknown: str = "error") -> Floats:
        """Return the vector of a word.

        Parameters
        ----------
        word : str
            The word.
        norm : bool, default False
            Divide the vector by its length; a vector of zeros stays unchanged.
        unknown : {"error", "subwords"}, default "error"
            For a word that is not in the vocabulary: "subwords" computes a vector from its
            character n-grams, if the model has subword vectors; see :meth:`with_subwords`.

        Returns
        -------
        ndarray of float32, shape (D,)
            Read-only and shared with the matrix, unless `norm` or the word is unknown.

        Raises
        ------
        UnknownWordError
            If the word is not in the vocabulary and, with "subwords", has no known n-gram; the
            message lists similar spellings.

        Example
        -------
        >>> from simpler_glove import WordVectors
        >>> WordVectors(["a"], [[3.0, 4.0]]).get_vector("a", norm=True)
        array([0.6, 0.8], dtype=float32)
        """
        vector = vector_of(self, word, unknown, "get_vector")
        return cosine_measure(self, COSINE).unit(vector).astype(np.float32) if norm else vector

    def save(
        self, path: str | os.PathLike[str], *, dtype: str | None = None, force: bool = False
    ) -> None:
        """Save the model as a native directory, which ``load_vectors`` opens memory-mapped.

        Parameters
        ----------
        path : path-like
            The target directory.
        dtype : {"float32", "float16", "int8"}, optional
            Type of the stored numbers; see :func:`save_vectors`.
        force : bool, default False
            Replace an existing directory.

        Raises
        ------
        FileExistsError
            If the target exists and `force` is False.

        Example
        -------
        >>> import tempfile
        >>> from simpler_glove import WordVectors
        >>> path = os.path.join(tempfile.mkdtemp(), "model")
        >>> WordVectors(["a"], [[1.0]]).save(path)
        >>> sorted(os.listdir(path))
        ['manifest.json', 'vectors.safetensors']
        """
        formats.write(self.to_table(), path, format="native", dtype=dtype, force=force)

    def to_table(self) -> formats.VectorTable:
        """Return the data of the model, not copied, as writers of file formats take it."""
        return formats.VectorTable(
            self._vocabulary,
            self._matrix,
            self._norms,
            self._context,
            self._parameters,
            self._tokenizer,
            subwords=self._subwords,
        )

    def with_subwords(
        self: Model,
        *,
        share: float = SUBWORD_SHARE,
        threads: int | None = None,
        memory: int | None = None,
        progress: Progress | None = None,
    ) -> Model:
        """Return these vectors with vectors of character n-grams, for words that are unknown.

        The vectors of the n-grams that occur in most words are fitted to the unit vectors of the
        words.  Only queries with ``unknown="subwords"`` use them.

        Parameters
        ----------
        share : float, default 0.1
            Maximum size of the vectors of n-grams, as a share of the vectors in float32; at least
            1000 n-grams are used.
        threads : int, optional
            None uses all processors that this process may use.
        memory : int, optional
            Upper limit of the memory that the fit takes in addition, in bytes.
        progress : Progress, optional
            Receives the stage "fitting subwords" (dimensions).

        Returns
        -------
        WordVectors
            Shares all arrays with this object.

        Raises
        ------
        ParameterError
            If there is no word with a character n-gram.
        ResourceError
            If `memory` is too small.

        Example
        -------
        >>> from simpler_glove import WordVectors
        >>> words = ["walk", "walks", "walking", "talks", "talking"]
        >>> vectors = WordVectors(words, np.eye(3)[[0, 0, 1, 0, 1]]).with_subwords()
        >>> vectors.most_similar("stalking", unknown="subwords")[0].word
        'walking'
        """
        return self.replace(
            subwords=subwords_of(
                self, share=share, threads=threads, memory=memory, progress=progress
            )
        )
