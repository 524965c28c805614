"""Former names of options, and groups of subcommands."""

from __future__ import annotations

import click
import pytest

from .conftest import every_command


def options_of(command: click.Command) -> set[str]:
    return {
        name
        for param in command.params
        if isinstance(param, click.Option)
        for name in param.opts + param.secondary_opts
    }


@pytest.mark.parametrize(("name", "command"), [*every_command()])
def test_former_names_stand_for_options_of_the_command(name, command):
    for former, present in command.former.items():
        assert present in options_of(command)
        assert former not in options_of(command)


@pytest.mark.parametrize("form", ["{} {}", "{}={}"])
def test_former_names_are_accepted_with_a_warning(call, raw, lexicon, form):
    expected = call("segment", raw, "--tokenizer", lexicon)
    assert "deprecated" not in expected.err
    arguments = form.format("--lexicon", lexicon).split()
    code, out, err = call("segment", raw, *arguments)
    assert (code, out) == (0, expected.out)
    assert err.startswith("--lexicon is deprecated and will be removed: use --tokenizer.\n")
    assert call("segment", raw, *arguments, "-q") == (0, out, "")
    assert "--lexicon " not in call("segment", "--help").out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "present"),
    [
        (["discover", "raw.txt", "--top", 1], ["discover", "raw.txt", "--topn", 1]),
        (
            ["convert", "model", "a.out", "--to", "tsv", "--from", "native"],
            ["convert", "model", "b.out", "--format", "tsv", "--input-format", "native"],
        ),
        (
            ["most-similar", "model", "king", "--encoding", "utf-8"],
            ["most-similar", "model", "king", "--vectors-encoding", "utf-8"],
        ),
        (
            ["similar-texts", "model", "king", "raw.txt", "--keep-common"],
            ["similar-texts", "model", "king", "raw.txt", "--no-remove-common"],
        ),
    ],
    ids=lambda arguments: arguments[0],
)
def test_former_names_do_what_present_names_do(
    call, raw, model, tmp_path, monkeypatch, arguments, present
):
    monkeypatch.chdir(tmp_path)
    former, now = call(*arguments), call(*present)
    assert (former.code, former.out) == (now.code, now.out)
    assert "deprecated" in former.err and "deprecated" not in now.err


def test_a_value_after_two_dashes_is_not_an_option(call, raw, lexicon):
    code, _, err = call("segment", "--tokenizer", lexicon, "--", "--lexicon")
    assert code == 3
    assert "deprecated" not in err and "--lexicon" in err


@pytest.mark.parametrize("group", ["explain", "evaluate"])
def test_a_group_without_arguments_shows_its_help(call, group):
    code, out, err = call(group)
    assert (code, out) == (2, "")
    assert "Commands:" in err and "Examples:" in err


def test_evaluate_without_a_subcommand_evaluates_vectors(call, model, tmp_path):
    (tmp_path / "pairs.tsv").write_text("king\tqueen\t9\nking\tman\t5\nking\twoman\t1\n")
    options = [model, "--pairs", tmp_path / "pairs.tsv"]
    code, out, err = call("evaluate", *options)
    assert (code, out) == (0, call("evaluate", "vectors", *options).out)
    assert "deprecated: use nlpzero evaluate vectors" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", "words.tsv", "葡萄"],
        ["explain", "--lattice", "words.tsv", "葡萄"],
        ["evaluate", "--segmentation", "gold.txt"],
    ],
    ids=str,
)
def test_former_calls_of_groups_show_how_subcommands_are_called(call, arguments):
    code, out, err = call(*arguments)
    assert (code, out) == (2, "")
    assert f"{arguments[1]!r} is not a subcommand" in err
    form = {
        "explain": "nlpzero explain word [OPTIONS] LEXICON|jieba WORD...",
        "evaluate": "nlpzero evaluate segmentation [OPTIONS] GOLD",
    }
    assert form[arguments[0]] in err
