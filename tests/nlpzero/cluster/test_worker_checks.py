"""Differences of versions and missing access are errors that name the worker."""

import os

import pytest

from nlpzero.cluster.worker_checks import (
    AccessProblem,
    check_access,
    compare_versions,
    find_access_problem,
    library_versions,
    write_probe,
)
from simpler_glove.errors import InputError, MismatchError
from simpler_glove.textio.file_state import file_state


def test_equal_versions():
    compare_versions({"tcp://one": library_versions(), "tcp://two": library_versions()})


@pytest.mark.parametrize("library", ["python", "nlpzero", "numpy", "numba", "jieba"])
def test_other_versions(library):
    workers = {"tcp://one": library_versions(), "tcp://two": library_versions() | {library: "0.1"}}
    with pytest.raises(MismatchError, match=f"the worker tcp://two has {library} 0.1, this"):
        compare_versions(workers)


def test_worker_without_nlpzero():
    error = ModuleNotFoundError("No module named 'nlpzero'")
    with pytest.raises(MismatchError, match="tcp://one cannot run nlpzero: No module named"):
        compare_versions({"tcp://one": error})


def test_access(tmp_path):
    (tmp_path / "text").write_text("to be")
    state = file_state(str(tmp_path / "text"))
    probe = str(write_probe(tmp_path / "tasks"))
    assert find_access_problem(probe, [state]) is None
    assert os.listdir(tmp_path / "tasks") == [os.path.basename(probe)]
    check_access({"tcp://one": None})


def test_no_access(tmp_path):
    text = tmp_path / "text"
    text.write_text("to be")
    state = file_state(str(text))
    probe = write_probe(tmp_path / "tasks")
    text.write_text("to")
    found = find_access_problem(str(probe), [state])
    assert found == AccessProblem(str(text), "it has 2 bytes there, not 5")
    text.unlink()
    found = find_access_problem(str(probe), [state])
    assert found == AccessProblem(str(text), "No such file or directory")
    probe.write_text("other")
    other = find_access_problem(str(probe), [])
    assert other == AccessProblem(str(tmp_path / "tasks"), "it has another content there")
    probe.unlink()
    missing = find_access_problem(str(probe), [])
    assert missing == AccessProblem(str(tmp_path / "tasks"), "it is not the same folder there")
    with pytest.raises(InputError, match="tasks: the worker tcp://two has no access: it is not"):
        check_access({"tcp://one": None, "tcp://two": missing})
