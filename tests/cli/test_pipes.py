"""Streams: every input may be a pipe or "-", and files may go to standard output."""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
import subprocess
import sys
import threading

import numpy as np
import pytest

from nlpzero_cli.main import run
from simpler_glove import formats, load_vectors
from simpler_glove.errors import FormatError, InputError
from simpler_glove.textio.reopenable import reopenable

from .conftest import PROGRAM, environment

VECTORS = "3 2\ncat 1 2\ndog 1 3\nowl -2 1\n"


@pytest.fixture
def pipe(tmp_path):
    """Return the path of a named pipe that gives `content` once."""
    threads = []

    def pipe(content: bytes | str, name: str = "pipe"):
        path = tmp_path / name
        os.mkfifo(path)
        data = content if isinstance(content, bytes) else content.encode()
        thread = threading.Thread(target=path.write_bytes, args=(data,))
        thread.start()
        threads.append(thread)
        return path

    yield pipe
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive(), "the pipe was not read to its end"


@pytest.fixture
def give(monkeypatch, capsys):
    """Run a command line with bytes on standard input."""

    def give(data: bytes, *arguments: object):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))
        code = run([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return give


def test_vectors_from_a_named_pipe(pipe):
    found = load_vectors(pipe(VECTORS))
    assert found.index_to_key == ("cat", "dog", "owl")
    assert found["owl"].tolist() == [-2, 1]


def test_every_format_of_one_file_from_a_pipe(pipe, model, call, tmp_path):
    names = ["word2vec-text", "glove-text", "word2vec-binary"]
    expected = load_vectors(model, limit=5).most_similar("king", topn=9)
    for name in [*names, "word2vec-text.gz"]:
        target = tmp_path / f"file-{name}"
        format = name.removesuffix(".gz")
        assert call("convert", model, target, "--format", format, "--limit", 5).code == 0
        found = load_vectors(pipe(target.read_bytes(), f"pipe-{name}"))
        assert found.most_similar("king", topn=9) == expected


def test_streams_of_parquet_are_recognized_by_their_first_bytes(pipe, monkeypatch, tmp_path):
    (tmp_path / "-").write_text("another file")
    monkeypatch.chdir(tmp_path)
    data = b"PAR1\x15\x04" + bytes(300_000) + b"PAR1"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))
    assert formats.detect("-") == "parquet"
    assert formats.detect(pipe(data)) == "parquet"


def test_pairs_of_files_are_refused_with_the_name_of_the_pipe(pipe):
    array = io.BytesIO()
    np.save(array, np.ones((2, 2), np.float32))
    path = pipe(array.getvalue())
    with pytest.raises(FormatError, match="its words are missing") as caught:
        load_vectors(path)
    assert caught.value.path == str(path)


def test_an_endless_stream_of_no_known_format_is_refused_at_once(tmp_path):
    reading, writing = os.pipe()
    with os.fdopen(reading) as end:

        def fill() -> None:
            with os.fdopen(writing, "wb") as other:
                try:
                    while True:
                        other.write(b"\0" * 65536)
                except BrokenPipeError:
                    pass

        thread = threading.Thread(target=fill)
        thread.start()
        with pytest.raises(FormatError, match="not a known format"):
            load_vectors(f"/dev/fd/{end.fileno()}")
    thread.join(10)
    assert not thread.is_alive()


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_devices_are_refused(device, call):
    with pytest.raises(InputError, match="a device"):
        load_vectors(device)
    for line in (["info", device], ["most-similar", device, "cat"], ["convert", device, "-"]):
        code, out, err = call(*line)
        assert (code, out) == (3, "") and "a device" in err


def test_the_size_of_a_stream_is_not_known(pipe, give):
    assert formats.describe(pipe(VECTORS))["bytes"] is None
    code, out, err = give(VECTORS.encode(), "info", "-", "--json")
    assert (code, json.loads(out)["bytes"], json.loads(out)["words"]) == (0, None, 3), err


def test_errors_of_the_system_name_the_stream(pipe):
    path = pipe(VECTORS)
    with pytest.raises(PermissionError) as caught, reopenable(path) as copy:
        raise PermissionError(errno.EACCES, "Permission denied", str(copy))
    assert caught.value.filename == str(path)
    with pytest.raises(OSError) as caught, reopenable("vectors.txt"):
        raise OSError(errno.EIO, "Input/output error", 3)
    assert caught.value.filename == 3


COMMANDS = {
    "most-similar": (["most-similar", "{}", "cat", "--topn", 1], "dog\t"),
    "analogy": (["analogy", "{}", "cat", "dog", "cat"], "\t"),
    "info": (["info", "{}"], "word2vec-text"),
    "convert": (["convert", "{}", "-"], "cat 1.0 2.0"),
    "explain": (["explain", "similarity", "{}", "cat", "dog"], "cat"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_vectors_from_pipes(name, pipe, call, give):
    line, expected = COMMANDS[name]
    for source in (pipe(VECTORS), "-"):
        arguments = [str(source) if argument == "{}" else argument for argument in line]
        code, out, err = give(VECTORS.encode(), *arguments)
        assert code == 0, err
        assert expected in out


def test_compressed_vectors_on_standard_input(give):
    code, out, _ = give(gzip.compress(VECTORS.encode()), "most-similar", "-", "cat", "--topn", 1)
    assert code == 0 and out.startswith("dog\t")


def test_lexicon_from_pipes(pipe, give, raw):
    words = "葡萄 30\n香蕉 20\n水果 10\n".encode()
    for source in (pipe(words), "-"):
        code, out, err = give(words, "segment", raw, "--tokenizer", source)
        assert code == 0, err
        assert out.startswith("葡萄 很 甜")
    for source in (pipe(words, "other"), "-"):
        code, out, err = give(words, "info", source)
        assert code == 0 and "word-count" in out, err


def test_text_that_is_read_twice_may_be_a_pipe(pipe, give, raw):
    content = raw.read_bytes()
    expected = give(b"", "segment", raw, "--tokenizer", "discover")
    assert expected[0] == 0
    for source in (pipe(content), "-"):
        assert give(content, "segment", source, "--tokenizer", "discover")[:2] == expected[:2]


def test_questions_and_pairs_from_pipes(pipe, give, model):
    pairs = b"king queen 9\nman woman 8\nking man 2\n"
    for source in (pipe(pairs), "-"):
        code, out, err = give(pairs, "evaluate", "vectors", model, "--pairs", source)
        assert code == 0 and "\tspearman\t" in out, err
    questions = b": family\nman king woman queen\n"
    for source in (pipe(questions, "questions"), "-"):
        code, out, err = give(questions, "evaluate", "vectors", model, "--analogies", source)
        assert code == 0 and "\taccuracy\t1.000" in out, err


def test_gold_standard_from_a_pipe(pipe, give, lexicon):
    gold = "研究 生命\n起源 的 研究\n".encode()
    line = ["evaluate", "segmentation", "{}", "--tokenizer", lexicon]
    for source in (pipe(gold), "-"):
        code, out, err = give(gold, *[source if part == "{}" else part for part in line])
        assert code == 0 and "\tf1\t1.0000" in out, err


@pytest.mark.parametrize("format", ["word2vec-text", "glove-text", "word2vec-binary"])
def test_vectors_to_standard_output(format, process, model, tmp_path):
    target = tmp_path / "out"
    options = ["--format", format, "--limit", "5"]
    assert process("convert", model, target, *options).code == 0
    with (tmp_path / "piped").open("wb") as file:
        line = [*PROGRAM, "convert", str(model), "-", *options]
        done = subprocess.run(line, stdout=file, stderr=subprocess.PIPE, env=environment())
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "piped").read_bytes() == target.read_bytes()


def test_word2vec_text_is_the_default_on_standard_output(call, model, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, _ = call("convert", model, "-", "--limit", 1)
    assert (code, out) == (0, "1 3\nking 1.0 3.0 0.1\n")
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize("format", ["native", "npy", "tsv"])
def test_directories_do_not_go_to_standard_output(call, model, format, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = call("convert", model, "-", "--format", format)
    assert (code, out) == (2, "") and "standard output" in err
    assert not (tmp_path / "-").exists()


def test_lexicon_and_segmentation_to_standard_output(call, raw, lexicon, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for line in (["discover", raw], ["segment", raw, "--tokenizer", lexicon]):
        assert call(*line, "-o", "-")[:2] == call(*line)[:2]
    assert not (tmp_path / "-").exists()


def test_on_error_of_the_command_line(call, tmp_path):
    path = tmp_path / "bad.vec"
    path.write_text("9 2\ncat 1 2\ndog 1 3\ncat 5 6\nowl x 1\n")
    code, _, err = call("most-similar", path, "cat")
    assert code == 3 and "hint: Set --on-error" in err
    code, out, err = call("most-similar", path, "cat", "--on-error", "skip")
    assert code == 0 and out.startswith("dog\t")
    assert err.count("1 repeated word") == 1 and "1 invalid row" in err


def test_reports_about_a_pipe_do_not_name_its_copy(give):
    data = b"cat 1 2\ndog 1 3\ncat 5 6\n"
    code, out, err = give(data, "most-similar", "-", "cat", "--on-error", "first")
    assert code == 0 and out.startswith("dog\t")
    assert "1 repeated word" in err and "lines 1 and 3" in err and "nlpzero-" not in err


def test_text_with_cr_alone_at_line_ends(call, model, raw, lexicon, tmp_path):
    """Text of the classic Mac OS: every command finds the lines of the same text with LF."""

    def both(*line: object) -> None:
        results = []
        for end in ("\n", "\r"):
            for name, content in FILES.items():
                (tmp_path / name).write_bytes(content.replace("\n", end).encode())
            results.append(call(*line))
        assert results[0].code == 0, results[0].err
        assert results[1][:2] == results[0][:2]

    names = {name: tmp_path / name for name in FILES}
    FILES["text.txt"] = raw.read_text(encoding="utf-8")
    names["text.txt"] = tmp_path / "text.txt"
    both("segment", names["text.txt"], "--tokenizer", lexicon)
    both("segment", names["text.txt"], "--tokenizer", lexicon, "--jsonl")
    both("discover", names["text.txt"])
    both("segment", raw, "--tokenizer", names["words.txt"])
    both("segment", raw, "--tokenizer", lexicon, "--user-dict", names["words.txt"])
    both("most-similar", names["vectors.txt"], "cat")
    both("most-similar", model, "king", "--restrict-to", f"@{names['list.txt']}")
    both("evaluate", "vectors", model, "--pairs", names["pairs.txt"])
    both("evaluate", "vectors", model, "--analogies", names["questions.txt"])
    both("info", names["vectors.txt"])


FILES = {
    "words.txt": "葡萄 30\n香蕉 20\n很甜 10\n",
    "vectors.txt": VECTORS,
    "list.txt": "queen\nman\n",
    "pairs.txt": "king queen 9\nman woman 8\nking man 2\n",
    "questions.txt": ": family\nman king woman queen\n",
}
