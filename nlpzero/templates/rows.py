"""Rows of output: the template of each line and the values of its slots."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import slot_values as kernels
from .slot_reader import FoundValues, SlotReader
from .template import Template

_ROW_BYTES = 24  # line number and end of a row
_VALUE_BYTES = 4  # quotes and a separator


class Rows(NamedTuple):
    """Rows of some lines.

    Attributes
    ----------
    text : bytes
        One row per line.
    lines : int
        Number of lines.
    unknown : int
        Number of lines that no template matches.
    """

    text: bytes
    lines: int
    unknown: int


class RowWriter:
    """Writes a row for each line: tab-separated fields, or JSON.

    Parameters
    ----------
    templates : sequence of Template
        The templates.
    reader : SlotReader
        Reads the values of their slots.
    is_json : bool
        Write an object with ``template_id``, ``template`` and ``values``, not line number, id,
        template and values.
    """

    def __init__(self, templates: Sequence[Template], reader: SlotReader, *, is_json: bool) -> None:
        self._reader, self._is_json = reader, is_json
        head = _json_head if is_json else _head
        heads = [head(template).encode("utf-8", "surrogatepass") for template in (*templates, None)]
        self._sizes = np.array(list(map(len, heads)), np.int64)
        self._starts = np.concatenate([[0], np.cumsum(self._sizes)])
        self._heads = np.frombuffer(b"".join(heads), np.uint8).copy()

    def rows(self, data: NDArray[np.uint8], numbers: NDArray[np.int32], line: int) -> Rows:
        """Return the rows of lines.

        Parameters
        ----------
        data : ndarray of uint8
            The lines; each ends with LF.
        numbers : ndarray of int32
            Template of each line, an index; -1 if there is none.
        line : int
            Number of the first line.

        Returns
        -------
        Rows
            The rows.
        """
        values = self._reader.values(data, numbers)
        out = np.empty(self._most_bytes(numbers, values), np.uint8)
        size = kernels.write_rows(
            data, numbers, self._reader.slots, self._heads, self._starts, values.begins,
            values.ends, line, self._is_json, out,
        )  # fmt: skip
        return Rows(out[:size].tobytes(), numbers.size, int(np.count_nonzero(numbers < 0)))

    def _most_bytes(self, numbers: NDArray[np.int32], values: FoundValues) -> int:
        fixed = int(self._sizes[numbers].sum()) + _ROW_BYTES * numbers.size
        return fixed + _VALUE_BYTES * values.begins.size + 2 * values.data.size


def _head(template: Template | None) -> str:
    return "\t\t" if template is None else f"\t{template.id}\t{template.text}"


def _json_head(template: Template | None) -> str:
    record: dict[str, Any] = {
        "template_id": None if template is None else template.id,
        "template": None if template is None else template.text,
        "values": [],
    }
    return json.dumps(record, ensure_ascii=False).removesuffix("]}")
