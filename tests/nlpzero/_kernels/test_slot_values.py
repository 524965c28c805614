"""Values of slots, compared with the matching of tokens, and rows of output."""

import json

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlpzero._kernels import slot_values as kernels
from nlpzero.templates import Template
from nlpzero.templates.matching import match_template
from nlpzero.templates.rows import RowWriter
from nlpzero.templates.skeletons import ANY, VALUE
from nlpzero.templates.slot_reader import SlotReader

TOKENS = st.sampled_from(["a", "ab", "中", VALUE, ANY, f"a{VALUE}", f"{VALUE}a{VALUE}"])
TEMPLATES = st.lists(st.lists(TOKENS, min_size=1, max_size=5).map(tuple), min_size=1, max_size=4)
SPACES = st.sampled_from([" ", "  ", "\t", "\x01 "])
LINES = st.lists(st.lists(st.text('ab中"\\', min_size=1, max_size=3), max_size=7), max_size=5)


KERNELS = (kernels,)
pytestmark = pytest.mark.usefixtures("mode")


def matched(templates, lines):
    """Return the first template that matches each line, or -1, and the values of all slots."""
    numbers, values = [], []
    for tokens in lines:
        found = ((n, match_template(t, tokens)) for n, t in enumerate(templates))
        number, cut = next(((n, cut) for n, cut in found if cut is not None), (-1, []))
        numbers.append(number)
        values.append(cut)
    return numbers, values


def as_data(lines, space=" "):
    return np.frombuffer("".join(space.join(line) + "\n" for line in lines).encode(), np.uint8)


@given(TEMPLATES, LINES, SPACES)
@example([("a", ANY, "b", f"{VALUE}a", ANY)], [["a", "b", "x", "b", "ba", "c", "d"]], " ")
@example([(f"{VALUE}aa{VALUE}a",)], [["baaaa"]], " ")
@example([(ANY,)], [["a"] * 600, []], "  ")
def test_values_equal_those_of_matching(templates, lines, space):
    numbers, values = matched(templates, lines)
    found = SlotReader(templates).values(as_data(lines, space), np.array(numbers, np.int32))
    assert found.texts() == [value for cut in values for value in cut]


@given(TEMPLATES, LINES, st.sampled_from([1, 9, 99, 12345678]))
def test_rows(templates, lines, first):
    numbers, values = matched(templates, lines)
    table = [Template(7 * n, tokens, 1) for n, tokens in enumerate(templates)]
    reader = SlotReader(templates)
    data, chosen = as_data(lines), np.array(numbers, np.int32)
    rows = RowWriter(table, reader, is_json=False).rows(data, chosen, first)
    assert rows.text.decode().split("\n")[:-1] == [
        "\t".join([str(line), *([str(7 * n), table[n].text] if n >= 0 else ["", ""]), *cut])
        for line, (n, cut) in enumerate(zip(numbers, values, strict=True), first)
    ]
    records = RowWriter(table, reader, is_json=True).rows(data, chosen, first)
    assert records.text.decode().split("\n")[:-1] == [
        json.dumps(
            {
                "template_id": 7 * n if n >= 0 else None,
                "template": table[n].text if n >= 0 else None,
                "values": cut,
            },
            ensure_ascii=False,
        )
        for n, cut in zip(numbers, values, strict=True)
    ]
    assert rows[1:] == records[1:] == (len(lines), numbers.count(-1))
