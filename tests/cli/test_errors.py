"""From errors to exit codes, one line and a hint."""

from __future__ import annotations

import errno

import click
import pytest

from nlpzero_cli import errors
from nlpzero_cli.console import Console
from nlpzero_cli.errors import NothingFoundError, exit_code, renamed_parameters, report
from nlpzero_cli.main import program
from simpler_glove import errors as library

EXPECTED = [
    (library.NlpzeroError("x"), 1),
    (library.NotFittedError("x"), 1),
    (library.NumericalError("x"), 1),
    (library.BackendUnavailableError("x"), 1),
    (RuntimeError("x"), 1),
    (OSError(errno.EIO, "x"), 1),
    (library.ParameterError("x"), 2),
    (click.UsageError("x"), 2),
    (FileExistsError(errno.EEXIST, "File exists", "model"), 2),
    (library.InputError("x"), 3),
    (library.EmptyCorpusError("x"), 3),
    (library.FormatError("x"), 3),
    (library.MismatchError("x"), 3),
    (FileNotFoundError(errno.ENOENT, "No such file", "corpus"), 3),
    (PermissionError(errno.EACCES, "Permission denied", "corpus"), 3),
    (IsADirectoryError(errno.EISDIR, "Is a directory", "corpus"), 3),
    (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), 3),
    (library.UnknownWordError("x"), 4),
    (NothingFoundError("x"), 4),
    (library.ResourceError("x"), 5),
    (MemoryError(), 5),
    (OSError(errno.ENOSPC, "No space left on device"), 5),
    (OSError(errno.EDQUOT, "Quota exceeded"), 5),
    (KeyboardInterrupt(), 130),
    (click.Abort(), 130),
]


@pytest.mark.parametrize(("error", "code"), EXPECTED, ids=lambda value: type(value).__name__)
def test_exit_code(error, code):
    assert exit_code(error) == code


def test_every_error_of_the_library_has_an_exit_code():
    def family(error: type) -> set[type]:
        return {error}.union(*map(family, error.__subclasses__()))

    # Subclasses defined elsewhere have the code of the class that they derive from.
    own = {error for error in family(library.NlpzeroError) if error.__module__ == library.__name__}
    covered = {type(error) for error, _ in EXPECTED if isinstance(error, library.NlpzeroError)}
    assert own == covered - {NothingFoundError}


def test_expected_errors_are_one_line(capsys):
    assert report(library.FormatError("corpus.txt: line 3:\n  byte 7."), Console()) == 3
    out, err = capsys.readouterr()
    assert (out, err) == ("", "nlpzero: corpus.txt: line 3: byte 7.\n")


def test_system_errors_have_no_numbers(capsys):
    report(PermissionError(errno.EACCES, "Permission denied", "corpus.txt"), Console())
    assert capsys.readouterr().err == "nlpzero: Permission denied: corpus.txt\n"


@click.command()
@click.option("--force", is_flag=True)
@click.option("--memory")
@click.option("--encoding")
@click.option("--trust-pickle", is_flag=True)
@click.option("--center/--no-center")
@click.argument("source", metavar="IN")
def example(**options): ...


def test_hints_name_options_that_the_command_has(capsys):
    exists = FileExistsError(errno.EEXIST, "File exists", "model")
    for error, hint in [
        (exists, "--force replaces it."),
        (MemoryError(), "--memory sets a memory budget."),
        (ZeroDivisionError("division by zero"), "with --debug"),
    ]:
        report(error, Console(command=example))
        assert hint in capsys.readouterr().err
    report(MemoryError(), Console(command=example))
    assert "--tmp" not in capsys.readouterr().err
    report(exists, Console())
    assert "hint" not in capsys.readouterr().err
    report(FileExistsError(errno.EEXIST, "not made by nlpzero", "model"), Console(command=example))
    assert "--force" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("hint", "settings", "shown"),
    [
        ("Set {encoding}.", {"encoding": "gb18030"}, "hint: Set --encoding gb18030.\n"),
        ("Set {encoding}.", {}, "hint: Set --encoding.\n"),
        ("Set {encoding}.", {"encoding": "a b"}, "hint: Set --encoding 'a b'.\n"),
        ("Set {trust_pickle}.", {"trust_pickle": True}, "hint: Set --trust-pickle.\n"),
        ("Set {center}.", {"center": False}, "hint: Set --no-center.\n"),
        ("Check {source}.", {}, "hint: Check IN.\n"),
        ("Set {encoding} or {unicode_errors}.", {}, ""),
    ],
)
def test_parameters_in_hints_are_spelled_as_options(capsys, hint, settings, shown):
    error = library.FormatError("damaged", hint=hint, settings=settings)
    report(error, Console(command=example))
    assert capsys.readouterr().err == f"nlpzero: damaged.\n{shown}"


def test_parameters_that_are_not_allowed_are_spelled_as_options(capsys):
    error = library.ParameterError(parameter="memory", owner="f", allowed="an int >= 1", got=0)
    report(error, Console(command=example))
    assert capsys.readouterr().err == "nlpzero: --memory must be an int >= 1. Got 0 instead.\n"
    error = library.ParameterError(parameter="other", owner="f", allowed="an int >= 1", got=0)
    report(error, Console(command=example))
    assert "The 'other' parameter of f must be an int >= 1." in capsys.readouterr().err


def test_parameters_are_renamed_where_options_have_other_names(capsys):
    with (
        pytest.raises(library.FormatError) as caught,
        renamed_parameters(encoding="lexicon_encoding"),
    ):
        raise library.FormatError("damaged", hint="Set {encoding}.", settings={"encoding": "x"})
    report(caught.value, Console(command=example))
    assert "--encoding" not in capsys.readouterr().err


def test_messages_are_one_line_and_keep_spaces_of_file_names(capsys):
    report(library.FormatError("first\n  second\r\nthird", path="a  b.txt"), Console())
    assert capsys.readouterr().err == "nlpzero: a  b.txt: first second third.\n"


def test_traceback_only_with_debug(capsys):
    for debug in (False, True):
        try:
            raise library.FormatError("damaged")
        except library.FormatError as error:
            report(error, Console(debug=debug))
        assert ("Traceback" in capsys.readouterr().err) is debug


def test_an_interruption_reports_what_is_kept(capsys):
    assert report(KeyboardInterrupt(), Console(kept="The counts are kept.")) == 130
    assert "The counts are kept." in capsys.readouterr().err


def test_a_closed_pipe_ends_quietly(capsys, monkeypatch):
    monkeypatch.setattr(errors, "output_is_closed", lambda: True)
    assert report(BrokenPipeError(), Console()) == 0
    assert capsys.readouterr() == ("", "")


def test_another_closed_pipe_is_a_failure(capsys):
    assert report(BrokenPipeError(errno.EPIPE, "Broken pipe"), Console()) == 1
    assert "Broken pipe" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "option"), [(errno.ENOSPC, "--tmp"), (errno.ENOMEM, "--memory")]
)
def test_a_full_disk_and_full_memory_have_different_hints(capsys, number, option):
    console = Console(command=program.get_command(click.Context(program), "count"))
    assert report(OSError(number, "full"), console) == 5
    other = {"--tmp", "--memory"} - {option}
    shown = capsys.readouterr().err
    assert option in shown and other.pop() not in shown
