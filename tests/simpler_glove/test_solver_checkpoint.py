"""Checkpoints of a fit: it continues after the last stored sweep, with the same bytes."""

from __future__ import annotations

import logging

import numpy as np
import pytest

from simpler_glove import SimplerGlove, count_cooccurrences, encode_corpus
from simpler_glove.solvers import SweepCheckpoint
from simpler_glove.stages import Stages

ALWAYS = float("inf")
NAMES = ("vectors",)


@pytest.fixture(scope="module")
def counts():
    chosen = np.random.default_rng(0).zipf(1.4, (300, 12)).clip(max=80)
    return count_cooccurrences(encode_corpus([[f"w{word}" for word in line] for line in chosen]))


def checkpoint(folder, *, key="key", share=ALWAYS, least_seconds=0.0):
    stages = Stages(folder / "model", NAMES)
    return SweepCheckpoint(stages, "vectors", key, share=share, least_seconds=least_seconds)


class Stop:
    """Interrupts the fit in a sweep, and notes the stages."""

    def __init__(self, stage=None):
        self.stage = stage
        self.stages = []

    def __call__(self, stage, done, total, unit):
        if stage == self.stage:
            raise KeyboardInterrupt
        if stage not in self.stages:
            self.stages.append(stage)


SWEEPS = [f"sweep {number}" for number in range(1, 6)]
FITS = [{}, {"tied": True, "unobserved_weight": 0.0}, {"combine": "sum", "smoothing": 0.75}]


@pytest.mark.parametrize("options", FITS, ids=str)
@pytest.mark.parametrize("stop", range(5))
def test_a_fit_continues_after_the_last_sweep(counts, tmp_path, options, stop):
    options = {"vector_size": 5, "sweeps": 5, "tolerance": 0.0} | options
    whole = SimplerGlove(**options).fit(counts)
    with pytest.raises(KeyboardInterrupt):
        SimplerGlove(**options).fit(
            counts, checkpoint=checkpoint(tmp_path), progress=Stop(SWEEPS[stop])
        )
    seen = Stop()
    resumed = SimplerGlove(**options).fit(counts, checkpoint=checkpoint(tmp_path), progress=seen)
    assert [stage for stage in seen.stages if stage in SWEEPS] == SWEEPS[stop:]
    assert resumed.vectors_.matrix.tobytes() == whole.vectors_.matrix.tobytes()
    assert resumed.vectors_.parameters == whole.vectors_.parameters
    assert resumed.history_ == whole.history_


def interrupted(counts, folder, **options):
    with pytest.raises(KeyboardInterrupt):
        SimplerGlove(vector_size=5, tolerance=0.0).fit(
            counts, checkpoint=checkpoint(folder, **options), progress=Stop("sweep 3")
        )


def test_a_fit_with_initial_vectors_continues(counts, tmp_path):
    start = SimplerGlove(vector_size=5, sweeps=1).fit(counts).vectors_
    whole = SimplerGlove(vector_size=5, tolerance=0.0).fit(counts, initial=start)
    with pytest.raises(KeyboardInterrupt):
        SimplerGlove(vector_size=5, tolerance=0.0).fit(
            counts, initial=start, checkpoint=checkpoint(tmp_path), progress=Stop("sweep 3")
        )
    again = SimplerGlove(vector_size=5, tolerance=0.0)
    again.fit(counts, initial=start, checkpoint=checkpoint(tmp_path))
    assert again.vectors_.matrix.tobytes() == whole.vectors_.matrix.tobytes()


@pytest.mark.parametrize(
    "how", [{"key": "another"}, {"share": 0.0}, {"least_seconds": 9.0}], ids=str
)
def test_other_checkpoints_are_not_used(counts, tmp_path, how):
    """Those of another fit; and none is stored after a short sweep."""
    interrupted(counts, tmp_path, **how)
    seen = Stop()
    SimplerGlove(vector_size=5).fit(counts, checkpoint=checkpoint(tmp_path), progress=seen)
    assert seen.stages[0] == "most frequent words"


def test_a_checkpoint_of_another_size_is_not_used(counts, tmp_path):
    interrupted(counts, tmp_path)
    SimplerGlove(vector_size=4, sweeps=1).fit(counts, checkpoint=checkpoint(tmp_path))


def test_a_checkpoint_that_cannot_be_stored_is_a_warning(counts, tmp_path, caplog):
    (tmp_path / "model.stages").write_text("a file")
    with caplog.at_level(logging.WARNING):
        SimplerGlove(vector_size=5).fit(counts, checkpoint=checkpoint(tmp_path))
    assert "a checkpoint was not saved" in caplog.text
