"""A Dask cluster of real processes gives the bytes of one machine, also if a worker is killed."""

import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest

from nlpzero import WordDiscoverer
from nlpzero.cluster.discovery import ClusterDiscovery
from nlpzero.cluster.input_files import divide_input
from nlpzero.cluster.jobs import count_on_cluster
from nlpzero.cluster.ngram_tasks import count_first_symbols
from nlpzero.cluster.steps import TaskRunner, count_pairs, count_words, encode_parts
from nlpzero.cluster.tasks import count_row_range, encode_word_ranges
from nlpzero_cli.main import run
from simpler_glove.errors import FormatError, InputError, ParameterError
from simpler_glove.progress import Stage
from simpler_glove.textio.file_state import file_state
from simpler_glove.tokenizer import as_tokenizer
from tests.nlpzero.cluster.conftest import OPTIONS, scheduler
from tests.nlpzero.cluster.waiting_task import wait_and_run

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
    assert steps == ["reading", "merging words", "numbering", "counting"]
    tasks = -(-text.stat().st_size // 300)
    assert ("reading", tasks, tasks, "tasks") in reports


class KillingEngine:
    """Kills the worker that begins the first of the tasks that call a function, while it runs."""

    def __init__(self, engine, folder, function):
        self._engine = engine
        self._function = function
        self._waiting = folder / "waiting"
        self.workers = engine.workers
        self.killed = None

    def map(self, function, calls, stage):
        if function is not self._function or self.killed is not None:
            return self._engine.map(function, calls, stage)
        killer = threading.Thread(target=self._kill)
        killer.start()
        calls = [call | {"waiting": str(self._waiting), "task": function} for call in calls]
        results = self._engine.map(wait_and_run, calls, stage)
        killer.join()
        return results

    def _kill(self):
        while not (self._waiting.exists() and self._waiting.read_text().endswith("\n")):
            time.sleep(0.01)
        self.killed = int(self._waiting.read_text())
        os.kill(self.killed, signal.SIGKILL)


@pytest.mark.parametrize("function", [encode_word_ranges, count_row_range])
def test_killed_worker_costs_one_task(cluster, connect, text, whole, tmp_path, function):
    parts = divide_input(text, encoding="utf-8", task_bytes=300, owner="test")
    reading = {"tokenizer": "whitespace", "lowercase": False, "encoding": "utf-8", "memory": None}
    counting = {"window": 3, "weighting": "harmonic", "direction": "both"}
    with connect(cluster) as engine:
        engine.check(tmp_path / "tasks", [])
        before = engine.workers
        killing = KillingEngine(engine, tmp_path, function)
        runner = TaskRunner(killing, tmp_path / "tasks")
        encoded = encode_parts(runner, parts, reading)
        vocabulary, rare = count_words(runner, encoded, files=1).select(2)
        count_pairs(
            runner, encoded, vocabulary, counting, tokenizer=as_tokenizer("whitespace", "test"),
            rare=rare, output=tmp_path / "counts", block_tokens=500,
        )  # fmt: skip
        assert killing.killed is not None
        assert engine.workers == before - 1
    assert same_files(whole[0], tmp_path / "counts")


@pytest.fixture
def raw(tmp_path):
    """A Chinese text, and the words that one machine finds in it."""
    draw = random.Random(0)
    words = ["葡萄", "香蕉", "很", "甜", "不", "酸", "我", "吃", "12", "年", "，", "\n"]
    path = tmp_path / "raw.txt"
    path.write_text("".join(draw.choices(words, k=3000)), encoding="utf-8")
    assert run(["discover", str(path), "-o", str(tmp_path / "whole"), "-q"]) == 0
    return path, (tmp_path / "whole").read_bytes()


def test_words_are_those_of_one_machine(cluster, raw, tmp_path):
    path, expected = raw
    output = tmp_path / "words"
    assert run(["discover", str(path), "-o", str(output), "--cluster", cluster, "-q"]) == 0
    assert output.read_bytes() == expected
    assert sorted(os.listdir(tmp_path)) == ["raw.txt", "whole", "words"]
    store, added, alone = (str(tmp_path / name) for name in ("store", "added", "alone"))
    assert run(["discover", str(path), "-o", alone, "--save-text", store, "-q"]) == 0
    for command in (["-o", alone, "--force"], ["-o", added, "--cluster", cluster]):
        assert run(["discover", store, str(path), "--all-lines", *command, "-q"]) == 0
    assert Path(added).read_bytes() == Path(alone).read_bytes() != expected


def test_killed_worker_costs_one_task_of_a_discovery(cluster, connect, raw, tmp_path):
    path, expected = raw
    parts = divide_input(path, encoding="utf-8", task_bytes=1000, owner="test")
    with connect(cluster) as engine:
        engine.check(tmp_path / "tasks", [])
        before = engine.workers
        killing = KillingEngine(engine, tmp_path, count_first_symbols)
        job = ClusterDiscovery(TaskRunner(killing, tmp_path / "tasks"), parts, 1)
        found = WordDiscoverer().fit(job.encode_text(), counter=job.count_scan).lexicon_
        assert killing.killed is not None
        assert engine.workers == before - 1
    found.save(tmp_path / "words")
    assert (tmp_path / "words").read_bytes() == expected


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
            list(engine.map(encode_word_ranges, [{"ranges": []}], Stage(None, "x", 1, "tasks")))


@pytest.mark.parametrize("name", ["local", "local:0", "localhost:8786", "", None])
def test_name_of_no_cluster(connect, name):
    with pytest.raises(ParameterError, match="'cluster' parameter"), connect(name):
        pass
