"""--buffer-limit: endless and oversized input is refused by every command, naming the option."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pytest

from nlpzero_cli.main import program
from simpler_glove import buffer_limit

LIMIT = ("--buffer-limit", "1M")
devices = pytest.mark.skipif(sys.platform != "linux", reason="no /dev/zero")


@pytest.fixture
def word(tmp_path):
    """A word of nine megabytes in a file, and compressed; blocks of text are smaller."""
    content = b"a b\n" + b"x" * (9 << 20) + b"\n"
    (tmp_path / "word.txt").write_bytes(content)
    (tmp_path / "word.gz").write_bytes(gzip.compress(content, 1))
    return tmp_path / "word.txt", tmp_path / "word.gz"


def commands(text, folder, lexicon, model):
    yield "count", text, "-o", folder / "out"
    yield "build-vectors", text, "-o", folder / "out", "--tokenizer", lexicon
    yield "discover", text, "-o", folder / "out"
    yield "segment", text, "--tokenizer", lexicon, "-o", folder / "out"
    yield "segment", text, "--tokenizer", lexicon, "--jsonl", "-o", folder / "out"
    yield "keywords", text, "--model", model
    yield "similar-texts", model, "king", text
    yield "info", text
    yield "most-similar", model, "king", "--restrict-to", f"@{text}"
    yield "keywords", lexicon, "--model", model, "--stop-words", text
    yield "count", lexicon, "-o", folder / "out", "--vocabulary", text
    yield "evaluate", "vectors", model, "--pairs", text
    yield "segment", lexicon, "--tokenizer", text
    yield "segment", lexicon, "--tokenizer", lexicon, "--user-dict", text


NUMBER = len(list(commands("", Path(), "", "")))


@devices
@pytest.mark.parametrize("number", range(NUMBER))
@pytest.mark.slow
def test_nothing_but_nul_bytes_without_end(call, tmp_path, lexicon, model, number):
    command = list(commands("/dev/zero", tmp_path, lexicon, model))[number]
    code, out, err = call(*command, *LIMIT)
    assert (code, out) == (3, ""), err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("packed", [0, 1])
@pytest.mark.parametrize("number", range(NUMBER))
def test_a_word_that_is_too_long(call, tmp_path, lexicon, model, word, number, packed):
    command = list(commands(word[packed], tmp_path, lexicon, model))[number]
    code, out, err = call(*command, *LIMIT)
    assert (code, out) == (5, ""), err
    assert "Raise --buffer-limit" in err and str(word[packed]) in err
    assert not (tmp_path / "out").exists()


def test_texts_that_are_too_long_together_are_all_named(call, tmp_path, model):
    for name in ("first", "second"):
        (tmp_path / name).write_text("king\n" * 150_000)  # 750 kB, so the limit is in the second
    code, _, err = call("similar-texts", model, "king", tmp_path / "first", tmp_path / "second",
                        *LIMIT)  # fmt: skip
    assert code == 5
    assert f"{tmp_path / 'first'} {tmp_path / 'second'}: the text has more than" in err


def test_the_advice_helps(call, tmp_path, word):
    target = tmp_path / "out"
    assert call("count", word[0], "-o", target, "--min-count", 1, "--buffer-limit", "16M").code == 0
    assert buffer_limit() == 64 << 20, "the limit of the process is as before"


def test_a_limit_of_zero(call, tmp_path):
    code, _, err = call("info", tmp_path, "--buffer-limit", 0)
    assert code == 2 and "--buffer-limit" in err


def test_every_command_has_the_option():
    for name in program.list_commands(None):
        command = program.get_command(None, name)
        for each in getattr(command, "commands", {name: command}).values():
            assert "--buffer-limit" in {opt for param in each.params for opt in param.opts}, name
