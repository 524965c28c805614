"""Word discovery on a cluster finds the words of one machine, for any tasks."""

import os
import random
from dataclasses import fields

import numpy as np
import pytest

from nlpzero import WordDiscoverer, count_ngrams, encode_text
from nlpzero.cluster.discovery import discovery_on_cluster
from nlpzero.ngrams import NgramStatistics
from simpler_glove.corpus import Files
from simpler_glove.errors import EmptyCorpusError, ParameterError, ResourceError
from tests.nlpzero.cluster.test_jobs import ShufflingEngine

WORDS = ["葡萄", "香蕉", "很", "甜", "不", "酸", "我", "吃", "K线", "12", "年", "，", "\n", "\n\n"]


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    """Two files; some lines are repeated."""
    draw = random.Random(0)
    folder = tmp_path_factory.mktemp("raw")
    for name in ("one.txt", "two.txt"):
        text = "".join(draw.choices(WORDS, k=400)) + "\n我吃葡萄，很甜" * 3
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "empty.txt").touch()
    return Files([folder])


def same_ngrams(one: NgramStatistics, other: NgramStatistics):
    for field in fields(NgramStatistics):
        found, expected = (getattr(each, field.name) for each in (one, other))
        if isinstance(expected, np.ndarray):
            assert found.dtype == expected.dtype and found.tobytes() == expected.tobytes()
        else:
            assert found == expected


@pytest.mark.parametrize(("task_bytes", "tasks"), [(40, 1), (300, 3), (10**6, 50)])
def test_any_tasks(raw, tmp_path, task_bytes, tasks):
    whole = encode_text(raw)
    options = {"output": tmp_path / "words", "task_bytes": task_bytes, "tasks": tasks}
    with discovery_on_cluster(raw, cluster=ShufflingEngine(), **options) as job:
        text = job.encode_text()
        assert text.symbols.tobytes() == whole.symbols.tobytes()
        assert (text.alphabet, text.statistics) == (whole.alphabet, whole.statistics)
        for order, min_count in ((3, 1), (6, 4), (2, 10**6)):
            settings = {"order": order, "min_count": min_count}
            found = job.count_scan(text.scan(), **settings, threads=2, memory=None, progress=None)
            same_ngrams(found, count_ngrams(whole, **settings))
        numbered = WordDiscoverer(threads=1).fit(text, counter=job.count_scan)
    expected = WordDiscoverer(threads=1).fit(raw)
    assert numbered.lexicon_ == expected.lexicon_
    assert numbered.repeated_lines_ == expected.repeated_lines_ > 0
    same_ngrams(numbered.statistics_, expected.statistics_)
    assert os.listdir(tmp_path) == []


def test_results_of_an_interrupted_run_are_used(raw, tmp_path):
    options = {"output": tmp_path / "words", "task_bytes": 300, "tasks": 3}

    class Counted(ShufflingEngine):
        new = 0

        def map(self, function, calls, stage):
            before = set(os.listdir(tmp_path / "words.tasks")) if tasks.exists() else set()
            results = super().map(function, calls, stage)
            self.new += len({os.path.basename(result.path) for result in results} - before)
            return results

    tasks = tmp_path / "words.tasks"
    engines = Counted(), Counted()
    with (
        pytest.raises(KeyboardInterrupt),
        discovery_on_cluster(raw, cluster=engines[0], **options) as job,
    ):
        WordDiscoverer(threads=1).fit(job.encode_text(), counter=job.count_scan)
        raise KeyboardInterrupt
    with discovery_on_cluster(raw, cluster=engines[1], **options) as job:
        WordDiscoverer(threads=1).fit(job.encode_text(), counter=job.count_scan)
    assert engines[0].new > 6 and engines[1].new == 0
    assert not tasks.exists()


def test_memory(raw, tmp_path):
    """A budget that is too small for all n-grams is an error, also if each task needs less."""
    options = {"output": tmp_path / "words", "tasks": 5}
    with discovery_on_cluster(raw, cluster=ShufflingEngine(), **options) as job:
        scan = job.encode_text().scan()
        counting = {"order": 6, "min_count": 1, "threads": 1, "progress": None}
        with pytest.raises(ResourceError, match="too few to count the n-grams"):
            job.count_scan(scan, memory=20_000, **counting)
        with pytest.raises(ResourceError, match="too few"):
            count_ngrams(job.encode_text(), order=6, min_count=1, threads=1, memory=20_000)


def test_text_without_words(tmp_path):
    (tmp_path / "empty").touch()
    with (
        pytest.raises(EmptyCorpusError, match="no letter of a script"),
        discovery_on_cluster(
            tmp_path / "empty", cluster=ShufflingEngine(), output=tmp_path / "words"
        ) as job,
    ):
        WordDiscoverer().fit(job.encode_text(), counter=job.count_scan)
    assert os.listdir(tmp_path) == ["empty"]


@pytest.mark.parametrize("name", ["task_bytes", "tasks"])
def test_parameters(tmp_path, name):
    with (
        pytest.raises(ParameterError, match=f"'{name}' parameter"),
        discovery_on_cluster(
            None, cluster=ShufflingEngine(), output=tmp_path / "words", **{name: 0}
        ),
    ):
        pass
