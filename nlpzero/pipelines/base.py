"""What the transformers share: scikit-learn's contract, for input that is text."""

from __future__ import annotations

from typing import Any

from simpler_glove.errors import BackendUnavailableError, NotFittedError

try:
    from sklearn import get_config as get_config
    from sklearn.base import BaseEstimator, TransformerMixin
    from sklearn.exceptions import NotFittedError as SklearnNotFittedError
except ImportError:
    raise BackendUnavailableError(
        "The transformers of nlpzero.pipelines need scikit-learn: pip install 'nlpzero[sklearn]'"
    ) from None


class NotFittedTransformerError(NotFittedError, SklearnNotFittedError):
    """A transformer is asked for what only ``fit`` can give; scikit-learn's error as well."""


class TextTransformer(TransformerMixin, BaseEstimator):
    """A transformer of texts: of any iterable of str, or a column of them."""

    def __sklearn_tags__(self) -> Any:
        """Tell scikit-learn that the input is text, not a table of numbers."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.no_validation = True
        return tags

    def _owner(self, method: str) -> str:
        return f"{type(self).__name__}.{method}"

    def _fitted(self, method: str) -> Any:
        """Return itself once it is fitted."""
        if not self.__sklearn_is_fitted__():
            raise NotFittedTransformerError(
                f"{self._owner(method)} needs what fit learns: call fit first."
            )
        return self

    def __sklearn_is_fitted__(self) -> bool:
        """Say whether ``fit`` has been called."""
        return any(name.endswith("_") and not name.startswith("_") for name in vars(self))
