"""`TemplateFinder`: from lines to the templates of which they are instances."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import EmptyCorpusError, ParameterError
from simpler_glove.estimator import Estimator
from simpler_glove.parallel import map_in_order, resolve_threads
from simpler_glove.progress import Stage
from simpler_glove.textio.blocks import AT_LINE_END, PendingBlock
from simpler_glove.textio.inputs import open_text
from simpler_glove.textio.rereadable import rereadable_text
from simpler_glove.validation import check_int, check_iterable

from ..segmentation import text_lines
from ..tokenization import TokenizerLike, resolve_tokenizer
from .masked_blocks import (
    BLOCK_BYTES,
    MaskTable,
    NumberedLines,
    ReadBlock,
    line_blocks,
    masked_blocks,
)
from .memory_budget import MemoryBudget, text_bytes
from .skeletons import MAX_TOKENS, Skeleton, skeletons_of
from .table import MIN_VALUES, TemplateTable
from .value_counts import ValueCounts, ValueHashes

if TYPE_CHECKING:
    from simpler_glove.progress import Progress
    from simpler_glove.tokenizer import Tokenizer

_OWNER = "TemplateFinder"
_SAMPLE = "nlpzero.templates.sample:find_sample"


class TemplateFinder(Estimator):
    """Finds the templates of lines, such as log messages: sequences of constants and slots.

    Numbers, paths, addresses and similar tokens are values (see
    :func:`~nlpzero.templates.skeletons.mask_lines`). Lines that are equal except for values have
    the same skeleton. Skeletons that differ in one token are merged if that token has many values
    (:func:`~nlpzero.templates.merging.merge_skeletons`), then skeletons of different lengths
    (:func:`~nlpzero.templates.lengths.merge_lengths`).

    Parameters
    ----------
    tokenizer : str, path-like, Lexicon, Segmenter, mapping, Tokenizer or callable
        See :func:`build_vectors`; by default "whitespace". Tokens are separated by white space in
        templates.
    min_values : int, default 5
        Number of different tokens at a position that is sufficient for a slot; at least 2. A larger
        number gives more templates.
    masks : sequence of str, default ()
        Regular expressions; what they match is a value.
    threads : int, optional
        Number of threads; the result does not depend on it. None uses all processors.
    memory : int, optional
        Upper limit of the resident memory of the process in bytes, including the program; the
        result does not depend on it. The different masks and values of the text are in memory;
        if the limit is too small for them, an error states the minimum. A line must fit in 1/32
        of the memory that remains.

    Attributes
    ----------
    templates_ : TemplateTable
        The templates.
    empty_lines_ : int
        Number of lines without a token, which have no template.

    References
    ----------
    Makanju, Zincir-Heywood and Milios 2009, Clustering Event Logs Using Iterative Partitioning,
    for templates by positions with many values.

    Example
    -------
    >>> lines = [f"session {n} of {name} closed" for n, name in enumerate(["ann", "bob"] * 4)]
    >>> finder = TemplateFinder(min_values=2).fit([*lines, "restart"])
    >>> [(template.count, template.text) for template in finder.templates_]
    [(8, 'session <*> of <*> closed'), (1, 'restart')]
    """

    templates_: TemplateTable
    empty_lines_: int
    _budget: MemoryBudget

    def __init__(
        self,
        *,
        tokenizer: TokenizerLike = "whitespace",
        min_values: int = MIN_VALUES,
        masks: Sequence[str] = (),
        threads: int | None = None,
        memory: int | None = None,
    ) -> None:
        self.tokenizer = tokenizer
        self.min_values = min_values
        self.masks = masks
        self.threads = threads
        self.memory = memory

    def fit(
        self, source: Any, *, encoding: str = "utf-8", progress: Progress | None = None
    ) -> TemplateFinder:
        """Find the templates of a text, and the evidence of their slots.

        Parameters
        ----------
        source : path, glob, "-", open file, or iterable of str
            The lines, which are read twice; a source that can be read once is copied to a
            temporary file.
        encoding : str, default "utf-8"
            Encoding of files.
        progress : Progress, optional
            Called in the stages "reading" and "assigning" (lines).

        Returns
        -------
        TemplateFinder
            self

        Raises
        ------
        EmptyCorpusError
            If there is no token.
        FormatError, InputError
            As in :func:`nlpzero.segmentation.text_lines`.
        ParameterError
            If a parameter is not allowed.
        ResourceError
            If `memory` is too small.
        """
        self._reset()
        with rereadable_text(source, encoding=encoding, owner=_OWNER, progress=progress) as text:
            read: list[ReadBlock] = []
            self._read(text.source(), text.encoding, progress, read.append)
            blocks = self.blocks(text.source(), encoding=text.encoding)
            threads = resolve_threads(self.threads, _OWNER)
            parts = self.templates_.numbered_again(blocks, read, self._masks, threads)
            with Stage(progress, "assigning", self._lines, "lines") as stage:
                self.templates_ = _measured(self.templates_, parts, threads, self._budget, stage)
        return self

    def partial_fit(
        self, source: Any, *, encoding: str = "utf-8", progress: Progress | None = None
    ) -> TemplateFinder:
        """Add lines to those of earlier calls and find the templates of all of them.

        The evidence of slots is not computed; see :func:`with_evidence`.

        Parameters
        ----------
        source, encoding, progress
            See :meth:`fit`; the source is read once.

        Returns
        -------
        TemplateFinder
            self
        """
        if not hasattr(self, "_table"):
            self._reset()
        self._read(source, encoding, progress, lambda block: None)
        return self

    def _read(
        self,
        source: Any,
        encoding: str,
        progress: Progress | None,
        keep: Callable[[ReadBlock], None],
    ) -> None:
        """Add lines, find the templates, and keep the masks of the lines."""
        check_int(self.min_values, "min_values", _OWNER, minimum=2)
        threads = resolve_threads(self.threads, _OWNER)
        size, read = text_bytes(source), 0
        blocks = masked_blocks(self.blocks(source, encoding=encoding), threads)
        with Stage(progress, "reading", None, "lines") as stage:
            for block in blocks:
                known = len(self._masks)
                mapping, new = self._table.add(block)
                smallest = np.min_scalar_type(len(self._table))
                keep(ReadBlock(block.checksum, mapping[block.masks.ids].astype(smallest)))
                self._masks += new
                if new:
                    self._examples += block.first_lines(np.flatnonzero(mapping >= known))
                self._tokens += sum(min(mask.count(b" "), MAX_TOKENS) + 1 for mask in new)
                read += block.data.size
                share = min(1.0, read / size) if size else 1.0
                self._budget.check_masks(len(self._masks), self._tokens, share)
                stage.add(block.lines)
        counts = self._table.counts()
        self._lines = sum(counts)
        self.empty_lines_ = sum(
            count for mask, count in zip(self._masks, counts, strict=True) if not mask
        )
        self.templates_ = self._find(counts)

    def blocks(self, source: Any, *, encoding: str = "utf-8") -> Iterator[PendingBlock]:
        """Yield the text in blocks of lines, as :meth:`TemplateTable.rows` requires it.

        Parameters
        ----------
        source, encoding
            See :meth:`fit`.

        Yields
        ------
        PendingBlock
            A block, whose lines are those of :meth:`lines`.
        """
        tokenizer = resolve_tokenizer(self.tokenizer, owner=_OWNER)
        if self.masks or not _is_plain(tokenizer):
            return line_blocks(self._lines_of(source, encoding, tokenizer))
        limit = MemoryBudget(self.memory, _OWNER, _SAMPLE).line_limit()
        return open_text(source, encoding, _OWNER).blocks(BLOCK_BYTES, AT_LINE_END, limit)

    def lines(self, source: Any, *, encoding: str = "utf-8") -> Iterator[str]:
        """Yield the lines of a text, in which white space separates tokens and masks are applied.

        Parameters
        ----------
        source, encoding
            See :meth:`fit`.

        Yields
        ------
        str
            A line, as :meth:`TemplateTable.assign` requires it.
        """
        tokenizer = resolve_tokenizer(self.tokenizer, owner=_OWNER)
        return self._lines_of(source, encoding, tokenizer)

    def _lines_of(self, source: Any, encoding: str, tokenizer: Tokenizer) -> Iterator[str]:
        patterns = _compiled(self.masks)
        lines: Iterator[str] = text_lines(source, encoding=encoding)
        for pattern in patterns:
            lines = (pattern.sub("<*>", line) for line in lines)
        if not _is_plain(tokenizer):
            lines = map(" ".join, tokenizer.tokenize(lines, threads=self.threads))
        return lines

    def _reset(self) -> None:
        self._table = MaskTable()
        self._masks: list[bytes] = []
        self._examples: list[bytes] = []
        self._lines = self._tokens = 0
        self._budget = MemoryBudget(self.memory, _OWNER, _SAMPLE)

    def _find(self, mask_counts: Sequence[int]) -> TemplateTable:
        numbers = {mask: number for number, mask in enumerate(self._masks) if mask}
        if not numbers:
            raise EmptyCorpusError("The text contains no token.")
        counts: dict[Skeleton, int] = defaultdict(int)
        examples: dict[Skeleton, str] = {}
        for mask, skeleton in skeletons_of(numbers).items():
            counts[skeleton] += mask_counts[numbers[mask]]
            if skeleton not in examples:
                line = self._examples[numbers[mask]].removesuffix(b"\r")
                examples[skeleton] = line.decode("utf-8", "surrogatepass")
        return TemplateTable.of_skeletons(
            dict(counts), examples, self.min_values, self._budget.check_contexts
        )[0]


def _is_plain(tokenizer: Tokenizer) -> bool:
    """Return whether the tokens are those of the lines."""
    return tokenizer.name == "whitespace" and not tokenizer.lowercase


def with_evidence(table: TemplateTable, lines: Iterable[str]) -> TemplateTable:
    """Return a table with the counts and the evidence of slots in some lines.

    The evidence of a slot is that of the values until 65,536 different ones have been found.

    Parameters
    ----------
    table : TemplateTable
        The templates.
    lines : iterable of str
        Lines of tokens separated by white space.

    Returns
    -------
    TemplateTable
        The templates that match a line, in the order of their new counts; ids do not change.

    Example
    -------
    >>> table = TemplateFinder(min_values=2).partial_fit(["ann left", "bob left", "x"]).templates_
    >>> [(t.text, t.slots) for t in with_evidence(table, ["x"])]
    [('x', ())]
    """
    parts = table.numbered(line_blocks(lines), 1, check=False)
    return _measured(table, parts, 1, MemoryBudget(None, _OWNER, _SAMPLE), None)


def _measured(
    table: TemplateTable,
    parts: Iterable[NumberedLines],
    threads: int,
    budget: MemoryBudget,
    stage: Stage | None,
) -> TemplateTable:
    """Return a table with the counts and the evidence of slots in a text."""
    found = ValueCounts([template.tokens for template in table], check_memory=budget.check)
    lines = np.zeros(len(table), np.int64)

    def read(part: NumberedLines) -> tuple[NDArray[np.int32], ValueHashes]:
        return part[1], found.hashes(table.reader, *part)

    for numbers, hashes in map_in_order(read, parts, threads):
        found.add(hashes)
        lines += np.bincount(numbers[numbers >= 0], minlength=len(table))
        if stage is not None:
            stage.add(numbers.size)
    return TemplateTable(
        replace(template, count=count, slots=slots)
        for template, count, slots in zip(table, lines.tolist(), found.evidence(), strict=True)
        if count
    )


def _compiled(masks: Sequence[str]) -> list[re.Pattern[str]]:
    found = []
    if isinstance(masks, str):
        masks = [masks]
    for mask in check_iterable(masks, "masks", _OWNER, "regular expressions"):
        try:
            pattern = re.compile(mask)
            empty = pattern.search("")
        except (re.error, TypeError):
            raise ParameterError(
                parameter="masks", owner=_OWNER, allowed="regular expressions", got=mask
            ) from None
        if empty is not None:
            allowed = "regular expressions that do not match the empty string"
            raise ParameterError(parameter="masks", owner=_OWNER, allowed=allowed, got=mask)
        found.append(pattern)
    return found
