"""templates: tables, assignment, bad input."""

import json

import pytest

LOG = "".join(f"user {name} left\n" for name in ("ann", "bob", "cat", "dan", "eve")) + "\nstop 5\n"


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "app.log"
    path.write_text(LOG)
    return path


def rows(out):
    return [line.split("\t") for line in out.splitlines()]


def test_table(call, log):
    code, out, err = call("templates", log)
    assert code == 0
    assert rows(out)[0] == ["id", "count", "gain", "template", "slots", "example"]
    assert [row[3] for row in rows(out)[1:]] == ["user <*> left", "stop <*>"]
    assert "2 templates of 6 lines; 1 empty lines." in err


def test_assignment(call, log):
    out = call("templates", log, "--assign").out
    assert rows(out)[0] == ["1", "1", "user <*> left", "ann"]
    assert rows(out)[5:] == [["6", "", ""], ["7", "2", "stop <*>", "5"]]


def test_assignment_as_json_by_a_saved_table(call, log, tmp_path):
    table = tmp_path / "table.tsv"
    assert call("templates", log, "-o", table).code == 0
    code, out, err = call(
        "templates", "-", "--templates", table, "--assign", "--jsonl",
        stdin="user fay left\nnothing\n",
    )  # fmt: skip
    assert code == 0
    assert [json.loads(line) for line in out.splitlines()] == [
        {"template_id": 1, "template": "user <*> left", "values": ["fay"]},
        {"template_id": None, "template": None, "values": []},
    ]
    assert "1 of 2 lines match no template." in err


def test_standard_input_is_read_twice(call):
    out = call("templates", "-", "--assign", stdin=LOG).out
    assert rows(out)[1] == ["2", "1", "user <*> left", "bob"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--jsonl"], "--jsonl requires --assign"),
        (["--templates", "t"], "--templates requires --assign"),
        (["--assign", "--templates", "t", "--min-values", "3"], "--min-values is not used"),
        (["--min-values", "1"], "--min-values"),
    ],
)
def test_options_that_do_not_fit(call, log, options, message):
    code, out, err = call("templates", log, *options)
    assert (code, out) == (2, "") and message in err


def test_bad_input(call, log, tmp_path):
    assert call("templates", log, "--mask", "(").code == 2
    assert call("templates", tmp_path / "missing").code == 3
    code, _, err = call("templates", log, "--memory", "1M")
    assert code == 5 and "--memory" in err
    empty = tmp_path / "empty"
    empty.write_text("\n\n")
    assert call("templates", empty).code == 4
    assert call("templates", log, "--assign", "--templates", log).code == 3
    out = tmp_path / "out.tsv"
    out.write_text("x")
    assert call("templates", log, "-o", out).code != 0 and out.read_text() == "x"
    assert call("templates", log, "-o", out, "--force").code == 0
