"""A Dask cluster of real processes gives the bytes of one machine, also if a worker is killed."""

import os
import signal
import threading
import time

import pytest

from nlpzero.cluster.input_files import divide_input
from nlpzero.cluster.jobs import count_on_cluster
from nlpzero.cluster.steps import TaskRunner, count_pairs, count_words
from nlpzero.cluster.tasks import count_ranges
from simpler_glove.errors import FormatError, InputError, ParameterError
from simpler_glove.progress import Stage
from simpler_glove.textio.file_state import file_state
from tests.nlpzero.cluster.conftest import OPTIONS, scheduler
from tests.nlpzero.cluster.waiting_task import wait_and_count

pytest.importorskip("distributed")
pytestmark = pytest.mark.slow


def same_files(one, other):
    return {path.name: path.read_bytes() for path in one.iterdir()} == {
        path.name: path.read_bytes() for path in other.iterdir()
    }


@pytest.fixture
def connect():
    from nlpzero.cluster.dask_engine import connect

    return connect


def test_counts_are_those_of_one_machine(cluster, text, whole, tmp_path):
    reports = []
    counted = count_on_cluster(
        text, cluster=cluster, output=tmp_path / "counts", min_count=2, task_bytes=300,
        progress=lambda *report: reports.append(report), **OPTIONS,
    )  # fmt: skip
    assert same_files(whole[0], tmp_path / "counts")
    assert counted.counts.vocabulary == whole[1]
    assert os.listdir(tmp_path) == ["counts"]
    steps = list(dict.fromkeys(name for name, *_ in reports if name != "compiling"))
    assert steps == ["counting words", "merging words", "counting", "merging"]
    tasks = -(-text.stat().st_size // 300)
    assert ("counting", tasks, tasks, "tasks") in reports


class KillingEngine:
    """Kills the worker that begins the first task of counting, while it runs."""

    def __init__(self, engine, folder):
        self._engine = engine
        self._waiting = folder / "waiting"
        self.workers = engine.workers
        self.killed = None

    def map(self, function, calls, stage):
        if function is not count_ranges:
            return self._engine.map(function, calls, stage)
        killer = threading.Thread(target=self._kill)
        killer.start()
        calls = [call | {"waiting": str(self._waiting)} for call in calls]
        results = self._engine.map(wait_and_count, calls, stage)
        killer.join()
        return results

    def _kill(self):
        while not (self._waiting.exists() and self._waiting.read_text().endswith("\n")):
            time.sleep(0.01)
        self.killed = int(self._waiting.read_text())
        os.kill(self.killed, signal.SIGKILL)


def test_killed_worker_costs_one_task(cluster, connect, text, whole, tmp_path):
    parts = divide_input(text, encoding="utf-8", task_bytes=300, owner="test")
    reading = {"tokenizer": "whitespace", "lowercase": False, "encoding": "utf-8", "memory": None}
    counting = {"window": 3, "weighting": "harmonic", "direction": "both"}
    with connect(cluster) as engine:
        engine.check(tmp_path / "tasks", [])
        before = engine.workers
        killing = KillingEngine(engine, tmp_path)
        runner = TaskRunner(killing, tmp_path / "tasks")
        words = count_words(runner, parts, reading, files=1)
        vocabulary, rare = words.select(2)
        count_pairs(
            runner, parts, vocabulary, reading, counting, rare=rare, task_bytes=300,
            output=tmp_path / "counts",
        )  # fmt: skip
        assert killing.killed is not None
        assert engine.workers == before - 1
    assert same_files(whole[0], tmp_path / "counts")


def test_error_of_a_task(cluster, tmp_path):
    path = tmp_path / "text"
    path.write_bytes(b"to be\n" * 9 + b"\xff\n")
    with pytest.raises(FormatError, match="0xff is not valid UTF-8") as caught:
        count_on_cluster(path, cluster=cluster, output=tmp_path / "counts", task_bytes=20)
    assert (caught.value.path, caught.value.byte) == (str(path), 54)


def test_worker_without_access(cluster, connect, tmp_path):
    path = tmp_path / "text"
    path.write_text("to be")
    state = file_state(str(path))
    with connect(cluster) as engine:
        path.unlink()
        with pytest.raises(InputError, match=r"text: the worker tcp://\S+ has no access") as caught:
            engine.check(tmp_path / "tasks", [state])
        assert caught.value.path == str(path)
        assert os.listdir(tmp_path / "tasks") == []


def test_unreachable_scheduler(connect):
    with (
        pytest.raises(InputError, match=r"tcp://127\.0\.0\.1:1: no Dask scheduler .* 0\.5 s"),
        connect("tcp://127.0.0.1:1", timeout=0.5),
    ):
        pass


def test_scheduler_that_is_lost_or_has_no_worker(connect, tmp_path):
    with scheduler(tmp_path) as (address, _), connect(address) as engine:
        engine.timeout = 0.5
        with pytest.raises(InputError, match="has no worker"):
            engine.check(tmp_path, [])
        with pytest.raises(InputError, match="had no worker for 0.5 s"):
            engine.map(count_ranges, [{"ranges": []}], Stage(None, "counting", 1, "tasks"))


@pytest.mark.parametrize("name", ["local", "local:0", "localhost:8786", "", None])
def test_name_of_no_cluster(connect, name):
    with pytest.raises(ParameterError, match="'cluster' parameter"), connect(name):
        pass
