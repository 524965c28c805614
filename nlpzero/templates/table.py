"""`TemplateTable`: templates with their counts and evidence, and the lines that they match."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import BinaryIO, overload

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.parallel import map_in_order
from simpler_glove.storage import atomic_file
from simpler_glove.textio.blocks import PendingBlock
from simpler_glove.textio.lines import read_utf8_lines
from simpler_glove.validation import check_each_str, check_int

from .evidence import gains
from .lengths import merge_lengths
from .masked_blocks import (
    MaskTable,
    NumberedLines,
    ReadBlock,
    blocks_again,
    line_blocks,
    masked_blocks,
)
from .matching import TemplateIndex
from .merging import MemoryCheck, merge_skeletons, no_check
from .rows import Rows, RowWriter
from .skeletons import ANY, VALUE, Skeleton, mask_lines, tokens_of
from .slot_reader import SlotReader
from .table_file import parse, write
from .template import Assignment, Template
from .unknown_words import UnknownWords

MIN_VALUES = 5
"""Default number of different tokens that make a slot."""
_MAX_MASKS, _MAX_MASK_BYTES = 1 << 17, 1 << 24  # whose templates are kept
_VALUES = ("12", "1x")  # a number, and another value
_OWNER = "TemplateTable"


class TemplateTable(Sequence[Template]):
    """Templates, ordered by descending count.

    Parameters
    ----------
    templates : iterable of Template
        Templates with different ids.

    Raises
    ------
    ParameterError
        If two templates have the same id.

    Example
    -------
    >>> from nlpzero import TemplateFinder
    >>> lines = [f"user {name} left" for name in ("ann", "bob", "cat", "dan", "eve")]
    >>> table = TemplateFinder().fit(lines).templates_
    >>> table[0].text, table[0].count, table.assign(["user fay left"])[0].values
    ('user <*> left', 5, ('fay',))
    """

    def __init__(self, templates: Iterable[Template]) -> None:
        self._templates = sorted(templates, key=lambda t: (-t.count, t.id))
        repeated = Counter(template.id for template in self._templates).most_common(1)
        if repeated and repeated[0][1] > 1:
            raise ParameterError(
                f"must be templates with different ids. Got the id {repeated[0][0]} twice",
                parameter="templates",
                owner=_OWNER,
            )
        self._found: dict[bytes, int] = {}  # positions of templates by mask
        self._unknown_words = UnknownWords(_OWNER)

    @cached_property
    def reader(self) -> SlotReader:
        """Reader of the values of the templates."""
        return SlotReader([template.tokens for template in self._templates])

    @cached_property
    def _index(self) -> TemplateIndex:
        return TemplateIndex([template.tokens for template in self._templates])

    @cached_property
    def _constants(self) -> set[str]:
        return {token for template in self._templates for token in template.tokens}

    @cached_property
    def _use_masks(self) -> bool:
        return _are_masked(self._templates)

    def __len__(self) -> int:
        return len(self._templates)

    @overload
    def __getitem__(self, number: int) -> Template: ...
    @overload
    def __getitem__(self, number: slice) -> list[Template]: ...
    def __getitem__(self, number: int | slice) -> Template | list[Template]:
        """Return the template at a position, by descending count."""
        return self._templates[number]

    @classmethod
    def of_skeletons(
        cls,
        counts: dict[Skeleton, int],
        examples: dict[Skeleton, str],
        min_values: int,
        check_memory: MemoryCheck = no_check,
    ) -> tuple[TemplateTable, dict[Skeleton, Skeleton]]:
        """Merge skeletons to templates; return also the tokens of the template of each skeleton."""
        merged, origin = merge_skeletons(counts, min_values=min_values, check_memory=check_memory)
        lengths = merge_lengths(merged)
        template_of = {skeleton: lengths[last] for skeleton, last in origin.items()}
        totals: dict[Skeleton, int] = defaultdict(int)
        first: dict[Skeleton, str] = {}
        for skeleton, template in template_of.items():
            totals[template] += counts[skeleton]
            first.setdefault(template, examples.get(skeleton, ""))
        order = sorted(totals, key=lambda tokens: (-totals[tokens], tokens))
        gain = gains(totals)
        templates = (
            Template(number, tokens, totals[tokens], gain[tokens], first[tokens])
            for number, tokens in enumerate(order, 1)
        )
        return cls(templates), template_of

    def assign(self, lines: Iterable[str]) -> list[Assignment]:
        """Return the template and the slot values of each line.

        Parameters
        ----------
        lines : iterable of str
            Lines of tokens separated by white space.

        Returns
        -------
        list of Assignment
            One per line.
        """
        return list(self._assigned(check_each_str(lines, "lines", f"{_OWNER}.assign")))

    def assign_each(self, lines: Iterable[str]) -> Iterator[Assignment]:
        """Yield the assignments of :meth:`assign` one by one, in constant memory."""
        return self._assigned(check_each_str(lines, "lines", f"{_OWNER}.assign_each"))

    def _assigned(self, lines: Iterable[str]) -> Iterator[Assignment]:
        none = Assignment(None, ())
        for data, numbers in self.numbered(line_blocks(lines), 1, check=False):
            values = iter(self.reader.values(data, numbers).texts())
            for number in numbers.tolist():
                if number < 0:
                    yield none
                else:
                    count = int(self.reader.slots[number])
                    yield Assignment(self._templates[number], tuple(islice(values, count)))

    def rows(
        self, blocks: Iterable[PendingBlock], *, threads: int, is_json: bool = False
    ) -> Iterator[Rows]:
        """Yield a row for each line of a text, in constant memory.

        Parameters
        ----------
        blocks : iterable of PendingBlock
            The text, as :meth:`TemplateFinder.blocks` returns it.
        threads : int
            Number of threads.
        is_json : bool, default False
            See :class:`RowWriter`.

        Yields
        ------
        Rows
            Rows of some lines, in the order of the text.
        """
        writer = RowWriter(self._templates, self.reader, is_json=is_json)

        def parts() -> Iterator[tuple[NDArray[np.uint8], NDArray[np.int32], int]]:
            line = 1
            for data, numbers in self.numbered(blocks, threads):
                yield data, numbers, line
                line += numbers.size

        return map_in_order(lambda part: writer.rows(*part), parts(), threads)

    def numbered(
        self, blocks: Iterable[PendingBlock], threads: int, *, check: bool = True
    ) -> Iterator[NumberedLines]:
        """Yield blocks of lines, and the position of the template of each line, or -1.

        Parameters
        ----------
        blocks, threads, check
            See :func:`masked_blocks`.
        """
        masks, numbers = MaskTable(), np.empty(0, np.int32)
        for block in masked_blocks(blocks, threads, values=self._use_masks, check=check):
            if len(masks) > _MAX_MASKS or masks.bytes > _MAX_MASK_BYTES:
                self._found.clear()
                masks, numbers = MaskTable(), np.empty(0, np.int32)
            mapping, new = masks.add(block)
            if new:
                found = np.fromiter(map(self._number, new), np.int32, len(new))
                numbers = np.concatenate([numbers, found])
            yield block.data, numbers[mapping][block.masks.ids]

    def numbered_again(
        self,
        blocks: Iterable[PendingBlock],
        read: Iterable[ReadBlock],
        masks: Iterable[bytes],
        threads: int,
    ) -> Iterator[NumberedLines]:
        """Yield what :meth:`numbered` does, for blocks whose masks are known.

        Parameters
        ----------
        blocks : iterable of PendingBlock
            The text; blocks that have changed are masked again.
        read : iterable of ReadBlock
            What was kept when the text was read before.
        masks : iterable of bytes
            The different masks.
        threads : int
            Number of threads.
        """
        if not self._use_masks:
            return self.numbered(blocks, threads)
        positions = np.fromiter(map(self._number, masks), np.int32)
        return blocks_again(
            blocks, read, positions, threads, lambda block: self.numbered([block], 1)
        )

    def _number(self, mask: bytes) -> int:
        """Return the position of the template that matches a masked line; -1 if there is none."""
        number = self._found.get(mask)
        if number is None:
            tokens = tokens_of(mask) if self._use_masks else _decoded(mask).split(" ")
            number = next(self._index.matches(tokens if mask else []), -1)
            if mask:
                self._unknown_words.add(len(tokens), self._count_unknown(tokens, number))
            self._found[mask] = number
        return number

    def _count_unknown(self, tokens: Sequence[str], number: int) -> int:
        """Return the number of constants of a line that no template has; 0 if one matches it."""
        if number >= 0:
            return 0
        return sum(VALUE not in token and token not in self._constants for token in tokens)

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        """Save the table as text: tab-separated columns with a header, which can be edited.

        Parameters
        ----------
        path : path-like
            The file; ``"-"`` is standard output.
        force : bool, default False
            Replace an existing file.

        Raises
        ------
        FileExistsError
            If the file exists and `force` is False.
        """
        with atomic_file(path, force=force, compress=True) as file:
            self.write(file)

    def write(self, file: BinaryIO) -> None:
        """Write the table to an open binary file."""
        write(self, file)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> TemplateTable:
        """Load a table that :meth:`save` wrote; it may have been edited.

        Only the columns ``id`` and ``template`` are required. Without the column ``slots``, a slot
        that is a whole token stands for one token.

        Parameters
        ----------
        path : path-like
            The file, also compressed.

        Returns
        -------
        TemplateTable
            The table.

        Raises
        ------
        FormatError
            If the file is not such a table; with the line.
        """
        return cls(parse(read_utf8_lines(path), os.fspath(path)))

    def merge(self, *others: TemplateTable, min_values: int = MIN_VALUES) -> TemplateTable:
        """Merge tables; templates that differ in one slot become one, and counts are added.

        The evidence of slots is not known for the merged table.

        Parameters
        ----------
        *others : TemplateTable
            Other tables.
        min_values : int, default 5
            See :class:`TemplateFinder`.

        Returns
        -------
        TemplateTable
            The merged table, with new ids.
        """
        check_int(min_values, "min_values", f"{_OWNER}.merge", minimum=2)
        counts: dict[Skeleton, int] = defaultdict(int)
        examples: dict[Skeleton, str] = {}
        for template in (template for table in (self, *others) for template in table):
            counts[template.tokens] += template.count
            examples.setdefault(template.tokens, template.example)
        return self.of_skeletons(dict(counts), examples, min_values)[0]


def _decoded(line: bytes) -> str:
    return line.decode("utf-8", "surrogateescape")


def _are_masked(templates: Iterable[Template]) -> bool:
    """Return whether lines with the same mask have the same template.

    That is so if no constant of a template, or a part of one, is part of a value in some line.
    """
    tokens = sorted({token for template in templates for token in template.tokens} - {ANY})
    fillings = [[token.replace(VALUE, value) for token in tokens] for value in _VALUES]
    masks = [
        mask_lines("".join(line + "\n" for line in lines).encode("utf-8", "surrogateescape"))
        for lines in fillings
    ]
    return all(
        any(" ".join(tokens_of(mask)) == token for mask in found)
        for token, *found in zip(tokens, *masks, strict=True)
    )
