"""Checkpoints of another shape or with values that are no numbers are not resumed."""

from __future__ import annotations

import numpy as np
import pytest

from nlpzero.word2vec.checkpoint import load_checkpoint, save_checkpoint
from nlpzero.word2vec.keras_model import EmbeddingTables
from simpler_glove.errors import FormatError, MismatchError

IDENTITY = {"vocabulary": "abc", "seed": 0}
HISTORY = [{"loss": 2.5}]
SHAPE = (3, 2)


def tables(shape=SHAPE, dtype=np.float32, value=1.0):
    vectors, squares = np.full(shape, value, dtype), np.full(shape[:1], value, dtype)
    return EmbeddingTables(vectors, vectors * 2, squares, squares * 2)


def test_what_is_saved_is_loaded(tmp_path):
    save_checkpoint(tmp_path / "state", tables(), HISTORY, IDENTITY)
    loaded, history = load_checkpoint(tmp_path / "state", IDENTITY, SHAPE)
    assert history == HISTORY
    assert [table.tolist() for table in loaded] == [table.tolist() for table in tables()]
    assert load_checkpoint(tmp_path / "none", IDENTITY, SHAPE) is None
    with pytest.raises(MismatchError, match="its seed is 0 instead of 1"):
        load_checkpoint(tmp_path / "state", IDENTITY | {"seed": 1}, SHAPE)


@pytest.mark.parametrize(
    "state",
    [tables((4, 2)), tables((3, 3)), tables(dtype=np.float64), tables(dtype=np.int32),
     tables(value=np.nan), tables(value=np.inf)],
    ids=range(6),
)  # fmt: skip
def test_other_tables(tmp_path, state):
    save_checkpoint(tmp_path / "state", state, HISTORY, IDENTITY)
    with pytest.raises(FormatError, match="a table of another shape or type"):
        load_checkpoint(tmp_path / "state", IDENTITY, SHAPE)


@pytest.mark.parametrize("history", [None, {}, [[]], [{}], [{"loss": "2"}], [{"loss": None}], "x"])
def test_other_histories(tmp_path, history):
    save_checkpoint(tmp_path / "state", tables(), history, IDENTITY)
    with pytest.raises(FormatError, match="damaged"):
        load_checkpoint(tmp_path / "state", IDENTITY, SHAPE)
