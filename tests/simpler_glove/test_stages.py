"""Stages of a build: stored next to the model, used again only if they are unchanged."""

from __future__ import annotations

import errno
import json
import logging
import os

import numpy as np
import pytest

from simpler_glove import stages as module
from simpler_glove.errors import FormatError
from simpler_glove.stages import Stages, key_of, stored_stages
from simpler_glove.storage import kind_of, reading, writing


def save(path, numbers=(1, 2, 3)):
    with writing(path, kind="example", force=True) as output:
        output.array("numbers", np.array(numbers))


def load(path):
    return reading(path, kind="example").array("numbers").tolist()


def stages_of(model):
    return Stages(model, ("corpus", "counts", "word2vec"), least_seconds=0)


@pytest.fixture
def model(tmp_path):
    return tmp_path / "model"


def keep(model, key="key", name="counts", save=save):
    stages = stages_of(model)
    stages.keep(name, key, save, {"tokens": 9})
    stages.close()
    return stages


def test_a_kept_stage_is_found(model):
    assert keep(model).folder == model.with_name("model.stages")
    assert stages_of(model).find("counts", "key", load) == ([1, 2, 3], {"tokens": 9})


@pytest.mark.parametrize(
    "seconds", [[9.9, 0.0], [10.0, 9.9, 0.2], [0.0, 6.0, 3.0, 1.0, 9.9], [50.0, 50.0], []]
)
def test_work_of_less_than_ten_seconds_is_not_stored(model, monkeypatch, seconds):
    now = 100.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    stages = Stages(model, map(str, range(len(seconds))))
    for number, duration in enumerate(seconds):
        now += duration
        stages.keep(str(number), "key", save, {})
    stages.close()
    found = [stages.find(str(number), "key", load) is not None for number in range(len(seconds))]
    assert found == stored_stages(seconds)
    assert any(found) == (sum(seconds) >= 10)
    assert stored_stages(seconds, every=True) == [True] * len(seconds)


@pytest.mark.parametrize(("name", "key"), [("counts", "another"), ("corpus", "key")])
def test_another_stage_is_not_found(model, name, key):
    keep(model)
    assert stages_of(model).find(name, key, load) is None


def test_without_a_model_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    stages = keep(None)
    assert stages.find("counts", "key", load) is None
    stages.remove()
    assert not list(tmp_path.iterdir())


def flip(path):
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def cut(path):
    path.write_bytes(path.read_bytes()[:-4])


def rewrite(path):
    """Another process has saved something else there, but not yet said so."""
    save(path, (4, 5, 6))


DAMAGES = {
    "a changed byte": lambda folder: flip(folder / "counts" / "numbers.npy"),
    "a missing end": lambda folder: cut(folder / "counts" / "numbers.npy"),
    "a missing file": lambda folder: (folder / "counts" / "numbers.npy").unlink(),
    "no manifest": lambda folder: (folder / "counts" / "manifest.json").unlink(),
    "half a manifest": lambda folder: cut(folder / "counts" / "manifest.json"),
    "another content": lambda folder: rewrite(folder / "counts"),
    "no note": lambda folder: (folder / "counts.json").unlink(),
    "half a note": lambda folder: cut(folder / "counts.json"),
    "an old note": lambda folder: (folder / "counts.json").write_text('{"key": "key"}'),
    "an odd note": lambda folder: (folder / "counts.json").write_text("[1]"),
    "a binary note": lambda folder: (folder / "counts.json").write_bytes(b"\xff\x00"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_stage_is_run_again(model, damage):
    folder = keep(model).folder
    damage(folder)
    assert stages_of(model).find("counts", "key", load) is None
    keep(model)
    ours = kind_of(folder / "counts") is not None  # else it is left alone, with a warning
    assert ours == (stages_of(model).find("counts", "key", load) is not None)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.EMFILE])
def test_a_stage_that_cannot_be_read_now_is_not_removed(model, monkeypatch, number):
    def fail(path):
        raise OSError(number, os.strerror(number), str(path))

    keep(model)
    with pytest.raises(OSError, match="counts"):
        stages_of(model).find("counts", "key", fail)
    with monkeypatch.context() as patch:
        patch.setattr("simpler_glove.stages.reading", lambda path, **options: fail(path))
        with pytest.raises(OSError, match="counts"):
            stages_of(model).place("counts", "key")
    assert stages_of(model).find("counts", "key", load) is not None


def test_what_cannot_be_loaded_is_run_again(model):
    keep(model)

    def unreadable(path):
        raise FormatError("of an older version")

    assert stages_of(model).find("counts", "key", unreadable) is None


@pytest.mark.parametrize(
    "error",
    [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), FormatError("'a\\nb' holds a line end")],
    ids=["full disk", "what has no form on disk"],
)
def test_a_stage_that_cannot_be_written_only_warns(model, caplog, error):
    def fail(path):
        with writing(path, kind="example", force=True) as output:
            output.array("numbers", np.arange(3))
            raise error

    with caplog.at_level(logging.WARNING, "simpler_glove"):
        stages = keep(model, save=fail)
    assert "was not saved" in caplog.text
    assert [path.name for path in stages.folder.iterdir()] == []
    assert stages_of(model).find("counts", "key", load) is None


def test_a_file_in_the_place_of_the_folder_only_warns(model, caplog):
    model.with_name("model.stages").write_text("mine")
    stages = keep(model)
    assert "was not saved" in caplog.text
    stages.remove()
    assert model.with_name("model.stages").read_text() == "mine"


def test_removing_leaves_no_trace(model):
    keep(model)
    keep(model, name="corpus")
    folder = model.with_name("model.stages")
    (folder / ".counts.partial-01234567").mkdir()
    (folder / ".corpus.json.partial-01234567").write_text("{")
    stages_of(model).remove()
    assert not folder.exists()
    stages_of(model).remove()


def test_removing_spares_what_is_not_ours(model):
    folder = keep(model).folder
    (folder / "thesis.txt").write_text("precious")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "text").write_text("precious")
    stages_of(model).remove()
    assert sorted(path.name for path in folder.rglob("*")) == ["corpus", "text", "thesis.txt"]


def test_keys():
    assert key_of("a", {"x": 1, "y": 2}) == key_of("a", {"y": 2, "x": 1})
    keys = {key_of("a"), key_of("b"), key_of("a", None), key_of("数"), key_of("\udcff"), key_of(1)}
    assert len(keys) == 6


def test_notes_are_plain(model):
    folder = keep(model).folder
    note = json.loads((folder / "counts.json").read_text())
    assert set(note) == {"key", "content", "facts"}
    assert sorted(path.name for path in folder.iterdir()) == ["counts", "counts.json"]


# A stage that keeps its state while it runs


def test_the_state_of_a_stage_stays_for_the_same_key(model):
    stages = stages_of(model)
    path = stages.place("word2vec", "key")
    assert path == stages.folder / "word2vec" and not path.exists()
    save(path)
    assert stages_of(model).place("word2vec", "key") == path
    assert load(path) == [1, 2, 3]
    assert stages_of(model).place("word2vec", "another") == path
    assert not path.exists()
    assert stages_of(None).place("word2vec", "key") is None


@pytest.mark.parametrize("name", ["word2vec/numbers.npy", "word2vec.json"])
def test_a_damaged_state_goes(model, name):
    stages = stages_of(model)
    save(stages.place("word2vec", "key"))
    flip(stages.folder / name)
    (stages.folder / ".word2vec.partial-0123abcd").write_text("of a process that was killed")
    stages.place("word2vec", "key")
    assert [path.name for path in stages.folder.iterdir()] == ["word2vec.json"]
    stages.remove()
    assert not stages.folder.exists()


def test_a_stage_of_a_later_format_version_is_kept(model):
    def save_version(path):
        with writing(path, kind="example", format_version=7, force=True) as output:
            output.array("numbers", np.array([1]))

    keep(model, save=save_version)
    found = stages_of(model).find("counts", "key", lambda path: reading(path, format_version=7))
    assert found is not None
