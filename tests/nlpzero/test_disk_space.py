"""The free space is compared with an estimate before a text is read."""

from __future__ import annotations

import shutil
from collections import namedtuple

import numpy as np
import pytest

from nlpzero import build_vectors, disk_space
from nlpzero.counting import count_text
from simpler_glove.errors import ResourceError

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    path = tmp_path_factory.mktemp("text") / "text"
    ranks = np.random.default_rng(0).zipf(1.3, (4000, 15)).clip(max=10**6)
    path.write_text("\n".join(" ".join(f"w{rank}" for rank in line) for line in ranks))
    return path


@pytest.fixture
def set_free(monkeypatch):
    """Function that sets the free space of all disks."""
    return lambda free: monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, free))


def written(folder) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("make", "options"),
    [(count_text, {}), (build_vectors, {"vector_size": 8, "keep_stages": True})],
)
def test_a_disk_that_is_too_small_is_refused_before_work_begins(
    make, options, text, set_free, tmp_path
):
    def run(name: str) -> int:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        make(text, output=folder / "result", **options)
        return written(folder)

    size = run("first")
    set_free(int(0.7 * size))
    with pytest.raises(ResourceError, match="are needed on this disk") as caught:
        run("second")
    assert list((tmp_path / "second").iterdir()) == []
    assert 0.8 * size < caught.value.needed_bytes < 1.6 * size  # with the encoded text
    set_free(2 * size)
    assert run("second") == size


def test_a_large_disk_needs_no_sample(text, set_free, tmp_path, monkeypatch):
    monkeypatch.setattr(disk_space, "measure_sample", None)
    set_free(100 * text.stat().st_size)
    count_text(text, output=tmp_path / "counts")
    set_free(text.stat().st_size)
    with pytest.raises(TypeError):
        count_text(text, output=tmp_path / "other")


def test_files_of_an_interrupted_run_are_not_needed_again(text, set_free, tmp_path):
    output = tmp_path / "model"
    build_vectors(text, output=output, vector_size=8, keep_stages=True)
    set_free(written(output))
    build_vectors(text, output=output, vector_size=8, force=True)
