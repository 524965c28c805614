"""Counting of a text in one call."""

from __future__ import annotations

import pytest

from nlpzero import counting, training_text
from nlpzero.counting import count_text
from simpler_glove import CooccurrenceCounts, Vocabulary
from simpler_glove.cooccurrence import count, runs
from simpler_glove.errors import InputError, ParameterError, ResourceError

pytestmark = pytest.mark.usefixtures("every_stage")
TEXT = ["to be or not to be"]


@pytest.fixture
def no_work(monkeypatch):
    """Make whatever takes time fail."""

    def fail(*arguments, **options):
        raise AssertionError("the parameters were not checked first")

    for name in ("load_code", "check_text_memory", "TrainingText", "count_cooccurrences"):
        monkeypatch.setattr(counting, name, fail)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"window": 0}, "'window'"), ({"min_count": 0}, "'min_count'"), ({"max_vocab": 0}, "'max_v"),
     ({"lowercase": 1}, "'lowercase'"), ({"memory": 0}, "'memory'"), ({"threads": 0}, "'threads'"),
     ({"vocabulary": ["to"]}, "'vocabulary'"), ({"tmp": "/no/folder"}, "'tmp'")],
)  # fmt: skip
def test_parameters_are_checked_first(no_work, options, message):
    with pytest.raises(ParameterError, match=message):
        count_text(TEXT, **{"memory": 1 << 40} | options)


def test_an_existing_output_is_found_first(no_work, tmp_path):
    (tmp_path / "store").write_text("mine")
    for force in (False, True):
        with pytest.raises(FileExistsError):
            count_text(TEXT, output=tmp_path / "store", force=force)


def test_counts_are_stored(tmp_path):
    options = {"window": 1, "vocabulary": Vocabulary(["be", "to"])}
    count_text(TEXT, output=tmp_path / "store", **options)
    assert CooccurrenceCounts.load(tmp_path / "store").count("to", "be") == 3  # or, not: skipped


def test_a_budget_that_is_too_small():
    with pytest.raises(ResourceError, match="too few to count this text") as caught:
        count_text(TEXT, memory=1 << 20)
    assert caught.value.settings["memory"] > 40 << 20


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "corpus.txt"
    path.write_text("to be or not to be\nthat is the question\n" * 9)
    return path


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("options", [{}, {"vocabulary": Vocabulary(["be", "to"])}])
def test_an_interrupted_count_does_not_read_the_text_again(corpus, tmp_path, monkeypatch, options):
    def stop(stage, done, total, unit):
        if stage == "counting":
            raise KeyboardInterrupt

    def never(*arguments, **settings):
        raise AssertionError("the text was read again")

    count_text(corpus, output=tmp_path / "whole", **options)
    with pytest.raises(KeyboardInterrupt):
        count_text(corpus, output=tmp_path / "store", progress=stop, **options)
    assert (tmp_path / "store.stages").exists()
    monkeypatch.setattr(training_text, "encode_corpus", never)
    count_text(corpus, output=tmp_path / "store", **options)
    assert contents(tmp_path / "store") == contents(tmp_path / "whole")
    assert not (tmp_path / "store.stages").exists()
    with pytest.raises(AssertionError, match="read again"):  # another vocabulary
        count_text(corpus, output=tmp_path / "other", vocabulary=Vocabulary(["be"]))


def test_an_interrupted_count_continues_after_the_last_chunk(corpus, tmp_path, monkeypatch):
    def stop(stage, done, total, unit):
        if stage == "merging":
            raise KeyboardInterrupt

    monkeypatch.setattr(count, "_chunk_tokens", lambda *_: 20)
    count_text(corpus, output=tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        count_text(corpus, output=tmp_path / "store", progress=stop)
    assert len(list((tmp_path / "store.stages").glob("run-*.json"))) == 5
    monkeypatch.delattr(runs.Runs, "write")  # every chunk is found
    count_text(corpus, output=tmp_path / "store")
    assert contents(tmp_path / "store") == contents(tmp_path / "whole")
    assert not (tmp_path / "store.stages").exists()


def test_a_text_that_is_modified_while_it_is_read(corpus, tmp_path):
    def modify(stage, done, total, unit):
        if stage == "numbering":
            corpus.write_text("another text")

    with pytest.raises(InputError, match=f"{corpus}: was modified while it was processed"):
        count_text(corpus, output=tmp_path / "store", progress=modify)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus.txt"]
