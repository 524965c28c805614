"""--dry-run writes nothing, and its estimates are close to what the command then uses."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
# ru_maxrss would begin with the peak of the process that started this one, VmHWM does not.
RUN = """
import re, sys, conftest
from pathlib import Path
from nlpzero_cli.main import main
try: main()
finally:
    status = Path("/proc/self/status").read_text()
    print(*re.findall(r"VmHWM:\\s*(\\d+)", status), file=sys.stderr)
"""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the system does not report memory"),
]


def start(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", RUN, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)


def estimate(*arguments: object) -> dict:
    done = start(*arguments, "--dry-run", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def words(tmp_path_factory) -> Path:
    """Two megabytes of words with frequencies as in Zipf's law."""
    path = tmp_path_factory.mktemp("text") / "words"
    chance = np.random.default_rng(0)
    ranks = chance.zipf(1.2, 400_000).clip(max=10**6)
    lines = (" ".join(map("w{:x}".format, ranks[i : i + 100])) for i in range(0, ranks.size, 100))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def letters(tmp_path_factory) -> Path:
    """Phrases of ideographs."""
    path = tmp_path_factory.mktemp("text") / "letters"
    chance = np.random.default_rng(0)
    letters = np.array([chr(0x4E00 + i) for i in range(2000)])
    phrases = ["".join(chance.choice(letters, 4)) for _ in range(9000)]
    lines = ("".join(chance.choice(phrases, 12)) + "。" for _ in range(6000))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def store(words, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("counts") / "store"
    assert start("count", words, "-o", path).returncode == 0
    return path


@pytest.mark.parametrize(
    "command",
    ["count WORDS --memory 400M", "merge STORE STORE", "solve STORE --vector-size 50",
     "build-vectors LETTERS --tokenizer chars --vector-size 50 --keep-stages", "discover LETTERS",
     "build-vectors LETTERS --tokenizer discover --vector-size 20 --keep-stages"],
)  # fmt: skip
def test_memory_and_disk_space_are_close_to_what_is_used(command, words, letters, store, tmp_path):
    paths = {"WORDS": words, "LETTERS": letters, "STORE": store}
    arguments = [paths.get(word, word) for word in command.split()]
    output = tmp_path / "output" / "result"
    output.parent.mkdir()
    arguments += ["--threads", 2]  # each thread has arrays of its own
    expected = estimate(*arguments, "-o", output)
    assert list(output.parent.iterdir()) == []
    assert start(*arguments, "-o", tmp_path / "compiled").returncode == 0  # needs memory as well
    done = start(*arguments, "-o", output)
    assert done.returncode == 0, done.stderr
    peak = 1024 * int(done.stderr.splitlines()[-1])
    assert expected["memory_bytes"] == pytest.approx(peak, rel=0.2)
    if "--keep-stages" in command or command.startswith(("merge", "solve")):
        assert expected["disk_bytes"] == pytest.approx(size(output.parent), rel=0.2)
    assert expected["seconds"] > 0


@pytest.mark.parametrize(
    ("command", "stages"),
    [("count WORDS", "reading counting saving"), ("merge STORE STORE", "reading merging saving"),
     ("solve STORE --sweeps 1", "reading solving saving"),
     ("build-vectors LETTERS --tokenizer chars --sweeps 1", "reading counting solving saving")],
)  # fmt: skip
def test_every_stage_takes_time(call, command, stages, words, letters, store, tmp_path):
    paths = {"WORDS": str(words), "LETTERS": str(letters), "STORE": str(store)}
    arguments = [paths.get(word, word) for word in command.split()]
    status, output, _ = call(*arguments, "-o", str(tmp_path / "result"), "--dry-run", "--json")
    assert status == 0
    found = json.loads(output)
    seconds = {name: found[f"seconds_{name}"] for name in stages.split()}
    assert min(seconds.values()) > 0
    assert {name for name in found if name.startswith("seconds_")} == {
        "seconds_starting", *(f"seconds_{name}" for name in seconds)
    }  # fmt: skip
    total = sum(seconds.values()) + found["seconds_starting"]
    assert found["seconds"] == pytest.approx(total, rel=0.1)


def test_words_that_are_rare_in_each_store_are_merged(store, tmp_path):
    expected = estimate("merge", store, store, "-o", tmp_path / "both")
    done = start("merge", store, store, "-o", tmp_path / "both", "--json")
    found = json.loads(done.stdout)
    assert expected["words"] == found["words"]
    assert expected["pairs"] == pytest.approx(found["pairs"], rel=0.01)
    assert found["words"] > estimate("solve", store, "-o", tmp_path / "model")["words"]
    assert expected["disk_bytes"] == pytest.approx(size(tmp_path / "both"), rel=0.05)


@pytest.mark.parametrize("command", ["count WORDS", "solve STORE"])
def test_the_budget_is_refused_as_in_the_real_run(command, words, store, tmp_path):
    paths = {"WORDS": words, "STORE": store}
    arguments = [paths.get(word, word) for word in command.split()]
    for more in ([], ["--dry-run"]):
        done = start(*arguments, "-o", tmp_path / "result", "--memory", "90M", *more)
        assert done.returncode == 5
        assert re.search(r"Set at least --memory \d+M", done.stderr)


@pytest.fixture(scope="module")
def model(store, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("model") / "model"
    assert start("solve", store, "-o", path, "--vector-size", "20", "--sweeps", "2").returncode == 0
    return path


@pytest.mark.parametrize(
    "command",
    ["segment LETTERS --tokenizer LEXICON -o", "convert MODEL", "convert MODEL --dtype int8",
     "convert STORE", "merge WORDS_ONLY WORDS_ONLY -o", "discover LETTERS -o"],
)  # fmt: skip
def test_disk_space_of_other_commands(call, command, words, letters, store, model, tmp_path):
    lexicon, words_only, output = tmp_path / "lexicon", tmp_path / "words", tmp_path / "result"
    lexicon.write_text("".join(f"{chr(0x4E00 + i)}{chr(0x4E01 + i)} 3\n" for i in range(0, 999, 2)))
    if "WORDS_ONLY" in command:
        assert call("count", words, "--words-only", "-o", words_only)[0] == 0
    paths = {"WORDS_ONLY": words_only, "LETTERS": letters, "STORE": store, "MODEL": model,
             "LEXICON": lexicon}  # fmt: skip
    name, *rest = [paths.get(word, word) for word in command.split()]
    arguments = [name, rest[0], output, *rest[1:]] if name == "convert" else [name, *rest, output]
    code, shown, messages = call(*arguments, "--dry-run")
    assert code == 0, messages
    assert not output.exists()
    seconds = float(re.search(r"^seconds +([\d.]+)", shown, re.MULTILINE)[1])
    assert call(*arguments)[0] == 0
    written = size(output) if output.is_dir() else output.stat().st_size
    assert seconds > 0 and disk_bytes(shown) == pytest.approx(written, rel=0.2)


def disk_bytes(shown: str) -> float:
    """Return the disk space of an estimate that is printed, such as 1.5 MB."""
    number, unit = re.search(r"^disk +([\d.,]+) (\w+)", shown, re.MULTILINE).groups()
    return float(number.replace(",", "")) * {"bytes": 1, "kB": 1e3, "KB": 1e3, "MB": 1e6}[unit]


def test_keywords_and_word2vec_write_nothing(call, words, store, model, tmp_path):
    for arguments in (
        ["keywords", words, "--model", model, "--tokenizer", "whitespace", "--json"],
        ["solve", store, "-o", tmp_path / "new", "--model", "word2vec", "--json"],
    ):
        code, shown, messages = call(*arguments, "--dry-run")
        assert code == 0, messages
        found = json.loads(shown)
        assert found["seconds"] > 0 and found["memory_bytes"] > 50e6
    assert list(tmp_path.iterdir()) == []
