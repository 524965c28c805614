"""Text as HTML: escaped, with invisible characters made visible, and tables of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

_JOINERS = "\u200c\u200d"  # invisible, but part of the spelling of words
MAX_CHARACTERS = 200
"""Code points of a text that a table shows."""


def visible_text(text: str, limit: int = MAX_CHARACTERS) -> str:
    r"""Write control characters, marks of direction and lone surrogates as escapes, and cut it.

    Parameters
    ----------
    text : str
        Any text.
    limit : int, default 200
        Maximum number of code points that are shown of it.

    Returns
    -------
    str
        Printable characters and spaces.

    Example
    -------
    >>> visible_text("a\u202eb\x1b"), visible_text("long", limit=2)
    ('a\\u202eb\\x1b', 'lo…')
    """
    shown = "".join(
        [c if c.isprintable() or c in _JOINERS else ascii(c)[1:-1] for c in text[:limit]]
    )
    return shown if len(text) <= limit else f"{shown}…"


def html_table(header: Sequence[str], rows: Iterable[Sequence[Any]], *, caption: str = "") -> str:
    """Return a table as HTML; every text is escaped, floats have four digits.

    Parameters
    ----------
    header : sequence of str
        Names of the columns.
    rows : iterable of sequences
        Cells: str, int, float or None, which is an empty cell.
    caption : str, default ""
        Caption of the table.

    Returns
    -------
    str
        An element ``table``.

    Example
    -------
    >>> html_table(["word"], [["<b>"]]).partition("<tbody>")[2]
    '<tr><td>&lt;b&gt;</td></tr></tbody></table>'
    """
    head = "".join([f'<th scope="col">{_cell(name)}</th>' for name in header])
    body = "".join(
        ["<tr>" + "".join([f"<td>{_cell(cell)}</td>" for cell in row]) + "</tr>" for row in rows]
    )
    title = f"<caption>{_cell(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) >= 1000 else f"{value:.4f}"
    if isinstance(value, int):
        return f"{value:,}"
    return escape(visible_text(str(value)))
