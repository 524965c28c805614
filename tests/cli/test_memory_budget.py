"""--memory limits the resident memory of the whole process, or is refused with the minimum."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simpler_glove import count_cooccurrences, encode_corpus

ROOT = Path(__file__).parents[2]
# ru_maxrss would begin with the peak of the process that started this one, VmHWM does not.
# A kernel that no sample loads would be compiled in the process, in memory that nobody expects.
RUN = """
import gc, re, sys, conftest
from pathlib import Path
from numba.core.dispatcher import Dispatcher
from nlpzero_cli.main import main
from simpler_glove import compilation

def kernels():
    found = (each for each in gc.get_objects() if isinstance(each, Dispatcher))
    return {f"{each.py_func.__name__}{types}" for each in found for types in each.overloads}

def load(*arguments, **options):
    load_kernels(*arguments, **options)
    loaded.update(kernels())

loaded, load_kernels = set(), compilation.load_kernels
compilation.load_kernels = load
try: main()
finally:
    late = kernels() - loaded if loaded else set()
    status = Path("/proc/self/status").read_text()
    print("", *sorted(late), sep="\\nLATE ", file=sys.stderr)
    print(*re.findall(r"VmHWM:\\s*(\\d+)", status), file=sys.stderr)
"""
MIB = 1 << 20
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the system does not report memory"),
]


def peak(*arguments: object, memory: str) -> tuple[int, str, int]:
    """Exit code, messages, and the most bytes that the process took."""
    command = [sys.executable, "-c", RUN, *map(str, arguments), "--memory", memory]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    *messages, kib = done.stderr.splitlines()
    assert [line for line in messages if line.startswith("LATE ")] == []
    return done.returncode, " ".join(messages), 1024 * int(kib)


def check_minimum(*arguments: object, refusals: int = 1) -> None:
    """Check that the minimum in the refusal of a small budget suffices and is kept.

    Later stages can refuse it again if their input is known only then.
    """
    memory = "100M"
    for _ in range(refusals + 1):
        code, messages, most = peak(*arguments, memory=memory)
        if code == 0:
            break
        assert code == 5, messages
        minimum = re.search(r"Set at least --memory (\d+M)", messages)[1]
        assert int(minimum[:-1]) > int(memory[:-1])
        memory = minimum
    assert code == 0 and memory != "100M", messages
    assert most <= int(memory[:-1]) * MIB


@pytest.fixture(scope="module")
def english(tmp_path_factory) -> Path:
    """Two megabytes of words with frequencies as in Zipf's law."""
    path = tmp_path_factory.mktemp("text") / "english"
    chance = np.random.default_rng(0)
    words = np.array([f"w{i:x}" for i in range(40_000)])
    shares = 1 / np.arange(1, words.size + 1)
    drawn = chance.choice(words, 400_000, p=shares / shares.sum())
    lines = (" ".join(drawn[start : start + 100]) for start in range(0, drawn.size, 100))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def chinese(tmp_path_factory) -> Path:
    """A million letters with far more n-grams than fit."""
    path = tmp_path_factory.mktemp("text") / "chinese"
    chance = np.random.default_rng(0)
    letters = np.array([chr(0x4E00 + i) for i in range(400)])
    phrases = ["".join(chance.choice(letters, 12)) for _ in range(30_000)]
    lines = ("".join(chance.choice(phrases, 6)) + "。" for _ in range(14_000))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def store(english, tmp_path_factory) -> Path:
    """Counts of the English text."""
    path = tmp_path_factory.mktemp("counts") / "store"
    count_cooccurrences(encode_corpus(english), output=path)
    return path


def test_counting(english, store, tmp_path):
    check_minimum("count", english, "-o", tmp_path / "store")
    for name in ("counts.npy", "indices.npy", "indptr.npy"):
        assert (tmp_path / "store" / name).read_bytes() == (store / name).read_bytes()


def test_merging(store, tmp_path):
    check_minimum("merge", store, store, "-o", tmp_path / "store")


def test_solving(store, tmp_path):
    check_minimum("solve", store, "-o", tmp_path / "model", "--vector-size", "50")


def test_solving_counts_of_one_direction(english, tmp_path):
    corpus = encode_corpus(english)
    count_cooccurrences(corpus, direction="right", window=4, output=tmp_path / "store")
    arguments = ["-o", tmp_path / "model", "--vector-size", "50"]
    check_minimum("solve", tmp_path / "store", *arguments, refusals=2)


def test_building(english, tmp_path):
    check_minimum("build-vectors", english, "-o", tmp_path / "model", "--vector-size", "50")


def test_building_of_words_that_are_discovered(chinese, tmp_path):
    arguments = ["-o", tmp_path / "model", "--tokenizer", "discover", "--vector-size", "50"]
    check_minimum("build-vectors", chinese, *arguments, refusals=2)


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> Path:
    """Lines of a few patterns with many values, and lines of which each is different."""
    path = tmp_path_factory.mktemp("text") / "log"
    chance = np.random.default_rng(0)
    names = ["".join(letters) for letters in chance.choice(list("abcdefgh"), (60_000, 6))]
    lines = (
        f"user {name} of {names[-number]} logged in after {number} s with code {number % 9}"
        if number % 3
        else f"what {name} knows about {names[-number]} is told as {name[::-1]} and not here"
        for number, name in enumerate(names)
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_templates_of_lines(log, tmp_path):
    check_minimum("templates", log, "-o", tmp_path / "table", refusals=2)
    free, kept = (
        peak("templates", log, "-o", tmp_path / f"table{memory}", memory=memory)
        for memory in ("1T", "1G")
    )
    assert free[0] == kept[0] == 0
    tables = {path.read_bytes() for path in tmp_path.iterdir()}
    assert len(tables) == 1


def test_assignment(log, tmp_path):
    table = tmp_path / "table"
    table.write_text("id\ttemplate\n1\tuser <*> of <*> logged in after <*> s with code <*>\n")
    check_minimum("templates", log, "--templates", table, "--assign", "-o", tmp_path / "rows")


@pytest.mark.parametrize("text", ["log", "english"])
def test_templates_of_sentences(request, tmp_path, text):
    source, table = request.getfixturevalue(text), tmp_path / "table"
    options = ["--bracket", "-o", tmp_path / "trees", "--force"]
    check_minimum("parse", source, *options, "--save-templates", table, refusals=2)
    first = table.read_bytes()
    assert peak("parse", source, *options, "--save-templates", table, memory="1T")[0] == 0
    assert table.read_bytes() == first


def test_discovery_keeps_to_the_budget(chinese):
    code, messages, _ = peak("discover", chinese, "--topn", "9", memory="1")
    assert code == 5
    program = int(re.search(r"program itself takes ([\d,]+)", messages)[1].replace(",", ""))
    budget = (program >> 20) + 48
    code, messages, most = peak("discover", chinese, "--topn", "9", memory=f"{budget}M")
    assert code == 0
    assert "Memory limit reached: only n-grams with count >=" in messages
    assert "The text has only" not in messages
    assert most <= budget * MIB
    assert peak("discover", chinese, "--topn", "9", memory="1T")[2] > program + 96 * MIB
