"""Templates, and the template of a line."""

from __future__ import annotations

from dataclasses import dataclass

from .evidence import SlotEvidence
from .skeletons import Skeleton, render


@dataclass(frozen=True)
class Template:
    r"""A sequence of constant tokens and slots.

    Attributes
    ----------
    id : int
        Number of the template in its table.
    tokens : tuple of str
        Tokens, in which ``\x01`` is a slot; the token ``\x02`` is a slot for any number of
        tokens.
    count : int
        Number of lines.
    gain : float
        Nats by which the template shortens the description of its lines.
    example : str
        The first of its lines.
    slots : tuple of SlotEvidence
        Evidence of each slot; empty if it is unknown.
    """

    id: int
    tokens: Skeleton
    count: int
    gain: float = 0.0
    example: str = ""
    slots: tuple[SlotEvidence, ...] = ()

    @property
    def text(self) -> str:
        """The template with slots as ``<*>``."""
        return render(self.tokens)


@dataclass(frozen=True)
class Assignment:
    """The template of a line.

    Attributes
    ----------
    template : Template or None
        None if no template matches.
    values : tuple of str
        Values of the slots.
    """

    template: Template | None
    values: tuple[str, ...]
