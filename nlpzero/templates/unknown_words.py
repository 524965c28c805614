"""A warning about words that no template contains."""

from __future__ import annotations

import logging

_log = logging.getLogger(__name__)
_MIN_WORDS = 20  # fewer words are no evidence of another tokenizer
_MAX_UNKNOWN = 0.5


class UnknownWords:
    """Warns once if most words are unknown, as with templates of another tokenizer.

    Parameters
    ----------
    owner : str
        Public class, for the message.
    """

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._words = self._unknown = 0
        self._warned = False

    def add(self, words: int, unknown: int) -> None:
        """Count words, and those that are neither in a template nor in a slot."""
        self._words += words
        self._unknown += unknown
        if (
            not self._warned
            and self._words >= _MIN_WORDS
            and self._unknown > _MAX_UNKNOWN * self._words
        ):
            self._warned = True
            _log.warning(
                "%s: %.0f %% of the first %s words are neither in the templates nor in their "
                "slots; the templates may have been found with another tokenizer",
                self._owner, 100 * self._unknown / self._words, f"{self._words:,}",
            )  # fmt: skip
