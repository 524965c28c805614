"""Values of options: all of them are checked before any input is read."""

from __future__ import annotations

import click
import pytest

from nlpzero_cli.option_types import COUNT, Count, Encoding, Memory, Number, TokenizerName
from simpler_glove.tokenizer_registry import register_tokenizer

from .conftest import every_command

COMMANDS = dict(every_command())
HUGE = str(10**30)
WRONG = {
    Count: ["0", "-1", "1.5", "nan", "x", "", HUGE, "9" * 5000],
    Number: ["nan", "inf", "-inf", "x", "", "1e400"],
    Memory: ["0", "-1", "4X", "x", "", "nan", "9" * 400 + "T"],
    Encoding: ["utf8mb4", "zlib", "", "utf-8\0", "base64", "x" * 99],
    TokenizerName: ["jeiba", "", "no/such/file"],
    click.Path: ["no/such/folder"],
}


def wrong_values():
    for name, command in COMMANDS.items():
        for param in command.params:
            if isinstance(param, click.Option) and not param.count:
                kind = next((each for each in WRONG if isinstance(param.type, each)), None)
                for value in WRONG.get(kind, ()):
                    if not (kind is Count and value == "0" and param.type.minimum == 0):
                        yield name, param.opts[0], value
    yield "discover", "--order", "1"
    yield "discover", "--order", "11"


@pytest.mark.slow
def test_a_wrong_value_is_reported_before_anything_is_read(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cases = list(wrong_values())
    assert {name for name, _, _ in cases} >= {"count", "solve", "most-similar", "keywords"}
    for name, option, value in cases:
        needed = ["missing"] * 4
        if name == "keywords":
            needed += ["--model", "missing"]
        if any("-o" in param.opts for param in COMMANDS[name].params):
            needed += ["-o", "out"]
        code, out, err = call(*name.split(), *needed, option, value)
        assert (code, out) == (2, ""), (name, option, value, err)
        assert option in err, (name, option, value, err)
        assert "No such file" not in err and "Traceback" not in err
        assert len(err) < 800
    assert list(tmp_path.iterdir()) == []


def test_every_number_has_one_of_these_types():
    plain = [
        (name, param.opts[0])
        for name, command in COMMANDS.items()
        for param in command.params
        if isinstance(param, click.Option)
        and isinstance(param.type, click.types.IntParamType | click.types.FloatParamType)
        and not param.count
    ]
    assert plain == []


COMBINATIONS = [
    ("count missing -o out --window 10001", "--window"),
    ("solve missing -o out --vector-size 10001", "--vector-size"),
    ("solve missing -o out --smoothing 2", "--smoothing"),
    ("solve missing -o out --combine all", "--combine"),
    ("solve missing -o out --negatives 5", "--negatives"),
    ("build-vectors missing -o out --window 10001", "--window"),
    ("build-vectors missing -o out --epochs 2", "--epochs"),
    ("evaluate segmentation missing", "--tokenizer"),
]


@pytest.mark.parametrize(("line", "option"), COMBINATIONS)
def test_values_that_only_the_library_knows(call, tmp_path, monkeypatch, line, option):
    monkeypatch.chdir(tmp_path)
    code, out, err = call(*line.split())
    assert (code, out) == (2, "")
    assert option in err
    assert "no such file or directory" not in err.lower()


def test_tokenizers_of_other_packages_are_accepted_by_name(monkeypatch):
    monkeypatch.setattr("simpler_glove.tokenizer_registry._REGISTRY", {})
    register_tokenizer("syllables", "package:Class")
    kind = TokenizerName("discover")
    assert kind.names == ("syllables", "discover")
    assert kind.convert("syllables", None, None) == "syllables"


def test_numbers_are_numbers():
    assert COUNT.convert("12", None, None) == 12
    assert Number().convert("-1e3", None, None) == -1000
    assert [Memory().convert(text, None, None) for text in ("1.5K", "2 MiB", "7")] == [
        1536, 2 << 20, 7
    ]  # fmt: skip
