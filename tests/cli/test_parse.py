"""parse: templates that are found or given, formats, bad input."""

import json

import pytest

ROUTES = "".join(f"go from w{n} to v{n} , please\n" for n in range(40))
TEXT = ROUTES + "".join(f"u{n} likes t{n} and s{n}\n" for n in range(40)) + "\nx\n"
TABLE = 'id\ttemplate\tslots\n1\tfrom <*> to <*>\t[["any"], ["any"]]\n2\tgo\t[]\n'


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text"
    path.write_text(TEXT)
    return path


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.tsv"
    path.write_text(TABLE)
    return path


def test_templates_are_found_and_saved(call, text, tmp_path):
    saved = tmp_path / "saved.tsv"
    options = ["--min-count", 5, "--min-pmi", 1, "--bracket"]
    code, out, err = call("parse", text, *options, "--save-templates", saved)
    assert code == 0 and "templates and" in err
    lines = out.splitlines()
    assert [line.split("\t")[0] for line in lines] == [str(n) for n in range(1, 83)]
    assert lines[0].endswith("\t((go from (w0) to) v0 , please)")
    assert lines[80] == "81\t0.0000\t()"
    assert call("parse", text, "--templates", saved, "--bracket").out == out


def test_tree_below_line_and_score(call, table):
    out = call("parse", "-", "--templates", table, stdin="go from a to b\n").out
    first, *tree = out.splitlines()
    assert first.startswith("1\t-")
    assert tree == ["go <*>", "└─ from <*> to <*>", "   ├─ a", "   └─ b"]


def test_json_with_explanation(call, table):
    out = call(
        "parse", "-", "--templates", table, "--jsonl", "--explain", "--nbest", 2,
        stdin="go from a to b\n\n",
    ).out  # fmt: skip
    trees, empty = (json.loads(line)["trees"] for line in out.splitlines())
    assert [tree["template"] for tree in trees] == ["go <*>", "go from a to b"]
    assert trees[0]["children"][0]["offsets"] == [3, 14]
    for tree in trees:
        assert sum(term["score"] for term in tree["terms"]) == pytest.approx(tree["score"])
    assert empty[0]["content"] == "" and empty[0]["terms"] == []


def test_drawing_and_explanation(call, table):
    out = call("parse", "-", "--templates", table, "--svg", "--explain", stdin="from a to b\n").out
    first, *terms = out.splitlines()
    assert first.split("\t")[2].startswith("<svg ") and first.endswith("</svg>")
    assert [term.split("\t")[1] for term in terms] == ["template", "slot", "word", "slot", "word"]


def test_table_of_another_tokenizer(call, table):
    err = call("parse", "-", "--templates", table, "--tokenizer", "chars", stdin="xyz\n" * 9).err
    assert "100 % of the first 21 words" in err and "another tokenizer" in err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--svg", "--jsonl"], "exclude each other"),
        (["--templates", "t", "--save-templates", "s"], "exclude each other"),
        (["--templates", "t", "--min-count", "3"], "--min-count is not used"),
        (["--nbest", "0"], "--nbest"),
    ],
)
def test_options_that_do_not_fit(call, text, options, message):
    code, out, err = call("parse", text, *options)
    assert (code, out) == (2, "") and message in err


def test_bad_input(call, text, table, tmp_path):
    assert call("parse", tmp_path / "missing").code == 3
    assert call("parse", text, "--templates", text).code == 3
    empty = tmp_path / "empty"
    empty.write_text("\n\n")
    assert call("parse", empty).code == 4
    assert (
        call("parse", empty, "--templates", table, "--bracket").out
        == "1\t0.0000\t()\n2\t0.0000\t()\n"
    )
    assert call("parse", text, "--save-templates", table).code == 2
    assert table.read_text() == TABLE
    assert call("parse", text, "-o", table, "--force").code == 0


@pytest.mark.slow
def test_process(process, text, table):
    text.write_text(ROUTES)
    outcome = process("parse", text, "--templates", table, "--bracket")
    assert outcome.code == 0 and outcome.err == ""
    assert len(outcome.out.splitlines()) == 40
