"""Every error that the library raises on purpose.

The command line turns each class into an exit code; see ``cli/_errors.py``.
"""

from __future__ import annotations


class NlpzeroError(Exception):
    """Base class: catch this one to catch everything the library raises on purpose."""


class ParameterError(NlpzeroError, ValueError):
    """A parameter has a value that is not allowed; the message gives name, owner, allowed, got."""


class InputError(NlpzeroError):
    """The input cannot be used; the message names the file and, where known, line and byte."""


class EmptyCorpusError(InputError, ValueError):
    """The corpus holds no token, or no word that is frequent enough."""


class FormatError(InputError, ValueError):
    """A file is damaged, truncated, wrongly encoded or not of the expected kind."""


class MismatchError(InputError, ValueError):
    """Two things that were made from different vocabularies or settings were brought together."""


class UnknownWordError(NlpzeroError, KeyError):
    """A word is not in the vocabulary; the message names close spellings."""

    def __str__(self) -> str:
        # KeyError shows the repr of its argument; a message is to be read.
        return str(self.args[0]) if self.args else ""


class NotFittedError(NlpzeroError, ValueError, AttributeError):
    """An estimator is asked for something that only ``fit`` can give."""


class BackendUnavailableError(NlpzeroError, RuntimeError):
    """An optional library or a device is missing; the message says how to get it."""


class ResourceError(NlpzeroError, RuntimeError):
    """Memory or disk does not suffice; the message says what is needed and what there is."""


class NumericalError(NlpzeroError, ArithmeticError):
    """A computation left the finite numbers; the message says which settings to change."""
