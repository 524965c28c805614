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


def test_literal_slots(call, tmp_path):
    """A literal <*> is a value; it is the same in tables, rows and JSON."""
    log, table = tmp_path / "log", tmp_path / "table.tsv"
    log.write_text("set <*> here\nset 5 here\na<*>b\n")
    assert call("templates", log, "-o", table).code == 0
    assert [row[:2] + row[3:4] for row in rows(table.read_text())[1:]] == [
        ["1", "2", "set <*> here"], ["2", "1", "a<*>b"],
    ]  # fmt: skip
    for options in ([], ["--templates", table]):
        assert rows(call("templates", log, "--assign", *options).out) == [
            ["1", "1", "set <*> here", "<*>"], ["2", "1", "set <*> here", "5"],
            ["3", "2", "a<*>b", "<*>"],
        ]  # fmt: skip
        out = call("templates", log, "--assign", "--jsonl", *options).out
        assert [json.loads(line)["values"] for line in out.splitlines()] == [
            ["<*>"],
            ["5"],
            ["<*>"],
        ]


@pytest.mark.parametrize("options", [[], ["--assign"], ["--assign", "--templates", "table"]])
def test_binary_data_between_lines(call, log, tmp_path, options):
    table = tmp_path / "table"
    table.write_text("id\ttemplate\n1\tuser <*> left\n")
    options = [table if option == "table" else option for option in options]
    for data in (b"\x8f\xff\x00\x01\n", b"\0" * 400 + b"\n"):
        path = tmp_path / "binary.log"
        path.write_bytes(b"user ann left\nuser bob left\n" + data + b"user cat left\n")
        code, _, err = call("templates", path, *options)
        assert code == 3 and f"{path}, line 3, byte offset 28:" in err
    path.write_bytes(b"user ann left\n\0\0 \x01\x02\nuser\0bob left\n")  # a few are white space
    assert call("templates", path, *options).code == 0


def test_single_words(call):
    """The first token of a line is a constant."""
    out = call("templates", "-", stdin="a\nb\nc\nd\ne\nf\na\n").out
    assert [row[1] + row[3] for row in rows(out)[1:]] == ["2a", "1b", "1c", "1d", "1e", "1f"]


def test_a_table_of_another_tokenizer(call, log, tmp_path):
    table = tmp_path / "table"
    assert call("templates", log, "-o", table).code == 0
    text = "".join(f"{chr(97 + n)}bcdefg hij klm\n" for n in range(9))
    options = ["--templates", table, "--assign", "--tokenizer", "chars"]
    err = call("templates", "-", *options, stdin=text).err
    assert "100 % of the first 26 words" in err and "another tokenizer" in err


def test_an_edited_table_that_is_invalid(call, log, tmp_path):
    table = tmp_path / "table"
    table.write_text("id\ttemplate\n1\tuser <*> left\n1\tstop <*>\n")
    code, out, err = call("templates", log, "--templates", table, "--assign")
    assert (code, out) == (3, "") and f"{table}, line 3:" in err and "the id 1 occurs twice" in err
    table.write_bytes(b"id\ttemplate\n1\tuser \xff left\n")
    code, out, err = call("templates", log, "--templates", table, "--assign")
    assert code == 3 and f"{table}, line 2," in err and "Convert the file to UTF-8" in err
