"""Base class of the methods of word discovery."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import MismatchError
from simpler_glove.parallel import resolve_threads
from simpler_glove.validation import check_int

from ..ngrams import NgramStatistics, count_scan
from ..ngrams.count import NgramCounter
from ..text.symbol_scan import BLOCK_SYMBOLS, CHUNK_SYMBOLS, SymbolScan
from ..text.symbol_store import check_memory

if TYPE_CHECKING:
    from simpler_glove.progress import Progress

    from ..lexicon import Lexicon
    from ..text import EncodedText


class DiscoveryMethod(ABC):
    """Finds the words of a text from the statistics of its n-grams.

    Each step is a method of the class. Intermediate results are attributes, which a step deletes to
    free memory. An instance can be used only once.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of the n-grams of the text, as it is written or with a single spelling of
        traditional and simplified ideographs; see `SymbolScan.with_single_spelling`.
    encoded : EncodedText
        The text.
    min_count : int, optional
        Minimum count of a word; None uses the `min_count` of the statistics.
    threads : int, optional
        Number of threads. None uses all processors.
    memory : int, optional
        Memory budget in bytes of counting the n-grams again, and of the distinct pieces of the
        text, in addition to the text and the program itself. None sets no limit.
    progress : Progress, optional
        Called with the progress of each stage.
    chunk : int, default 65536
        Minimum number of symbols that are segmented at a time; see `SymbolScan`.
    block : int, default 1048576
        Number of symbols that are read, or split into pieces, at a time; see `SymbolScan`.
    counter : NgramCounter, default count_scan
        Counts the n-grams again.

    Attributes
    ----------
    owner : str
        Name of the public function, for messages.
    copies : int
        Number of statistics that are in memory at the same time; see `NgramMemory`.
    """

    owner: ClassVar[str]
    copies: ClassVar[int]

    def __init__(
        self,
        statistics: NgramStatistics,
        encoded: EncodedText,
        *,
        min_count: int | None = None,
        threads: int | None = None,
        memory: int | None = None,
        progress: Progress | None = None,
        chunk: int = CHUNK_SYMBOLS,
        block: int = BLOCK_SYMBOLS,
        counter: NgramCounter = count_scan,
    ) -> None:
        if min_count is not None:
            check_int(min_count, "min_count", self.owner, minimum=1)
        check_memory(memory, None, self.owner)
        self.scan = SymbolScan(encoded.symbols, encoded.alphabet, chunk=chunk, block=block)
        if not _equal(self.scan, statistics):
            self.scan = self.scan.with_single_spelling()
        if not _equal(self.scan, statistics):
            raise MismatchError(f"the n-grams passed to {self.owner} were counted in another text")
        symbols = self.scan.symbols
        atoms = sum(np.count_nonzero(symbols[begin:end]) for begin, end in self.scan.blocks())
        if atoms != statistics.atoms:
            raise MismatchError(
                f"the n-grams passed to {self.owner} were counted in a text of "
                f"{statistics.atoms:,} atoms, but this text has {atoms:,}; repeated lines may be "
                "missing in one of them"
            )
        self.threads = resolve_threads(threads, self.owner)
        self.min_count = statistics.min_count if min_count is None else min_count
        self.memory = memory
        self.progress = progress
        self.counter = counter
        self.statistics = statistics

    @abstractmethod
    def lexicon(self) -> Lexicon:
        """Find the words."""

    def count_with_single_number(self) -> NDArray[np.int32]:
        """Replace all numbers by one symbol, and count the n-grams again.

        Returns the new symbol of each symbol, int32 (V + 1,).
        """
        order, min_count = self.statistics.order, self.statistics.min_count
        del self.statistics  # frees memory
        alphabet, mapping = self.scan.alphabet.with_single_number()
        self.scan = self.scan.mapped(alphabet, mapping)
        self.statistics = self.counter(
            self.scan, order=order, min_count=min_count,
            threads=self.threads, memory=self.memory, progress=self.progress,
        )  # fmt: skip
        return mapping


def _equal(scan: SymbolScan, statistics: NgramStatistics) -> bool:
    known = scan.alphabet, statistics.alphabet
    return known[0] is known[1] or known[0] == known[1]
