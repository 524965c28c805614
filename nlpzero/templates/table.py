"""`TemplateTable`: templates with their counts and evidence, and the lines that they match."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import BinaryIO, overload

from simpler_glove.errors import ParameterError
from simpler_glove.storage import atomic_file
from simpler_glove.textio.lines import read_lines
from simpler_glove.validation import check_int

from .evidence import gains
from .lengths import merge_lengths
from .matching import SlotReader, TemplateIndex
from .merging import merge_skeletons
from .skeletons import Skeleton, mask_lines, render, skeleton_of
from .table_file import parse, write
from .template import Assignment, Template

MIN_VALUES = 5
"""Default number of different tokens that make a slot."""
_BATCH = 4096
_MAX_CACHE = 1 << 18
_TOKEN = re.compile(r"[^\x00-\x20]+")
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
        if len({template.id for template in self._templates}) < len(self._templates):
            raise ParameterError(
                parameter="templates", owner=_OWNER, allowed="templates with different ids"
            )
        self._index = TemplateIndex([template.tokens for template in self._templates])
        self._readers = [SlotReader(template.tokens) for template in self._templates]
        self._found: dict[bytes, int] = {}  # positions of templates by mask
        self._use_masks = all(_is_masked(template.tokens) for template in self._templates)

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
        cls, counts: dict[Skeleton, int], examples: dict[Skeleton, str], min_values: int
    ) -> tuple[TemplateTable, dict[Skeleton, Skeleton]]:
        """Merge skeletons to templates; return also the tokens of the template of each skeleton."""
        merged, origin = merge_skeletons(counts, min_values=min_values)
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
        return list(self.assign_each(lines))

    def assign_each(self, lines: Iterable[str]) -> Iterator[Assignment]:
        """Yield the assignments of :meth:`assign` one by one, in constant memory."""
        lines = iter(lines)
        while batch := list(islice(lines, _BATCH)):
            masks = masked([*batch])
            for line, mask in zip(batch, masks, strict=True):
                yield self._assign(_tokens(line), mask)

    def _assign(self, tokens: list[str], mask: bytes) -> Assignment:
        number = self._found.get(mask, -1) if self._use_masks else -1
        if number < 0:
            number = next(self._index.matches(tokens), -1)
            if number < 0:
                return Assignment(None, ())
            if len(self._found) >= _MAX_CACHE:
                self._found.clear()
            self._found[mask] = number
        values = self._readers[number].values(tokens)
        return Assignment(self._templates[number], tuple(values))

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
        lines = read_lines(path, encoding="utf-8", strict=True, owner=f"{_OWNER}.load")
        return cls(parse(lines.texts, lines.name))

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


def masked(lines: list[str]) -> list[bytes]:
    """Return the masks of lines; see :func:`~nlpzero.templates.skeletons.mask_lines`."""
    text = "\n".join(line.replace("\n", " ") for line in lines) + "\n"
    return mask_lines(text.encode("utf-8", "surrogatepass"))


def _tokens(line: str) -> list[str]:
    """Split a line as masks are split: at white space and control characters of ASCII."""
    return line.split() if line.isprintable() else _TOKEN.findall(line)


def _is_masked(tokens: Skeleton) -> bool:
    """Return whether no constant of a template would be a value."""
    text = render(tokens)
    return render(skeleton_of(masked([text])[0])) == text
