"""Base class of estimators, compatible with scikit-learn's ``clone`` and ``set_params``."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, TypeVar

from .errors import NotFittedError, ParameterError

Self = TypeVar("Self", bound="Estimator")


class Estimator:
    """Base class of estimators: parameters, and errors before ``fit``.

    The constructor of a subclass stores each parameter unchanged in an attribute of the same
    name. Fitted attributes are annotated in the class body; their names end with an underscore.

    Example
    -------
    >>> class Mean(Estimator):
    ...     mean_: float
    ...     def __init__(self, weight: float = 1.0) -> None:
    ...         self.weight = weight
    >>> Mean().set_params(weight=2.0).get_params()
    {'weight': 2.0}
    """

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters of the constructor.

        Parameters
        ----------
        deep : bool, default True
            Accepted for compatibility with scikit-learn; no parameter is an estimator.

        Returns
        -------
        dict of str to Any
            Names and values, in the order of the constructor.
        """
        return {name: getattr(self, name) for name in inspect.signature(type(self)).parameters}

    def set_params(self: Self, **parameters: Any) -> Self:
        """Set parameters of the constructor.

        Parameters
        ----------
        **parameters : Any
            Names and new values.

        Returns
        -------
        Estimator
            The estimator itself.

        Raises
        ------
        ParameterError
            If there is no parameter of such a name.
        """
        known = self.get_params()
        for name in parameters:
            if name not in known:
                raise ParameterError(
                    f"{type(self).__name__} has no parameter {name!r}; it has {', '.join(known)}"
                )
        for name, value in parameters.items():
            setattr(self, name, value)
        return self

    if not TYPE_CHECKING:  # type checkers shall report attributes that do not exist

        def __getattr__(self, name: str) -> Any:
            """Raise NotFittedError for a fitted attribute, AttributeError for any other name."""
            owner = type(self).__name__
            if any(name in inspect.get_annotations(base) for base in type(self).__mro__):
                raise NotFittedError(f"This {owner} is not fitted yet", hint="Call fit first.")
            raise AttributeError(f"{owner!r} object has no attribute {name!r}", name=name)
