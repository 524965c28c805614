"""Bad input: a clear message, the right exit code, and no incomplete output."""

from __future__ import annotations

import os
import resource

import numpy as np
import pytest

from simpler_glove import load_vectors

BUILD = ["--vector-size", 4, "--min-count", 1]


@pytest.fixture
def build(call, tmp_path):
    """Build a model from bytes; returns the outcome and whether a model is there."""

    def build(content: bytes, *options):
        (tmp_path / "corpus.txt").write_bytes(content)
        outcome = call("build-vectors", tmp_path / "corpus.txt", "-o", tmp_path / "m", *options)
        left = {path.name for path in tmp_path.iterdir()} - {"corpus.txt"}
        assert left <= {"m", "m.stages"}, "half-written files are left behind"
        assert outcome.out == ""
        return outcome, "m" in left

    return build


@pytest.mark.parametrize("content", [b"", b"\n \n\t\n", b"\xef\xbb\xbf"], ids=["0", "blank", "bom"])
def test_empty_file(build, content):
    outcome, made = build(content, *BUILD)
    assert outcome.code == 3
    assert "no token" in outcome.err.lower() or "empty" in outcome.err.lower()
    assert not made


@pytest.mark.slow
def test_one_very_long_line(call, tmp_path):
    """Long lines must not be truncated or skipped, nor take quadratic time."""
    words = np.random.default_rng(0).integers(0, 256, 4000).astype(np.uint8).tobytes().hex(" ")
    repeats = 2500  # 30 MB, several blocks of text
    (tmp_path / "long.txt").write_text(f"{words} " * repeats)
    options = ["--vector-size", 2, "--window", 1, "--sweeps", 1]
    code, _, err = call("build-vectors", tmp_path / "long.txt", "-o", tmp_path / "m", *options)
    assert code == 0
    assert f"{repeats * 4000:,} tokens" in err
    assert load_vectors(tmp_path / "m").counts.sum() == repeats * 4000


def test_binary_file(build):
    content = np.random.default_rng(0).bytes(10_000)
    outcome, made = build(content, *BUILD)
    assert outcome.code == 3
    assert "corpus.txt" in outcome.err
    assert not made


@pytest.mark.parametrize("command", ["build-vectors", "count", "solve", "merge", "info", "convert"])
def test_missing_file(call, tmp_path, command):
    target = [tmp_path / "x"] if command == "convert" else ["-o", tmp_path / "x"]
    arguments = [] if command == "info" else target
    code, out, err = call(command, tmp_path / "missing.txt", *arguments)
    assert (code, out) == (3, "")
    assert "missing.txt" in err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_directory(call, tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir(mode=0)
    code, _, err = call("count", folder, "-o", tmp_path / "x")
    assert code == 3
    assert "closed" in err


def test_unreadable_directory_for_root_too(call, tmp_path, monkeypatch):
    folder = tmp_path / "closed"
    folder.mkdir()

    def refuse(path="."):
        raise PermissionError(13, "Permission denied", os.fspath(path))

    for name in ("scandir", "listdir"):
        monkeypatch.setattr(os, name, refuse)
    code, _, err = call("count", folder, "-o", tmp_path / "x")
    monkeypatch.undo()
    assert code == 3
    assert "closed" in err


def test_empty_directory(call, tmp_path):
    (tmp_path / "nothing").mkdir()
    code, _, err = call("count", tmp_path / "nothing", "-o", tmp_path / "x")
    assert code == 3
    assert "nothing" in err


def test_invalid_utf8(build):
    outcome, made = build(b"good line\nbad \xff\xfe line\n", *BUILD)
    assert outcome.code == 3
    assert "corpus.txt" in outcome.err and "line 2" in outcome.err
    assert "--encoding" in outcome.err
    assert not made


def test_wrong_encoding_is_suggested(build):
    outcome, _ = build(("数学是研究数量的学科\n" * 20).encode("gb18030"), *BUILD)
    assert outcome.code == 3
    assert "--encoding gb18030" in outcome.err


def test_utf16_is_recognised(build):
    outcome, _ = build("some words\n".encode("utf-16"), *BUILD)
    assert outcome.code == 3
    assert "utf-16" in outcome.err.lower()


def test_nul_bytes(build):
    outcome, made = build(b"a b\0c d\n" * 9, *BUILD)
    # NUL is a control character below the space: it separates words, nothing is lost.
    assert (outcome.code, made) in {(0, True), (3, False)}
    if outcome.code:
        assert "NUL" in outcome.err


def test_vocabulary_of_one_word(build):
    outcome, made = build(b"same same same\n" * 9, *BUILD)
    assert outcome.code == 3
    assert "pair" in outcome.err
    assert not made


def test_min_count_above_everything(build):
    outcome, made = build(b"a b c\n" * 9, "--min-count", 10)
    assert outcome.code == 3
    assert "--min-count" in outcome.err or "min_count" in outcome.err
    assert not made


def test_window_longer_than_the_lines(build, tmp_path):
    outcome, made = build(b"a b c\n" * 9, *BUILD, "--window", 500)
    assert (outcome.code, made) == (0, True)
    assert len(load_vectors(tmp_path / "m")) == 3


def test_counts_and_vocabulary_that_do_not_belong_together(call, tmp_path):
    (tmp_path / "corpus.txt").write_text("a b c\nb c d\n" * 9)
    call("count", tmp_path / "corpus.txt", "-o", tmp_path / "counts", "--min-count", 1)
    words = tmp_path / "counts" / "vocabulary.txt"
    words.write_text(words.read_text().replace("a 9", "x 9"))
    code, _, err = call("solve", tmp_path / "counts", "-o", tmp_path / "m")
    assert code == 3
    assert "vocabulary" in err
    assert not (tmp_path / "m").exists()


def test_counts_of_different_settings_cannot_be_merged(call, tmp_path):
    (tmp_path / "corpus.txt").write_text("a b c\nb c d\n" * 9)
    for window in (2, 3):
        target = tmp_path / str(window)
        call("count", tmp_path / "corpus.txt", "-o", target, "--window", window, "--min-count", 1)
    code, _, err = call("merge", tmp_path / "2", tmp_path / "3", "-o", tmp_path / "sum")
    assert code == 3
    assert "window" in err
    assert not (tmp_path / "sum").exists()


def test_a_model_is_not_a_count_store(call, tmp_path, model):
    code, _, err = call("solve", model, "-o", tmp_path / "x")
    assert code == 3
    assert "word-vectors" in err


def full_disk() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


@pytest.mark.parametrize("command", ["build-vectors", "count"])
def test_full_disk_while_writing(process, tmp_path, command):
    """A limit on the size of files stands for the disk; the old output stays as it was."""
    words = [" ".join(f"{i}" for i in np.random.default_rng(n).permutation(999)) for n in range(3)]
    (tmp_path / "large.txt").write_text("\n".join(words))
    (tmp_path / "small.txt").write_text("a b c\n" * 9)
    options = ["-o", tmp_path / "out", "--min-count", 1]
    assert process(command, tmp_path / "small.txt", *options).code == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    outcome = process(command, tmp_path / "large.txt", *options, "--force", preexec_fn=full_disk)
    assert (outcome.code, outcome.out) == (5, ""), outcome.err
    assert "hint:" in outcome.err
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    left = {path.name for path in tmp_path.iterdir()}
    assert left <= {"large.txt", "small.txt", "out", "out.stages"}


def test_full_disk_behind_standard_output(start, model):
    with open("/dev/full", "w") as full:
        child = start("info", model, stdout=full)
        err = child.communicate(timeout=60)[1]
    assert child.returncode == 5
    assert "No space left" in err


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="needs a file that cannot be read")
@pytest.mark.parametrize(
    "line",
    ["count {} -o out", "info {}", "most-similar {} king", "segment {} --tokenizer lexicon.txt",
     "explain word {} a", "evaluate vectors model --pairs {}"],
)  # fmt: skip
def test_errors_of_reading_name_the_file(call, tmp_path, model, lexicon, monkeypatch, line):
    monkeypatch.chdir(tmp_path)
    code, out, err = call(*line.format("/proc/self/mem").split())
    assert (code, out) == (3, "")
    assert err == "nlpzero: Input/output error: /proc/self/mem\n"


def test_a_model_instead_of_a_text(call, model):
    for command in (["keywords"], ["segment", "--tokenizer", "jieba-dictionary"]):
        code, out, err = call(*command, model)
        assert (code, out) == (3, "")
        assert f"{model}: a model, not a text." in err
        assert (f"hint: Set --model {model}, and name a text." in err) == (command == ["keywords"])


def test_a_text_without_spaces_and_without_a_tokenizer(build):
    outcome, made = build("他吃葡萄，她吃香蕉。\n我们吃苹果。\n".encode(), "--vector-size", 4)
    assert (outcome.code, made) == (3, False)
    assert "If its words are not separated by spaces, set --tokenizer." in outcome.err


def test_a_segmentation_without_a_tokenizer(call):
    code, _, err = call("segment", "-", stdin="他吃葡萄\n")
    assert code == 2
    assert "Missing option '--tokenizer'" in err
    assert "jieba-dictionary, discover" in err
