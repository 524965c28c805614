"""Real processes: closed pipes, Ctrl-C, terminals, locales."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import numpy as np
import pytest

from nlpzero_cli.main import _needs_utf8_mode
from simpler_glove import Vocabulary, WordVectors

from .conftest import PROGRAM, environment

LONG = ["--vector-size", "64", "--min-count", "1", "--sweeps", "400", "--tolerance", "0"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    path = tmp_path_factory.mktemp("text") / "corpus.txt"
    chosen = np.random.default_rng(0).zipf(1.3, (3000, 20)).clip(max=3000)
    path.write_text("".join(" ".join(map(str, line)) + "\n" for line in chosen))
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A model whose answers fill more than a pipe."""
    words = [f"a-rather-long-word-{number}" for number in range(20_000)]
    path = tmp_path_factory.mktemp("model") / "large"
    matrix = np.random.default_rng(0).standard_normal((len(words), 4))
    WordVectors(Vocabulary(words), matrix).save(path)
    return path


@pytest.mark.parametrize("form", [[], ["--jsonl"], ["--json"]], ids=["text", "jsonl", "json"])
def test_a_closed_pipe_ends_quietly(start, large, form):
    child = start("most-similar", large, "a-rather-long-word-0", "--topn", 19_000, *form)
    assert child.stdout.read(10)
    child.stdout.close()
    assert child.stderr.read() == ""
    assert child.wait(60) == 0


def test_help_into_a_closed_pipe(start):
    child = start("--help")
    child.stdout.close()
    assert child.stderr.read() == ""
    assert child.wait(60) == 0


def wait_for(path, child) -> None:
    for _ in range(1200):
        if path.exists():
            return
        assert child.poll() is None, child.stderr.read()
        time.sleep(0.05)
    raise AssertionError(f"{path} did not appear")


def test_an_interrupted_build_resumes_and_gives_the_same_bytes(start, process, corpus, tmp_path):
    options = [corpus, *LONG]
    child = start("build-vectors", *options, "-o", tmp_path / "model", "--keep-stages")
    wait_for(tmp_path / "model.stages" / "counts.json", child)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out) == (130, "")
    assert "resumes" in err
    assert "Traceback" not in err
    assert not (tmp_path / "model").exists()
    options[-3] = "5"  # sweeps: the stages of the counts fit as well
    again = process("build-vectors", *options, "-o", tmp_path / "model", "-v")
    assert again.code == 0
    assert "resuming after the finished stage 'counts'" in again.err
    assert process("build-vectors", *options, "-o", tmp_path / "whole").code == 0
    for name in ("manifest.json", "vectors.safetensors"):
        one, other = (tmp_path / model / name for model in ("model", "whole"))
        assert one.read_bytes() == other.read_bytes()
    assert not (tmp_path / "model.stages").exists()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_ended_solve_leaves_nothing_behind(start, process, corpus, tmp_path, number, code):
    assert process("count", corpus, "-o", tmp_path / "counts", "--min-count", 1).code == 0
    options = [*LONG[:2], *LONG[4:]]
    child = start("solve", tmp_path / "counts", "-o", tmp_path / "model", *options)
    assert child.stderr.readline()  # the first stage is done
    child.send_signal(number)
    child.communicate(timeout=60)
    assert child.returncode == code
    assert [path.name for path in tmp_path.iterdir()] == ["counts"]


def test_hash_seed_does_not_change_a_byte(process, corpus, tmp_path):
    for seed in ("1", "2"):
        outcome = process("build-vectors", corpus, "-o", tmp_path / seed, "--vector-size", 4,
                          env={"PYTHONHASHSEED": seed})  # fmt: skip
        assert outcome.code == 0
    for name in ("manifest.json", "vectors.safetensors"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_text_comes_out_as_utf8_in_any_locale(process, tmp_path):
    (tmp_path / "v.txt").write_text("数学 1 2\n物理 1 3\n", encoding="utf-8")
    locale = {"LC_ALL": "en_US.ISO-8859-1", "PYTHONIOENCODING": "latin-1"}
    outcome = process("most-similar", tmp_path / "v.txt", "数学", env=locale)
    assert (outcome.code, outcome.out.split("\t")[0]) == (0, "物理")


LOCALES = {
    "ascii": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "posix": {"LANG": "POSIX", "LC_ALL": "", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "utf-8": {"LC_ALL": "C.UTF-8"},
}


@pytest.mark.parametrize("locale", LOCALES.values(), ids=LOCALES)
def test_arguments_are_utf8_in_any_locale(process, tmp_path, locale):
    """Words, names of files and of directories, and messages about them."""
    folder = tmp_path / "数据"
    folder.mkdir()
    (folder / "向量.txt").write_text("数学 1 2\n物理 1 3\n", encoding="utf-8")
    outcome = process("most-similar", folder / "向量.txt", "数学", "-q", env=locale)
    assert (outcome.code, outcome.out.split("\t")[0], outcome.err) == (0, "物理", "")
    outcome = process("most-similar", folder / "向量.txt", "化学", "--json", env=locale)
    assert outcome.code == 4
    assert "化学" in outcome.err
    assert process("convert", folder / "向量.txt", folder / "模型", env=locale).code == 0
    assert (folder / "模型" / "manifest.json").exists()


@pytest.mark.parametrize(
    ("encoding", "arguments", "needed"),
    [
        ("utf-8", ["数学"], False),
        ("utf-8", ["\udcca"], False),
        ("ascii", ["\udce6\udc95\udcb0"], True),  # 数 in UTF-8
        ("ascii", ["plain"], True),  # the text contains other words than the arguments
        ("iso8859-1", ["æ\x95°"], True),  # 数 in UTF-8
        ("iso8859-1", ["café"], False),
        ("gbk", ["数学"], False),  # decoded by Python
        ("gbk", ["plain"], False),
    ],
)
def test_utf8_mode_is_needed_if_the_locale_is_not_that_of_the_arguments(
    encoding, arguments, needed
):
    assert _needs_utf8_mode(encoding, ["nlpzero", *arguments]) is needed


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams(large, closed):
    command = [*PROGRAM, "most-similar", str(large), "a-rather-long-word-0", "--topn", "1"]
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh"]
    done = subprocess.run([*shell, *command], env=environment(), capture_output=True, timeout=60)
    assert done.returncode == 0
    assert done.stderr == b""
    assert bool(done.stdout) is (">&-" not in closed.replace("2>&-", ""))


def test_piped_queries_are_answered_at_once(large):
    """A program that talks to this one over pipes gets each answer before it asks on."""
    child = subprocess.Popen(
        [*PROGRAM, "most-similar", str(large), "--topn", "1"],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    for number in (5, 6):
        child.stdin.write(f"a-rather-long-word-{number}\n")
        child.stdin.flush()
        assert child.stdout.readline().startswith(f"a-rather-long-word-{number}\t")
    child.stdin.close()
    assert child.wait(60) == 0
    child.stdout.close()


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs pseudo-terminals")
def test_queries_on_a_real_terminal(large):
    leader, follower = os.openpty()
    child = subprocess.Popen(
        [*PROGRAM, "most-similar", str(large), "--topn", "1"],
        env=environment(),
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(follower)
    os.write(leader, b"a-rather-long-word-7\n\x04")
    out, err = child.communicate(timeout=60)
    os.close(leader)
    assert child.returncode == 0
    assert len(out.splitlines()) == 1
    assert err.count("> ") == 2
