"""Names of tokenizers and where their classes are defined; imports nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple


class RegisteredTokenizer(NamedTuple):
    """The place of the class of a tokenizer, and how it is selected.

    Attributes
    ----------
    target : str
        ``module:Class``.
    by_name : bool
        Whether users can select it by its name alone.
    file : str or None
        File by which a model without a description of its tokenizer is recognised.
    """

    target: str
    by_name: bool
    file: str | None

    def load(self) -> Any:
        """Import the class."""
        module, _, attribute = self.target.partition(":")
        return getattr(import_module(module), attribute)


_REGISTRY: dict[str, RegisteredTokenizer] = {}


def register_tokenizer(
    name: str, target: str, *, by_name: bool = True, file: str | None = None
) -> None:
    """Make a tokenizer known by its name, without importing it.

    Parameters
    ----------
    name : str
        The `name` of the class, which is stored with models.
    target : str
        ``module:Class``; a subclass of `simpler_glove.tokenizer.Tokenizer`, imported when it is
        needed.
    by_name : bool, default True
        Whether users can select it by this name alone; its constructor then has no required
        parameter.
    file : str, optional
        A model without ``tokenizer.json`` that contains this file has this tokenizer.

    Example
    -------
    >>> register_tokenizer("chars", "simpler_glove.tokenizer:CharacterTokenizer")
    """
    _REGISTRY[name] = RegisteredTokenizer(target, by_name, file)


register_tokenizer("whitespace", "simpler_glove.tokenizer:WhitespaceTokenizer")
register_tokenizer("chars", "simpler_glove.tokenizer:CharacterTokenizer")
register_tokenizer("callable", "simpler_glove.tokenizer:CallableTokenizer", by_name=False)


def registered_tokenizers() -> Mapping[str, RegisteredTokenizer]:
    """Return all registered tokenizers by name, in order of registration."""
    return MappingProxyType(_REGISTRY)


def tokenizer_names() -> tuple[str, ...]:
    """Return the names that select a tokenizer.

    Example
    -------
    >>> {"whitespace", "chars"} <= set(tokenizer_names())
    True
    """
    return tuple(name for name, entry in _REGISTRY.items() if entry.by_name)
