"""Terminals, line ends, file names and home directories that differ from the usual ones."""

from __future__ import annotations

import os
import sys

import pytest

from .conftest import CHINESE, every_command

ENGLISH = "the cat purrs\nthe kitten purrs\nthe dog barks\nthe puppy barks\n" * 3
posix = pytest.mark.skipif(sys.platform == "win32", reason="names of files of POSIX")


def help_lines(call, monkeypatch, name, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    code, out, err = call(*name.split(), "--help")
    assert (code, err) == (0, "")
    return out.splitlines()


@pytest.mark.parametrize("name", ["", *(name for name, _ in every_command())])
def test_help_fits_a_narrow_terminal(call, monkeypatch, name):
    """Only examples and names of options are longer; they are not wrapped."""
    as_written = {line.strip() for line in help_lines(call, monkeypatch, name, 100)}
    for line in help_lines(call, monkeypatch, name, 40):
        kept = line.strip() in as_written or line.strip().startswith("-")
        assert len(line) < 40 or kept, line


def test_help_of_the_width_of_a_word(call, monkeypatch):
    assert "--output" in "".join(help_lines(call, monkeypatch, "solve", 1))


FILES = {
    "english.txt": ENGLISH,
    "chinese.txt": CHINESE * 5,
    "lexicon.txt": "葡萄 9\n香蕉 8\n水果 5\n",
    "user.txt": "好吃 5\n",
    "stop.txt": "the\n",
    "gold.txt": "葡萄 很 甜\n香蕉 很 甜\n",
    "analogies.txt": ": pets\ncat kitten dog puppy\n",
    "pairs.tsv": "cat\tdog\t5\ncat\tbarks\t1\nkitten\tpurrs\t2\n",
    "vectors.txt": "7 2\nthe 1 2\ncat 2 1\nkitten 2 2\ndog 1 1\npuppy 1 3\npurrs 4 1\nbarks 3 1\n",
    "words.txt": "dog\npuppy\n",
    "templates.tsv": "id\tcount\tgain\ttemplate\tslots\texample\n",
}
LINES = """
count english.txt -o counts --min-count 1
build-vectors english.txt -o model --min-count 1 --vector-size 2 --sweeps 1
discover chinese.txt --min-count 2 --all-lines
segment chinese.txt --tokenizer lexicon.txt --user-dict user.txt
explain segmentation lexicon.txt 葡萄香蕉
evaluate segmentation gold.txt --tokenizer lexicon.txt
evaluate vectors vectors.txt --analogies analogies.txt --pairs pairs.tsv
most-similar vectors.txt cat --restrict-to @words.txt
similar-texts vectors.txt cat english.txt
keywords english.txt --model model --stop-words stop.txt
templates english.txt --min-values 2
parse english.txt --min-count 2 --min-pmi 0 --bracket
""".strip().splitlines()


def outputs(call, monkeypatch, folder, line_end):
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_bytes(text.replace("\n", line_end).encode())
    monkeypatch.chdir(folder)
    found = {}
    for line in LINES:
        code, out, err = call(*line.split(), "-q")
        assert (code, err) == (0, ""), line
        found[line] = out
    return found


@pytest.mark.slow
def test_line_ends_of_windows_change_no_result(call, monkeypatch, tmp_path):
    unix = outputs(call, monkeypatch, tmp_path / "unix", "\n")
    windows = outputs(call, monkeypatch, tmp_path / "windows", "\r\n")
    cut = "segment chinese.txt --tokenizer lexicon.txt --user-dict user.txt"
    windows[cut] = windows[cut].replace("\r\n", "\n")  # segmentation is lossless
    assert windows == unix


@posix
def test_names_with_backslashes(call, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    os.mkdir("a\\b")
    with open("a\\b/c\\d[1].txt", "w") as file:
        file.write(ENGLISH)
    for line in (
        r"count a\b/c\d[1].txt -o out\counts --min-count 1",
        r"count a\b -o out\all --min-count 1",
        r"solve out\counts -o out\model --vector-size 2",
        r"most-similar out\model cat",
        r"info out\model",
    ):
        code, _, err = call(*line.split(), "-q")
        assert (code, err) == (0, ""), line
    code, _, err = call("info", "no\\such")
    assert code == 3 and "no\\such" in err


# Nobody, not even root, can create these directories.
HOMES = {
    "missing": {"HOME": "/dev/null/home"},
    "empty": {"HOME": ""},
    "a file": {"HOME": "/dev/null"},
    "without caches": {"XDG_CACHE_HOME": "/dev/null/a", "XDG_CONFIG_HOME": "/dev/null/b"},
}


@pytest.mark.parametrize("home", HOMES.values(), ids=HOMES)
def test_without_a_home_directory(process, tmp_path, home):
    pytest.importorskip("jieba")
    pytest.importorskip("matplotlib")
    (tmp_path / "chinese.txt").write_text(CHINESE * 5, encoding="utf-8")
    for line in (
        "discover chinese.txt --min-count 2 --all-lines -q",
        "segment chinese.txt --tokenizer jieba-dictionary -q",
        "count chinese.txt -o counts --tokenizer jieba -q",
        "plot growth chinese.txt -o growth.svg --tokenizer chars -q",
    ):
        outcome = process(*line.split(), cwd=tmp_path, env=home)
        # Matplotlib states that it caches fonts elsewhere.
        messages = [text for text in outcome.err.splitlines() if "atplotlib" not in text]
        assert (outcome.code, messages) == (0, []), line


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"NO_COLOR": "1"}, {"TERM": ""}])
def test_no_escape_codes(process, tmp_path, variables):
    (tmp_path / "english.txt").write_text(ENGLISH)
    outcome = process("count", "english.txt", "-o", "counts", "--min-count", 1,
                      cwd=tmp_path, env=variables)  # fmt: skip
    assert outcome.code == 0
    assert not {"\x1b", "\r"} & set(outcome.out + outcome.err)
    assert "\x1b" not in process("count", "--help", env=variables).out
