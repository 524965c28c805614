"""Counting in many tasks gives the bytes of one machine, for any task size, fan-in and order."""

import os
import random

import pytest

from nlpzero import Vocabulary, build_vectors
from nlpzero.cluster.input_files import divide_input
from nlpzero.cluster.jobs import count_on_cluster
from nlpzero.cluster.steps import TaskRunner, count_pairs, count_words, encode_parts
from nlpzero.counting import count_text
from simpler_glove.corpus import Files
from simpler_glove.errors import EmptyCorpusError, InputError, ParameterError, ResourceError
from simpler_glove.tokenizer import as_tokenizer
from tests.nlpzero.cluster.conftest import OPTIONS


class ShufflingEngine:
    """Runs tasks in this process, in random order."""

    def __init__(self, workers=2):
        self.workers = workers

    def map(self, function, calls, stage):
        order = list(range(len(calls)))
        random.Random(len(calls)).shuffle(order)
        results = {}
        for number in order:
            results[number] = function(**calls[number], threads=1)
            stage.add(1)
        return [results[number] for number in range(len(calls))]


class YieldingEngine(ShufflingEngine):
    """Runs a task when its result is needed."""

    def map(self, function, calls, stage):
        for call in calls:
            yield function(**call, threads=1)
            stage.add(1)


def files_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("task_bytes", "fan_in", "block_tokens"),
    [(100, 2, 90), (400, 3, 100), (700, 8, 999), (10**6, 2, 200), (10**6, 2, None)],
)
def test_any_task_size_and_fan_in(text, whole, tmp_path, task_bytes, fan_in, block_tokens):
    parts = divide_input(text, encoding="utf-8", task_bytes=task_bytes, owner="test")
    random.Random(fan_in).shuffle(parts)
    reading = {"tokenizer": "whitespace", "lowercase": False, "encoding": "utf-8", "memory": None}
    counting = {"window": 3, "weighting": "harmonic", "direction": "both"}
    runner = TaskRunner(ShufflingEngine(), tmp_path / "tasks", fan_in=fan_in)
    encoded = encode_parts(runner, parts, reading)
    vocabulary, rare = count_words(runner, encoded, files=1).select(2)
    count_pairs(
        runner, encoded, vocabulary, counting, tokenizer=as_tokenizer("whitespace", "test"),
        rare=rare, output=tmp_path / "counts", block_tokens=block_tokens,
    )  # fmt: skip
    assert files_of(tmp_path / "counts") == files_of(whole[0])


@pytest.mark.parametrize("block_tokens", [200, None])
def test_results_that_are_yielded_one_by_one(text, whole, tmp_path, block_tokens):
    parts = divide_input(text, encoding="utf-8", task_bytes=300, owner="test")
    reading = {"tokenizer": "whitespace", "lowercase": False, "encoding": "utf-8", "memory": None}
    counting = {"window": 3, "weighting": "harmonic", "direction": "both"}
    reports = []
    runner = TaskRunner(
        YieldingEngine(), tmp_path / "tasks", lambda *report: reports.append(report), fan_in=2
    )
    encoded = encode_parts(runner, parts, reading)
    vocabulary, rare = count_words(runner, encoded, files=1).select(2)
    count_pairs(
        runner, encoded, vocabulary, counting, tokenizer=as_tokenizer("whitespace", "test"),
        rare=rare, output=tmp_path / "counts", block_tokens=block_tokens,
    )  # fmt: skip
    assert files_of(tmp_path / "counts") == files_of(whole[0])
    last = {name: (done, total) for name, done, total, _ in reports}
    assert all(done == total for done, total in last.values())


@pytest.mark.slow
def test_memory_of_workers(text, whole, tmp_path):
    count_on_cluster(
        text, cluster=ShufflingEngine(), output=tmp_path / "counts", min_count=2,
        memory=1 << 40, **OPTIONS,
    )  # fmt: skip
    assert files_of(tmp_path / "counts") == files_of(whole[0])
    with pytest.raises(ResourceError, match="to read the text"):
        count_on_cluster(
            text, cluster=ShufflingEngine(), output=tmp_path / "other", memory=1 << 20, **OPTIONS
        )


@pytest.mark.parametrize(
    "options",
    [
        {"tokenizer": "chars", "lowercase": True, "direction": "left"},
        {"tokenizer": {"ab": 3, "c": 1}, "weighting": "flat", "max_vocab": 3},
        {"vocabulary": Vocabulary(["語", "missing", "a"])},
        {"encoding": "gb18030", "min_count": 1},
    ],
    ids=["characters", "lexicon", "vocabulary", "encoding"],
)
def test_options(tmp_path, options):
    for name, content in (("one", "Ab c 語\nab a 語\r\n" * 9), ("two", "c ab\na 語"), ("no", "")):
        (tmp_path / name).write_bytes(content.encode(options.get("encoding", "utf-8")))
    source = Files([tmp_path / "*o*"])
    options = {"window": 2, "min_count": 2, "threads": 1} | options
    count_text(source, output=tmp_path / "single", **options)
    counted = count_on_cluster(
        source, cluster=ShufflingEngine(), output=tmp_path / "counts", task_bytes=30, **options
    )
    assert files_of(tmp_path / "counts") == files_of(tmp_path / "single")
    assert counted.statistics.files == 3
    assert counted.statistics.kept_tokens == counted.counts.vocabulary.counts.sum()


def test_results_of_an_interrupted_run_are_used(text, whole, tmp_path):
    class Interrupted(ShufflingEngine):
        def map(self, function, calls, stage):
            if stage.name == "counting":
                raise KeyboardInterrupt
            return super().map(function, calls, stage)

    options = {"output": tmp_path / "counts", "min_count": 2, "task_bytes": 100, **OPTIONS}
    with pytest.raises(KeyboardInterrupt):
        count_on_cluster(text, cluster=Interrupted(), **options)
    tasks = tmp_path / "counts.tasks"
    before = {path: path.stat().st_ino for path in tasks.iterdir()}

    class Checked(ShufflingEngine):
        def map(self, function, calls, stage):
            results = super().map(function, calls, stage)
            if stage.name == "numbering":
                assert {path: path.stat().st_ino for path in tasks.iterdir()} == before
            return results

    count_on_cluster(text, cluster=Checked(), **options)
    assert files_of(tmp_path / "counts") == files_of(whole[0])
    assert not tasks.exists()


def test_other_files_beside_the_results_are_kept(text, tmp_path):
    (tmp_path / "counts.tasks").mkdir()
    (tmp_path / "counts.tasks" / "notes.txt").touch()
    count_on_cluster(text, cluster=ShufflingEngine(), output=tmp_path / "counts", **OPTIONS)
    assert os.listdir(tmp_path / "counts.tasks") == ["notes.txt"]


@pytest.mark.slow
def test_vectors_are_those_of_one_machine(tmp_path):
    path = tmp_path / "text"
    path.write_text("to be or not to be\nthat is the question\n" * 20)
    options = {"vector_size": 2, "min_count": 2, "threads": 1, "window": 2}
    build_vectors(path, output=tmp_path / "single", **options)
    build_vectors(path, output=tmp_path / "model", cluster=ShufflingEngine(), **options)
    assert files_of(tmp_path / "model") == files_of(tmp_path / "single")
    assert sorted(os.listdir(tmp_path)) == ["model", "single", "text"]


def test_empty_files(tmp_path):
    (tmp_path / "empty").touch()
    with pytest.raises(EmptyCorpusError, match="all files are empty"):
        count_on_cluster(tmp_path / "empty", cluster=ShufflingEngine(), output=tmp_path / "counts")


def test_parameters_without_a_cluster(text, tmp_path):
    with pytest.raises(ParameterError, match="needs an output"):
        build_vectors(text, cluster="local:2")
    with pytest.raises(ParameterError, match="not trained from counts"):
        build_vectors(text, cluster="local:2", output=tmp_path / "model", model="word2vec")
    with pytest.raises(InputError, match="that all workers can read"):
        build_vectors(["to be"], cluster=ShufflingEngine(), output=tmp_path / "model")
    with pytest.raises(ParameterError, match="not a callable"):
        count_on_cluster(
            text, cluster=ShufflingEngine(), output=tmp_path / "counts", tokenizer=str.split
        )
