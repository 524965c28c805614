"""From text to vectors in one call: outputs, resumable stages, and interruptions."""

from __future__ import annotations

import errno
import logging
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from nlpzero import build, build_vectors, models, training_text
from simpler_glove import SimplerGlove, count_cooccurrences, encode_corpus, load_vectors
from simpler_glove.corpus import Files
from simpler_glove.errors import (
    EmptyCorpusError,
    InputError,
    MismatchError,
    ParameterError,
    ResourceError,
)
from simpler_glove.storage import DirectoryWriter
from simpler_glove.textio.source import SourceFile
from simpler_glove.tokenizer import BlockTokenizer
from simpler_glove.tokenizer_registry import register_tokenizer

pytestmark = pytest.mark.usefixtures("every_stage")
ROOT = Path(__file__).parent.parent.parent
SMALL = {"vector_size": 5, "min_count": 2, "window": 3}


def lines(count: int = 200, words: int = 60, seed: int = 0) -> list[str]:
    chosen = np.random.default_rng(seed).zipf(1.4, (count, 12)).clip(max=words)
    return [" ".join(f"w{word}" for word in line) for line in chosen]


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "corpus.txt"
    path.write_text("\n".join(lines()) + "\n")
    return path


@pytest.fixture
def model(tmp_path):
    return tmp_path / "model"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def uninterrupted(corpus, tmp_path):
    """The files of a model that was built in one go."""
    build_vectors(corpus, output=tmp_path / "whole", **SMALL)
    return contents(tmp_path / "whole")


@contextmanager
def interrupted(place, name):
    """Have a function raise KeyboardInterrupt, as Ctrl-C would, and expect that it comes out."""

    def stop(*arguments, **options):
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(models, "compile_kernels", lambda *arguments: None)
        patch.setattr(place, name, stop)
        yield


def home_of(name):
    """Return the module that calls a function of the build."""
    return next(place for place in (training_text, models, build) if hasattr(place, name))


@pytest.fixture
def never(monkeypatch):
    """Make functions of the build fail if they are called."""

    def never(*functions):
        for name in functions:

            def fail(*arguments, name=name, **options):
                raise AssertionError(f"{name} should not have been called")

            monkeypatch.setattr(home_of(name), name, fail)

    return never


# What comes out


@pytest.mark.slow
def test_what_is_saved_is_what_is_returned(corpus, model):
    saved = build_vectors(corpus, output=model, **SMALL)
    returned = build_vectors(corpus, **SMALL)
    loaded = load_vectors(model)
    for vectors in (saved, loaded):
        assert vectors.vocabulary == returned.vocabulary
        assert vectors.matrix.tobytes() == returned.matrix.tobytes()
        assert vectors.context.tobytes() == returned.context.tobytes()
        assert vectors.parameters == returned.parameters
    assert not saved.matrix.flags.owndata, "the saved model should be mapped"


def test_it_is_the_stages_one_by_one(corpus):
    vectors = build_vectors(corpus, seed=3, sweeps=2, **SMALL)
    counts = count_cooccurrences(encode_corpus(corpus, min_count=2), window=3)
    expected = SimplerGlove(5, seed=3, sweeps=2).fit(counts).vectors_
    assert vectors.matrix.tobytes() == expected.matrix.tobytes()
    facts = vectors.parameters["corpus"]
    assert (facts["lines"], facts["tokens"], facts["files"]) == (200, 2400, 1)
    assert vectors.parameters == expected.parameters | {"corpus": facts}


@pytest.mark.parametrize(
    ("options", "shape", "context"),
    [({"combine": "sum"}, 5, False), ({"combine": "concat"}, 10, False), ({}, 5, True),
     ({"tied": True}, 5, False), ({"direction": "left"}, 5, True)],
    ids=str,
)  # fmt: skip
@pytest.mark.slow
def test_options_of_every_stage(corpus, options, shape, context):
    vectors = build_vectors(corpus, **SMALL, **options)
    assert vectors.vector_size == shape
    assert (vectors.context is not None) == context
    assert vectors.parameters["counts"]["direction"] == options.get("direction", "both")


@pytest.mark.parametrize(
    "source",
    [
        lines,
        lambda: iter(lines()),
        lambda: [line.split() for line in lines()],
        lambda: (line.split() for line in lines()),
    ],
    ids=["strings", "generator", "token lists", "generator of token lists"],
)
@pytest.mark.slow
def test_texts_that_are_read_once_leave_no_stages(source, model):
    with interrupted(models, "fit_in_memory_of"):
        build_vectors(source(), output=model, keep_stages=True, **SMALL)
    assert not names(model.parent)
    vectors = build_vectors(source(), output=model, keep_stages=True, **SMALL)
    assert names(model.parent) == ["model"]
    expected = SimplerGlove(5).fit(
        count_cooccurrences(encode_corpus(lines(), min_count=2), window=3)
    )
    assert vectors.matrix.tobytes() == expected.vectors_.matrix.tobytes()


@pytest.mark.slow
def test_threads_memory_and_chunks_do_not_change_a_byte(tmp_path, monkeypatch):
    monkeypatch.setattr("simpler_glove.memory.resident_bytes", lambda: 0)
    path = tmp_path / "corpus.txt"
    path.write_text("\n".join(lines(6000, 3000)))
    options = {"vector_size": 20, "min_count": 1}
    build_vectors(path, output=tmp_path / "first", threads=1, **options)
    least = _least_memory(path, options)
    for number, (threads, memory) in enumerate([(2, None), (3, 1 << 30), (1, least)]):
        target = tmp_path / str(number)
        build_vectors(
            path, output=target, threads=threads, memory=memory, tmp=str(tmp_path), **options
        )
        assert contents(target) == contents(tmp_path / "first")
    assert names(tmp_path) == ["0", "1", "2", "corpus.txt", "first"]


def _least_memory(path, options) -> int:
    """The smallest power of two that suffices for counting; coefficients then lie in files."""
    memory = 1 << 18
    while True:
        try:
            build_vectors(path, threads=1, memory=memory, **options)
        except ResourceError:
            memory *= 2
        else:
            return memory


# What is found before the work


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"window": 0}, "'window' parameter of count_cooccurrences"),
        ({"weighting": "cubic"}, "'weighting' parameter"),
        ({"direction": "up"}, "'direction' parameter"),
        ({"sweeps": 0}, "'sweeps' parameter of SimplerGlove"),
        ({"smoothing": 2}, "'smoothing' parameter"),
        ({"tied": True, "direction": "left"}, "'tied' parameter"),
        ({"threads": 0}, "'threads' parameter"),
        ({"min_count": 0}, "'min_count' parameter of encode_corpus"),
        ({"tmp": "/no/such/folder"}, "'tmp' parameter"),
    ],
    ids=str,
)
def test_wrong_parameters_are_told_before_the_text_is_read(corpus, options, message, never):
    never("count_cooccurrences", "save_corpus")
    with pytest.raises(ParameterError, match=message):
        build_vectors(corpus, **SMALL | options)


def test_unknown_options_are_told(corpus):
    with pytest.raises(TypeError, match="dimensions"):
        build_vectors(corpus, dimensions=5)


def test_a_model_that_stands_there_is_spared(corpus, model, never):
    build_vectors(corpus, output=model, **SMALL)
    before = contents(model)
    with pytest.raises(FileExistsError):
        never("list_files", "encode_corpus", "compile_kernels")
        build_vectors(corpus, output=model, **SMALL)
    assert contents(model) == before


def test_the_text_is_hashed_once(corpus, model, monkeypatch):
    hashed = []

    def checksum(file):
        hashed.append(file.path)
        return real_checksum(file)

    real_checksum = SourceFile.checksum
    monkeypatch.setattr(SourceFile, "checksum", checksum)
    corpus.write_text("葡萄甜\n葡萄酸\n很甜\n很酸\n葡萄很甜\n葡萄很酸\n" * 9, encoding="utf-8")
    build_vectors(corpus, output=model, tokenizer="discover", **SMALL)
    assert hashed == [str(corpus)]


def test_force_replaces_a_model_but_nothing_else(corpus, model, tmp_path):
    build_vectors(corpus, output=model, **SMALL)
    build_vectors(corpus, output=model, force=True, **SMALL | {"vector_size": 3})
    assert load_vectors(model).vector_size == 3
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("precious")
    with pytest.raises(FileExistsError, match="not a directory of nlpzero"):
        build_vectors(corpus, output=tmp_path / "mine", force=True, **SMALL)
    assert names(tmp_path / "mine") == ["thesis.txt"]


def test_a_missing_text_leaves_nothing(tmp_path, model):
    with pytest.raises(InputError, match=r"no\.txt"):
        build_vectors(tmp_path / "no.txt", output=model)
    assert not names(tmp_path)


@pytest.mark.parametrize(
    ("text", "options"),
    [("a a a\n" * 9, {}), ("a\nb\n" * 9, {}), ("a b c\n" * 9, {"min_count": 99}), ("", {}),
     ("\n \n", {})],
    ids=["one word", "words alone", "none frequent enough", "empty file", "empty lines"],
)  # fmt: skip
def test_texts_with_nothing_to_learn(tmp_path, model, text, options):
    path = tmp_path / "text"
    path.write_text(text)
    with pytest.raises(EmptyCorpusError):
        build_vectors(path, output=model, **options)
    assert not model.exists()


# Stages


STAGES = ["corpus", "corpus.json", "counts", "counts.json"]
INTERRUPTIONS = {
    "while solving": (models, "fit_in_memory_of", STAGES, ("encode_corpus", "count_cooccurrences")),
    "while counting": (training_text, "count_cooccurrences", STAGES[:2], ("encode_corpus",)),
    "while reading": (training_text, "encode_corpus", None, ()),
}


@pytest.mark.parametrize(
    ("place", "name", "kept", "spared"), INTERRUPTIONS.values(), ids=INTERRUPTIONS
)
@pytest.mark.slow
def test_an_interrupted_build_takes_up_after_the_last_stage(
    corpus, model, uninterrupted, never, caplog, place, name, kept, spared
):
    with interrupted(place, name):
        build_vectors(corpus, output=model, **SMALL)
    folder = model.with_name("model.stages")
    assert not model.exists()
    assert (names(folder) if folder.exists() else None) == kept
    never(*spared)
    with caplog.at_level(logging.INFO, "simpler_glove"):
        build_vectors(corpus, output=model, **SMALL)
    assert ("resuming after the finished stage" in caplog.text) == bool(kept)
    assert contents(model) == uninterrupted
    assert not folder.exists()


def test_counts_serve_other_solver_settings(corpus, model, never):
    with interrupted(models, "fit_in_memory_of"):
        build_vectors(corpus, output=model, **SMALL)
    never("encode_corpus", "count_cooccurrences")
    vectors = build_vectors(corpus, output=model, **SMALL | {"vector_size": 3, "seed": 1})
    assert vectors.vector_size == 3


def recount(corpus, **changes):
    """Build after an interruption; which functions were called."""
    called = []

    def noting(function):
        def call(*arguments, **options):
            called.append(function.__name__)
            return function(*arguments, **options)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for function in (encode_corpus, count_cooccurrences):
            patch.setattr(home_of(function.__name__), function.__name__, noting(function))
        vectors = build_vectors(corpus, output=corpus.with_name("model"), **SMALL | changes)
    return called, vectors


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"window": 4}, ["count_cooccurrences"]),
        ({"weighting": "flat"}, ["count_cooccurrences"]),
        ({"direction": "right"}, ["count_cooccurrences"]),
        ({"min_count": 3}, ["encode_corpus", "count_cooccurrences"]),
        ({"max_vocab": 20}, ["encode_corpus", "count_cooccurrences"]),
        ({"lowercase": True}, ["encode_corpus", "count_cooccurrences"]),
        ({"tokenizer": "chars"}, ["encode_corpus", "count_cooccurrences"]),
        ({"encoding": "latin-1"}, ["encode_corpus", "count_cooccurrences"]),
        ({"tokenizer": str.split}, ["encode_corpus", "count_cooccurrences"]),
    ],
    ids=str,
)
@pytest.mark.slow
def test_a_changed_option_runs_again_what_depends_on_it(corpus, changes, expected):
    with interrupted(models, "fit_in_memory_of"):
        build_vectors(corpus, output=corpus.with_name("model"), **SMALL)
    called, vectors = recount(corpus, **changes)
    assert called == expected
    fresh = build_vectors(corpus, **SMALL | changes)
    assert vectors.matrix.tobytes() == fresh.matrix.tobytes()


def append(path):
    path.write_text(path.read_text() + "a new line\n")


def replace_word(path):
    """Change the content, but neither the size nor the time of the file."""
    times = path.stat()
    path.write_text(path.read_text().replace("w1 ", "w2 ", 3))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.mark.parametrize("change", [append, replace_word])
@pytest.mark.slow
def test_a_changed_file_is_read_again(corpus, change):
    with interrupted(models, "fit_in_memory_of"):
        build_vectors(corpus, output=corpus.with_name("model"), **SMALL)
    change(corpus)
    called, vectors = recount(corpus)
    assert called == ["encode_corpus", "count_cooccurrences"]
    fresh = build_vectors(corpus, **SMALL)
    assert vectors.matrix.tobytes() == fresh.matrix.tobytes()


def test_a_file_with_the_same_content_is_not_read_again(corpus):
    with interrupted(models, "fit_in_memory_of"):
        build_vectors(corpus, output=corpus.with_name("model"), **SMALL)
    os.utime(corpus, ns=(1, 1))
    called, _ = recount(corpus)
    assert called == []


def test_another_list_of_files_is_read_again(corpus):
    with interrupted(models, "fit_in_memory_of"):
        build_vectors(corpus, output=corpus.with_name("model"), **SMALL)
    other = corpus.with_name("other.txt")
    other.write_text("\n".join(lines(seed=1)))
    both = Files([str(corpus), str(other)])
    vectors = build_vectors(both, output=corpus.with_name("model"), **SMALL)
    assert vectors.parameters["corpus"]["tokens"] == 4800


@pytest.mark.slow
def test_initial_vectors(corpus, tmp_path, model, never):
    """They are those of `fit`, and stored counts serve."""
    text = tmp_path / "old.txt"
    text.write_text("\n".join(lines(seed=1)))
    old = build_vectors(text, output=tmp_path / "old", **SMALL)
    build_vectors(corpus, output=model, keep_stages=True, **SMALL)
    with pytest.raises(MismatchError, match="have 5 dimensions, but vector_size is 4"):
        build_vectors(corpus, vector_size=4, initial=tmp_path / "old")
    never("count_cooccurrences", "encode_corpus")
    started = build_vectors(corpus, output=model, force=True, initial=tmp_path / "old", **SMALL)
    counts = count_cooccurrences(encode_corpus(corpus, min_count=2), window=3)
    expected = SimplerGlove(5).fit(counts, initial=old).vectors_
    assert started.matrix.tobytes() == expected.matrix.tobytes()


@pytest.mark.parametrize("stage", ["corpus/ids.npy", "counts/counts.npy"])
@pytest.mark.slow
def test_a_damaged_stage_is_run_again(corpus, uninterrupted, stage):
    model = corpus.with_name("model")
    with interrupted(models, "fit_in_memory_of"):
        build_vectors(corpus, output=model, **SMALL)
    damaged = corpus.with_name("model.stages") / stage
    data = bytearray(damaged.read_bytes())
    data[-3] ^= 1
    damaged.write_bytes(data)
    called, _ = recount(corpus)
    assert called == (["count_cooccurrences"] if "counts" in stage else [])
    assert contents(model) == uninterrupted


def test_stages_can_be_kept(corpus, model, never):
    build_vectors(corpus, output=model, keep_stages=True, **SMALL)
    assert names(model.with_name("model.stages")) == STAGES
    never("encode_corpus", "count_cooccurrences")
    build_vectors(corpus, output=model, force=True, **SMALL)
    assert names(model.parent) == ["corpus.txt", "model"]


def full(*arguments, **options):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_at_a_stage_only_warns(corpus, model, uninterrupted, caplog):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training_text, "save_corpus", full)
        build_vectors(corpus, output=model, **SMALL)
    assert "No space left on device" in caplog.text
    assert contents(model) == uninterrupted
    assert names(model.parent) == ["corpus.txt", "model", "whole"]


def test_a_full_disk_at_the_model_keeps_the_stages(corpus, model, uninterrupted, never):
    with pytest.MonkeyPatch.context() as patch, pytest.raises(ResourceError, match="No space"):
        patch.setattr(DirectoryWriter, "tensors", full)
        build_vectors(corpus, output=model, **SMALL)
    assert names(model.parent) == ["corpus.txt", "model.stages", "whole"]
    assert names(model.with_name("model.stages")) == STAGES
    never("encode_corpus", "count_cooccurrences")
    build_vectors(corpus, output=model, **SMALL)
    assert contents(model) == uninterrupted


PROGRAM = """
import sys
from nlpzero import build_vectors
build_vectors(
    sys.argv[1], output=sys.argv[2], min_count=1, vector_size=64, sweeps=int(sys.argv[3]),
    tolerance=0, keep_stages=sys.argv[3] == "100000",
    progress=lambda stage, *_: print(stage, flush=True),
)
"""


def start(corpus, model, sweeps, **settings):
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(corpus), str(model), str(sweeps)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        text=True,
        **settings,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_process_that_is_interrupted_while_solving(tmp_path, never):
    corpus, model = tmp_path / "corpus.txt", tmp_path / "model"
    corpus.write_text("\n".join(lines(2000, 2000)))
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with start(corpus, model, 100_000, **pipes) as child:
        for stage in child.stdout:
            if stage.startswith("sweep 2"):
                break
        child.send_signal(signal.SIGINT)
        _, error = child.communicate(timeout=60)
    assert "KeyboardInterrupt" in error
    assert child.returncode != 0
    assert names(tmp_path) == ["corpus.txt", "model.stages"]
    with start(corpus, model, 2, **pipes) as again:
        stages, error = again.communicate(timeout=120)
    assert (again.returncode, error) == (0, "")
    assert "sweep 2" in stages and "counting" not in stages
    options = {"min_count": 1, "vector_size": 64, "sweeps": 2, "tolerance": 0}
    build_vectors(corpus, output=tmp_path / "whole", **options)
    assert contents(model) == contents(tmp_path / "whole")
    assert names(tmp_path) == ["corpus.txt", "model", "whole"]


class Named(BlockTokenizer):
    """Splits at spaces and has a file."""

    name = "named"

    def __init__(self, text="first"):
        self.text = text

    @property
    def fingerprint(self):
        return self.text

    def split(self, texts, threads):
        return map(str.split, texts)

    def spans(self, data):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], data > 32, [0])).astype(np.int8)))
        return edges[::2].copy(), edges[1::2].copy()

    def save(self, folder):
        (folder / "name.txt").write_text(self.text)
        return {}

    @classmethod
    def load(cls, folder, settings):
        return cls((folder / "name.txt").read_text())


register_tokenizer("named", f"{__name__}:Named", by_name=False)


def test_a_tokenizer_with_a_name_leaves_stages_and_a_file(corpus, model, never, uninterrupted):
    with interrupted(models, "fit_in_memory_of"):
        build_vectors(corpus, output=model, tokenizer=Named(), **SMALL)
    assert names(model.with_name("model.stages"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training_text, "count_cooccurrences", None)
        build_vectors(corpus, output=model, tokenizer=Named(), keep_stages=True, **SMALL)
    assert contents(model)["vectors.safetensors"] == uninterrupted["vectors.safetensors"]
    assert contents(model)["name.txt"] == b"first"
    never("count_cooccurrences")
    with pytest.raises(AssertionError, match="should not have been called"):
        build_vectors(corpus, output=model, force=True, tokenizer=Named("second"), **SMALL)
