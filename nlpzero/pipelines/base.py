"""Base class of the transformers: the interface of scikit-learn for input that is text."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import BackendUnavailableError, NotFittedError

from .texts import texts_of

try:
    from sklearn import get_config as get_config
    from sklearn.base import BaseEstimator, TransformerMixin
    from sklearn.exceptions import NotFittedError as SklearnNotFittedError
except ImportError:
    raise BackendUnavailableError(
        "The transformers of nlpzero.pipelines need scikit-learn",
        hint="Install it: pip install 'nlpzero[sklearn]'",
    ) from None

Self = TypeVar("Self", bound="TextTransformer")


class NotFittedTransformerError(NotFittedError, SklearnNotFittedError):
    """A transformer is used before ``fit``; an exception of both libraries."""


class TextTransformer(TransformerMixin, BaseEstimator):
    """Base class of transformers of texts: of any iterable of str, or of a column of a table.

    A subclass defines what is learned (`_fit`), the result (`_transform`), both at once
    (`_fit_transform`) if that is faster, and the names of the outputs (`_output_names`).
    """

    def fit(self: Self, X: Any, y: Any = None) -> Self:
        """Load the models of the parameters, or learn them from texts.

        Parameters
        ----------
        X : iterable of str, or table with one column, S texts
            The texts.
        y : object
            Ignored.

        Returns
        -------
        TextTransformer
            The transformer itself.

        Raises
        ------
        ParameterError
            If a parameter is not allowed, or `X` is a single text or contains anything but texts.
        FileNotFoundError, FormatError
            If a path is not that of a model or lexicon.
        EmptyCorpusError
            If there are too few texts to learn from.
        """
        self._fit(texts_of(X, self._owner("fit")))
        return self

    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> Any:
        """Call :meth:`fit` and :meth:`transform`, reading the texts once."""
        return self._wrap(X, self._fit_transform(texts_of(X, self._owner("fit_transform"))))

    def transform(self, X: Any) -> Any:
        """Transform texts; see the class for the type of the result.

        Parameters
        ----------
        X : iterable of str, or table with one column, S texts
            The texts.

        Returns
        -------
        list of length S, or array of shape (S, ...)
            An element or row for each text, independent of the other texts.

        Raises
        ------
        NotFittedError
            If ``fit`` has not been called.
        ParameterError
            If `X` is a single text, or contains anything but texts.
        """
        self._check_fitted("transform")
        return self._wrap(X, self._transform(texts_of(X, self._owner("transform"))))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Return the names of the outputs.

        Parameters
        ----------
        input_features : object
            Ignored.

        Returns
        -------
        ndarray of object, shape (number of columns,)
            Names of the columns; one name if the result is a list.
        """
        self._check_fitted("get_feature_names_out")
        return np.array(self._output_names(), object)

    def _fit(self, texts: list[str]) -> None:
        raise NotImplementedError

    def _transform(self, texts: list[str]) -> Any:
        raise NotImplementedError

    def _fit_transform(self, texts: list[str]) -> Any:
        self._fit(texts)
        return self._transform(texts)

    def _output_names(self) -> list[str]:
        raise NotImplementedError

    def _wrap(self, X: Any, result: Any) -> Any:
        """Convert the result to the container that the user has set."""
        return result

    def _owner(self, method: str) -> str:
        return f"{type(self).__name__}.{method}"

    def _check_fitted(self, method: str) -> None:
        if not self.__sklearn_is_fitted__():
            raise NotFittedTransformerError(
                f"{self._owner(method)} needs a fitted transformer", hint="Call fit first."
            )

    def __sklearn_tags__(self) -> Any:
        """Declare that the input is text, not a table of numbers."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.no_validation = True
        return tags

    def __sklearn_is_fitted__(self) -> bool:
        """Return whether ``fit`` has been called."""
        return any(name.endswith("_") and not name.startswith("_") for name in vars(self))
