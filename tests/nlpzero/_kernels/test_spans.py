"""Byte offsets of tokens, compiled and as Python, against str.encode."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero._kernels import spans as kernels
from nlpzero.text import code_points
from nlpzero.text.classes import CLASSES

TOKENS = st.lists(
    st.text("aé語𠀀 \u3000\n", min_size=1, max_size=4) | st.text(min_size=1, max_size=3)
)


@pytest.fixture(scope="module", params=["compiled", "python"])
def byte_spans(request):
    kernel = kernels.byte_spans
    return kernel if request.param == "compiled" else kernel.py_func


@given(tokens=TOKENS, skipped=st.integers(0, 3))
def test_spans_are_those_of_the_encoded_text(byte_spans, tokens, skipped):
    tokens = [token.encode("utf-8", "replace").decode() for token in tokens]
    codes = code_points("".join(tokens))
    ends = np.cumsum([len(token) for token in tokens]).astype(np.int32)
    skipped = min(skipped, len(tokens))
    start = int(ends[skipped - 1]) if skipped else 0
    data = "".join(tokens).encode()
    byte = len("".join(tokens[:skipped]).encode())
    found, end = byte_spans(codes, CLASSES.covering(codes), ends[skipped:], start, byte)
    assert [data[begin:stop].decode() for begin, stop in found.T] == [
        token for token in tokens[skipped:] if not token.isspace()
    ]
    assert end == len(data)
