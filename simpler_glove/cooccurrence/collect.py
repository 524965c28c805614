"""From a stream of rows to counts: in memory, in files without a name, or as a store."""

from __future__ import annotations

import os

from ..storage import writing
from ..tokenizer import StoredTokenizer, Tokenizer, loaded_tokenizer, save_tokenizer
from ..vocabulary import Vocabulary
from .counts import KIND, CooccurrenceCounts, describe
from .row_files import scratch_rows, write_rows
from .rows import RowStream, join_rows
from .weighting import Settings


def collect(
    stream: RowStream,
    vocabulary: Vocabulary,
    settings: Settings,
    *,
    threads: int,
    tokenizer: Tokenizer | StoredTokenizer | None = None,
    output: str | os.PathLike[str] | None = None,
    force: bool = False,
    on_disk: bool = False,
    tmp: str | os.PathLike[str] | None = None,
) -> CooccurrenceCounts:
    """Draw all rows; nothing is drawn before the place of `output` is found to be free.

    Parameters
    ----------
    stream : generator of (lengths, indices, counts)
        Consecutive rows, from the first to the last.
    vocabulary : Vocabulary
        The words of rows and columns.
    settings : Settings
        How they were counted.
    threads : int
        Threads that join the rows.
    tokenizer : Tokenizer or StoredTokenizer, optional
        Tokenizer of the text.
    output : path-like, optional
        Write a store there, and map it.
    force : bool, default False
        Replace a directory of ours that stands there.
    on_disk : bool, default False
        Without `output`: keep the matrix in files, not in memory.
    tmp : path-like, optional
        Folder of these files.

    Returns
    -------
    CooccurrenceCounts
        The counts.
    """
    if output is None:
        matrix = scratch_rows(stream, tmp) if on_disk else join_rows(stream, threads)
        return CooccurrenceCounts(vocabulary, *matrix, **settings._asdict(), tokenizer=tokenizer)
    with writing(output, kind=KIND, force=force) as out:
        vocabulary.save(out.file("vocabulary.txt"))
        pairs = write_rows(stream, out.file)
        out.parameters.update(describe(vocabulary, settings, pairs))
        save_tokenizer(loaded_tokenizer(tokenizer), out.folder)
    return CooccurrenceCounts.load(output)
