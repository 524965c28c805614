"""The exceptions that the library raises, with the facts of each as attributes.

A message is generated from the attributes, so that a program that wraps the library can write it
in other terms, for example with the names of command-line options instead of parameters:

>>> error = FormatError(
...     "0xff is not valid UTF-8", path="corpus.txt", line=3, byte=17,
...     hint="Set {encoding} if the text has another encoding.", settings={"encoding": "gb18030"},
... )
>>> print(error)
corpus.txt, line 3, byte offset 17: 0xff is not valid UTF-8. Set encoding='gb18030' if the text \
has another encoding.
>>> error.advice(lambda name, value: f"--{name} {value}")
'Set --encoding gb18030 if the text has another encoding.'
"""

from __future__ import annotations

import os
import reprlib
import string
from collections.abc import Callable, Mapping
from typing import Any

_NOT_GIVEN: Any = object()
_MAX_REPR = 200  # characters of a value in a message
_REPR = reprlib.Repr()
_REPR.maxstring = _REPR.maxother = _REPR.maxlong = _MAX_REPR

Spelling = Callable[[str, Any], str | None]
"""From the name of a parameter and its value (``...`` if none is suggested) to text."""


def spell_in_python(name: str, value: Any = ...) -> str:
    """Return a parameter as Python code, or only its name in quotes if there is no value.

    Example
    -------
    >>> spell_in_python("encoding", "gb18030"), spell_in_python("memory")
    ("encoding='gb18030'", "'memory'")
    """
    return f"'{name}'" if value is ... else f"{name}={value!r}"


class NlpzeroError(Exception):
    """Base class of all exceptions that the library raises on purpose.

    Parameters
    ----------
    problem : str
        Statement of the problem, with or without a full stop at the end. With `parameter` it is
        the rest of a sentence whose subject is the parameter. Names of other parameters, with
        values in `settings`, are written as fields: ``"must be 0 for {solver}."``
    parameter : str, optional
        Name of the parameter that has a value that is not allowed.
    owner : str, optional
        Public function or class that has the parameter.
    allowed : str, optional
        Values that are allowed, as in "an int >= 1".
    got : Any, optional
        The value that was passed.
    hint : str, optional
        Suggestion for the user. Names of parameters are written as fields: ``"Raise {memory}."``
        Each line is a separate suggestion.
    settings : mapping of str to Any, optional
        Values of the parameters in `problem` and suggested values of those in `hint`.
    path : path-like, optional
        The file or directory.
    line : int, optional
        Line in the file, from 1.
    byte : int, optional
        Offset in bytes in the file, from 0.

    Attributes
    ----------
    problem, parameter, owner, allowed, got, hint, settings, path, line, byte
        As above; None where not applicable.
    """

    def __init__(
        self,
        problem: str = "",
        *,
        parameter: str | None = None,
        owner: str | None = None,
        allowed: str | None = None,
        got: Any = _NOT_GIVEN,
        hint: str | None = None,
        settings: Mapping[str, Any] | None = None,
        path: str | os.PathLike[str] | None = None,
        line: int | None = None,
        byte: int | None = None,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.parameter = parameter
        self.owner = owner
        self.allowed = allowed
        self.got = None if got is _NOT_GIVEN else got
        self.hint = hint
        self.settings = dict(settings or {})
        self.path = None if path is None else os.fspath(path)
        self.line = line
        self.byte = byte
        if parameter is not None and not problem:
            value = "" if got is _NOT_GIVEN else f" Got {_short_repr(got)} instead."
            self.problem = f"must be {allowed}.{value}"

    def statement(self, spell: Spelling | None = None) -> str:
        """Return the place and the problem, without the hint.

        Parameters
        ----------
        spell : callable, optional
            Returns the text for a parameter; called with ``...`` as value. If `spell` is None or
            returns None, the parameter and its owner are named as in Python.
        """
        subject = self._subject(spell)
        problem = self.problem
        for name, value in self.settings.items():
            spelled = None if spell is None else spell(name, value)
            problem = problem.replace(f"{{{name}}}", spelled or spell_in_python(name, value))
        sentence = f"{subject} {problem}" if subject else problem
        if sentence and not sentence.endswith((".", "!", "?", ".)")):
            sentence += "."
        place = self._place()
        return f"{place}: {sentence}" if place else sentence

    def advice(self, spell: Spelling = spell_in_python) -> str:
        """Return the hint on one line; lines with a field that has no text are omitted.

        Parameters
        ----------
        spell : callable
            Returns the text for a parameter and a value (``...`` if none is suggested), or None if
            there is no such parameter.
        """
        lines = (self._suggestion(line, spell) for line in (self.hint or "").split("\n"))
        return " ".join(filter(None, lines))

    def _suggestion(self, line: str, spell: Spelling) -> str:
        """Return a line of the hint, or "" if `spell` has no text for one of its fields."""
        parts = []
        for text, name, _, _ in string.Formatter().parse(line):
            parts.append(text)
            if name is not None:
                spelled = spell(name, self.settings.get(name, ...))
                if spelled is None:
                    return ""
                parts.append(spelled)
        return "".join(parts)

    def rename(self, **names: str) -> NlpzeroError:
        """Replace names of parameters, for callers whose parameters have other names.

        Parameters
        ----------
        **names : str
            Old name to new name.

        Returns
        -------
        NlpzeroError
            This exception.
        """
        if self.parameter is not None:
            self.parameter = names.get(self.parameter, self.parameter)
        for old, new in names.items():
            if self.hint is not None:
                self.hint = self.hint.replace(f"{{{old}}}", f"{{{new}}}")
            if old in self.settings:
                self.settings[new] = self.settings.pop(old)
        return self

    def __str__(self) -> str:
        return " ".join(filter(None, (self.statement(), self.advice())))

    def _subject(self, spell: Spelling | None) -> str:
        if self.parameter is None:
            return ""
        spelled = None if spell is None else spell(self.parameter, ...)
        if spelled is not None:
            return spelled
        owner = f" of {self.owner}" if self.owner is not None else ""
        return f"The '{self.parameter}' parameter{owner}"

    def _place(self) -> str:
        place = [] if self.path is None else [self.path]
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.byte is not None:
            place.append(f"byte offset {self.byte}")
        return ", ".join(place)


class ParameterError(NlpzeroError, ValueError):
    """A parameter has a value that is not allowed."""


class InputError(NlpzeroError):
    """The input cannot be used."""


class EmptyCorpusError(InputError, ValueError):
    """The corpus contains no token, or no word that is frequent enough."""


class FormatError(InputError, ValueError):
    """A file is damaged, truncated, in another encoding or of another format."""


class MismatchError(InputError, ValueError):
    """Two objects were created from different vocabularies or with different settings."""


class UnknownWordError(NlpzeroError, KeyError):
    """A word is not in the vocabulary; the hint lists similar spellings."""


class NotFittedError(NlpzeroError, ValueError, AttributeError):
    """An estimator is used before ``fit``."""


class BackendUnavailableError(NlpzeroError, RuntimeError):
    """An optional library or a device is missing; the hint contains the command to install it."""


class ResourceError(NlpzeroError, RuntimeError):
    """There is not enough memory or disk space.

    Parameters
    ----------
    problem : str
        As of `NlpzeroError`.
    needed_bytes : int, optional
        Memory or disk space that is needed, in bytes.
    available_bytes : int, optional
        Memory or disk space that is available or allowed, in bytes.
    **details : Any
        Further parameters of `NlpzeroError`.
    """

    def __init__(
        self,
        problem: str = "",
        *,
        needed_bytes: int | None = None,
        available_bytes: int | None = None,
        **details: Any,
    ) -> None:
        super().__init__(problem, **details)
        self.needed_bytes = needed_bytes
        self.available_bytes = available_bytes


class NumericalError(NlpzeroError, ArithmeticError):
    """A computation overflowed or gave NaN."""


def number_of(count: int, noun: str) -> str:
    """Return a number and a noun with a regular plural.

    Example
    -------
    >>> number_of(1, "word"), number_of(2000, "word")
    ('1 word', '2,000 words')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _short_repr(value: Any) -> str:
    text = _REPR.repr(value)  # without the repr of every item of a long list
    return text if len(text) <= _MAX_REPR else text[: _MAX_REPR - 3] + "..."
