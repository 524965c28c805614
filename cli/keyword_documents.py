"""Documents of the command `keywords`: the lines of the text, or whole files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from nlpzero.segmentation import text_lines
from simpler_glove.corpus import Files, list_files
from simpler_glove.textio.buffer_limit import limited
from simpler_glove.textio.rereadable import RereadableText, rereadable_text


class Documents:
    r"""The named documents of a text, which are read again in each iteration.

    Parameters
    ----------
    source : tuple of str
        The text.
    encoding : str
        Its encoding.
    whole : bool
        Each file is a document, named by its path, instead of each line, named by its number.
    reread : bool
        Copy what can be read only once, such as standard input, to a temporary file.

    Example
    -------
    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile("w") as file:
    ...     _ = file.write("one\ntwo\n"), file.flush()
    ...     with Documents(Files([file.name]), "utf-8", whole=False, reread=True) as documents:
    ...         list(documents), list(documents.texts())
    ([(1, 'one'), (2, 'two')], ['one', 'two'])
    """

    def __init__(
        self, source: tuple[str, ...], encoding: str, *, whole: bool, reread: bool
    ) -> None:
        self._source = source
        self._encoding = encoding
        self._whole = whole
        self._reread = reread
        self._stack = ExitStack()
        self._parts: list[tuple[str, RereadableText]] = []

    def __enter__(self) -> Documents:
        names = [file.path for file in list_files(self._source)] if self._whole else [""]
        for name in names:
            source = Files([name]) if name else self._source
            self._parts.append((name, self._open(source)))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def __iter__(self) -> Iterator[tuple[str | int, str]]:
        for name, part in self._parts:
            lines = text_lines(part.source(), encoding=part.encoding)
            if name:
                yield name, "\n".join(limited(lines, name, "the document"))
            else:
                yield from enumerate(lines, start=1)

    def texts(self) -> Iterator[str]:
        """Yield the documents without their names."""
        return (text for _, text in self)

    def _open(self, source: tuple[str, ...]) -> RereadableText:
        if not self._reread:
            return RereadableText(source, self._encoding)
        text = rereadable_text(source, encoding=self._encoding, owner="keywords")
        return self._stack.enter_context(text)


def split_documents(documents: Documents) -> tuple[Iterator[tuple[Any, str]], Iterator[str]]:
    """Return the named documents whose results are awaited, and an iterator over the texts.

    Only the documents that the extractor has consumed and not yet answered are held.
    """
    pending: list[tuple[Any, str]] = []

    def texts() -> Iterator[str]:
        for document in documents:
            pending.append(document)
            yield document[1]

    def waiting() -> Iterator[tuple[Any, str]]:
        while pending:
            yield pending.pop(0)

    return waiting(), texts()
