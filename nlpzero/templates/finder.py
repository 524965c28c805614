"""`TemplateFinder`: from lines to the templates of which they are instances."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from simpler_glove.errors import EmptyCorpusError, ParameterError
from simpler_glove.estimator import Estimator
from simpler_glove.parallel import map_in_order, resolve_threads
from simpler_glove.progress import Stage
from simpler_glove.textio.rereadable import rereadable_text
from simpler_glove.validation import check_int

from ..segmentation import text_lines
from ..tokenization import TokenizerLike, resolve_tokenizer
from .evidence import slot_evidence
from .skeletons import Skeleton, skeletons_of
from .table import MIN_VALUES, TemplateTable, masked

if TYPE_CHECKING:
    from simpler_glove.progress import Progress

_OWNER = "TemplateFinder"
_BATCH = 1 << 13
_MAX_VALUES = 1 << 16  # different values of a slot for its evidence


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

    def __init__(
        self,
        *,
        tokenizer: TokenizerLike = "whitespace",
        min_values: int = MIN_VALUES,
        masks: Sequence[str] = (),
        threads: int | None = None,
    ) -> None:
        self.tokenizer = tokenizer
        self.min_values = min_values
        self.masks = masks
        self.threads = threads

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
        """
        self._reset()
        with rereadable_text(source, encoding=encoding, owner=_OWNER, progress=progress) as text:
            self.partial_fit(text.source(), encoding=text.encoding, progress=progress)
            lines = self.lines(text.source(), encoding=text.encoding)
            with Stage(progress, "assigning", self._total, "lines") as stage:
                self.templates_ = with_evidence(self.templates_, _counted(lines, stage))
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
        check_int(self.min_values, "min_values", _OWNER, minimum=2)
        threads = resolve_threads(self.threads, _OWNER)
        if not hasattr(self, "_counts"):
            self._reset()
        lines = self.lines(source, encoding=encoding)
        with Stage(progress, "reading", None, "lines") as stage:
            for batch, masks in map_in_order(_masks, _batches(lines), threads):
                self._counts.update(masks)
                if not self._examples.keys() >= set(masks):
                    for line, mask in zip(batch, masks, strict=True):
                        self._examples.setdefault(mask, line)
                stage.add(len(batch))
        self.empty_lines_ = self._counts.get(b"", 0)
        self._total = self._counts.total()
        self.templates_ = self._find()
        return self

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
        patterns = _compiled(self.masks)
        tokenizer = resolve_tokenizer(self.tokenizer, owner=_OWNER)
        lines: Iterator[str] = text_lines(source, encoding=encoding)
        for pattern in patterns:
            lines = (pattern.sub("<*>", line) for line in lines)
        if tokenizer.name != "whitespace" or tokenizer.lowercase:
            lines = map(" ".join, tokenizer.tokenize(lines, threads=self.threads))
        return lines

    def _reset(self) -> None:
        self._counts: Counter[bytes] = Counter()
        self._examples: dict[bytes, str] = {}
        self._total = 0

    def _find(self) -> TemplateTable:
        skeleton_of = skeletons_of(mask for mask in self._examples if mask)
        if not skeleton_of:
            raise EmptyCorpusError("The text contains no token.")
        counts: dict[Skeleton, int] = defaultdict(int)
        examples: dict[Skeleton, str] = {}
        for mask, skeleton in skeleton_of.items():
            counts[skeleton] += self._counts[mask]
            examples.setdefault(skeleton, self._examples[mask])
        return TemplateTable.of_skeletons(dict(counts), examples, self.min_values)[0]


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
    counts: Counter[int] = Counter()
    values: dict[int, list[Counter[str]]] = {}
    for assignment in table.assign_each(lines):
        template = assignment.template
        if template is None:
            continue
        counts[template.id] += 1
        slots = values.setdefault(template.id, [Counter() for _ in assignment.values])
        for slot, value in zip(slots, assignment.values, strict=True):
            if value in slot or len(slot) < _MAX_VALUES:
                slot[value] += 1
    uses: Counter[str] = Counter()
    for slots in values.values():
        for slot in slots:
            uses.update(slot.keys())
    return TemplateTable(
        replace(
            template,
            count=counts[template.id],
            slots=slot_evidence(template.tokens, values[template.id], uses),
        )
        for template in table
        if template.id in counts
    )


def _batches(lines: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(lines, _BATCH)):
        yield batch


def _masks(batch: list[str]) -> tuple[list[str], list[bytes]]:
    return batch, masked(batch)


def _counted(lines: Iterable[str], stage: Stage) -> Iterator[str]:
    for line in lines:
        yield line
        stage.add(1)


def _compiled(masks: Sequence[str]) -> list[re.Pattern[str]]:
    found = []
    for mask in [masks] if isinstance(masks, str) else masks:
        try:
            found.append(re.compile(mask))
        except (re.error, TypeError):
            raise ParameterError(
                parameter="masks", owner=_OWNER, allowed="regular expressions", got=mask
            ) from None
    return found
