"""Template tables: files, edited files, merging, and assignment."""

import gzip
import zlib

import numpy as np
import pytest

from nlpzero import TemplateFinder
from nlpzero.errors import FormatError, ParameterError
from nlpzero.templates import Assignment, Template, TemplateTable
from nlpzero.templates.masked_blocks import ReadBlock, line_blocks
from nlpzero.templates.matching import match_template
from nlpzero.templates.skeletons import ANY, MAX_TOKENS, VALUE

NAMES = ("ann", "bob", "cat", "dan", "eve")
LINES = [
    *(f"user {name} left" for name in NAMES),
    "delete blk_11 blk_22",
    "delete blk_33",
    "uid=0 euid=5",
    "restart",
]


@pytest.fixture(scope="module")
def table():
    return TemplateFinder().fit(LINES).templates_


def summary(table):
    return [(t.id, t.count, t.text, t.tokens, t.example, [s.kind for s in t.slots]) for t in table]


def test_templates(table):
    found = {template.text: template for template in table}
    assert {text: t.count for text, t in found.items()} == {
        "user <*> left": 5, "delete <*>": 2, "uid=<*> euid=<*>": 1, "restart": 1,
    }  # fmt: skip
    assert found["delete <*>"].tokens == ("delete", ANY)
    assert found["uid=<*> euid=<*>"].slots[1].kind == "part"
    assert [template.id for template in table] == [1, 2, 3, 4]


@pytest.mark.parametrize("name", ["table.tsv", "table.tsv.gz"])
def test_saved_tables_are_equal(table, tmp_path, name):
    table.save(tmp_path / name)
    loaded = TemplateTable.load(tmp_path / name)
    assert summary(loaded) == summary(table)
    with pytest.raises(FileExistsError):
        table.save(tmp_path / name)
    loaded.save(tmp_path / name, force=True)
    assert summary(TemplateTable.load(tmp_path / name)) == summary(table)
    if name.endswith(".gz"):
        assert gzip.decompress((tmp_path / name).read_bytes()).startswith(b"id\tcount\t")


def test_assignment_of_new_lines(table):
    found = table.assign(["user fay left", "delete", "delete a b c", "uid=x euid=y", "what", ""])
    texts = [None if a.template is None else a.template.text for a in found]
    assert texts == ["user <*> left", "delete <*>", "delete <*>", "uid=<*> euid=<*>", None, None]
    assert [a.values for a in found] == [("fay",), ("",), ("a b c",), ("x", "y"), (), ()]


def test_an_edited_table(tmp_path):
    path = tmp_path / "table.tsv"
    path.write_text("template\tid\nuser <*> left\t7\nuser root left\t3\nport 80 <*>\t1\n")
    table = TemplateTable.load(path)
    found = table.assign(["user ann left", "user root left", "port 80 open", "port 81 open"])
    assert [a.template and a.template.id for a in found] == [7, 3, 1, None]


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("id\tcount\n1\t2\n", 1, "must name the columns"),
        ("id\tid\ttemplate\n", 1, "no column twice"),
        ("id\ttemplate\n1\ta\n1\tb\n", 3, "the id 1 occurs twice"),
        ("id\ttemplate\nx\ta\n", 2, "'x' is not an int"),
        ("id\ttemplate\n1\n", 2, "the number of fields"),
        ("id\ttemplate\n1\ta  b\n", 2, "one space"),
        ("id\ttemplate\n1\t\n", 2, "must contain tokens"),
        ("id\ttemplate\tcount\n1\ta\t-1\n", 2, "count '-1'"),
        ("id\ttemplate\n1\ta\x01b\n", 2, "no control characters"),
        ("id\ttemplate\tgain\n1\ta\tx\n", 2, "gain 'x'"),
        ("id\ttemplate\tgain\n1\ta\tnan\n", 2, "gain 'nan'"),
        ("id\ttemplate\tslots\n1\ta\t{}\n", 2, "JSON list"),
        ('id\ttemplate\tslots\n1\ta\t[["many"]]\n', 2, "JSON list"),
        ('id\ttemplate\tslots\n1\ta <*>\t[["part"]]\n', 2, "has the slots token"),
        ('id\ttemplate\tslots\n1\ta\t[]\n2\ta b\t[["token"]]\n', 3, "has the slots none"),
        ('id\ttemplate\tslots\n1\ta <*>\t[["token", 5]\n', 2, "JSON list"),
        ('id\ttemplate\tslots\n1\ta <*>\t[["token", "5"]]\n', 2, "JSON list"),
        ('id\ttemplate\tslots\n1\ta <*>\t[["token", NaN]]\n', 2, "JSON list"),
        ('id\ttemplate\tslots\n1\ta <*>\t"[[""token"", 5]]"\n', 2, "JSON list"),
        ("id\ttemplate\n1\ta\n\n2\tb\tc\n", 4, "the number of fields"),
        ("id\ttemplate\n-1\ta\n", 2, "'-1' is not an int"),
        ("id\ttemplate\n1.0\ta\n", 2, "'1.0' is not an int"),
        (f"id\ttemplate\n{2**63}\ta\n", 2, "is not an int"),
        (f"id\ttemplate\n{'9' * 5000}\ta\n", 2, "is not an int"),
        ("id\ttemplate\n1\ta \n", 2, "one space"),
        ("id\ttemplate\n1\ta\nid\ttemplate\n1\ta\n", 3, "'id' is not an int"),
        ("id\ttemplate\tgain\n1\ta\tinf\n", 2, "gain 'inf'"),
        ("id,template\n1,a\n", 1, "must name the columns"),
        ("1\ta\n", 1, "must name the columns"),
        ("id\ttemplate\n1\ta\n2\tb\xe4\n", 3, "not valid UTF-8"),
        ("\n\n", None, "the file is empty"),
        ("", None, "the file is empty"),
    ],
)
def test_invalid_tables(tmp_path, text, line, problem):
    path = tmp_path / "table.tsv"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(FormatError, match=problem) as caught:
        TemplateTable.load(path)
    assert (caught.value.path, caught.value.line) == (str(path), line)


@pytest.mark.parametrize("text", ["\ufeffid\ttemplate\r\n1\ta <*>\r\n", "id\ttemplate\n1\ta <*>"])
def test_line_ends_and_byte_order_marks_of_editors(tmp_path, text):
    path = tmp_path / "table.tsv"
    path.write_bytes(text.encode())
    assert [t.tokens for t in TemplateTable.load(path)] == [("a", VALUE)]


def test_a_table_without_templates(tmp_path):
    path = tmp_path / "table.tsv"
    path.write_text("id\ttemplate\n")
    table = TemplateTable.load(path)
    assert len(table) == 0 and table.assign(["a", ""]) == [Assignment(None, ())] * 2


def test_ids_must_differ():
    with pytest.raises(ParameterError, match="different ids"):
        TemplateTable([Template(1, ("a",), 1), Template(1, ("b",), 1)])


def test_merged_tables_are_those_of_all_lines(table):
    parts = [TemplateFinder().fit(lines).templates_ for lines in (LINES[:4], LINES[4:])]
    merged = parts[0].merge(parts[1])
    assert {t.tokens: t.count for t in merged} == {t.tokens: t.count for t in table}
    assert [t.id for t in merged] == [1, 2, 3, 4]


def test_slices(table):
    assert [template.id for template in table[:2]] == [1, 2] and len(table) == 4


def test_a_literal_slot_is_a_value():
    lines = ["set <*> here", "set 5 here"]
    table = TemplateFinder().fit(lines).templates_
    assert [(t.tokens, t.count) for t in table] == [(("set", VALUE, "here"), 2)]
    assert table.assign(lines)[0].values == ("<*>",)


def test_literal_slots_in_a_saved_table(tmp_path):
    """A literal <*> is a value, wherever it is, also in tables that were saved and merged."""
    lines = ["set <*> here", "a<*>b c", "<*> x", "y=<*>", "<*>", "<<*>> <* *>", "z <*><*> 5"]
    table = TemplateFinder().fit(lines).templates_
    table.save(tmp_path / "table.tsv")
    loaded = TemplateTable.load(tmp_path / "table.tsv")
    assert summary(loaded) == summary(table)
    assert {t.text: t.count for t in loaded.merge(loaded)} == {t.text: 2 * t.count for t in table}
    found = [(a.template.text, a.values) for a in loaded.assign(lines)]
    assert found == [
        ("set <*> here", ("<*>",)), ("a<*>b c", ("<*>",)), ("<*> x", ("<*>",)),
        ("y=<*>", ("<*>",)), ("<*>", ("<*>",)), ("<<*>> <* *>", ("<*>",)),
        ("z <*> <*>", ("<*><*>", "5")),
    ]  # fmt: skip


@pytest.mark.slow
def test_thousands_of_overlapping_templates():
    """All pairs of words are templates; the oracle compares a line with each of them."""
    names = [f"{a}{b}" for a in "abcdefgh" for b in "stuvwxyz"]
    tokens = [(one, ANY, other) for one in names for other in names]
    tokens += [(ANY, one, VALUE, other, ANY) for one in names for other in names[:3]]
    table = TemplateTable(Template(number, t, 1) for number, t in enumerate(tokens, 1))
    chance = np.random.default_rng(0)
    lines = [" ".join(chance.choice(names, size)) for size in (1, 2, 3, 5, 60, 150)]

    def expected(line):
        matching = [t for t in table if match_template(t.tokens, line.split()) is not None]
        return min(matching, key=generality, default=None)

    def generality(template):
        constants = [token for token in template.tokens if token not in (ANY, VALUE)]
        return -len("".join(constants)), len(template.tokens) - len(constants), template.id

    assert [a.template for a in table.assign(lines)] == [expected(line) for line in lines]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "templates"),
    [
        ("a b ", [(*["a", "b"] * (MAX_TOKENS // 2), ANY)]),
        ("x=5,", [(VALUE,)]),
        ("中", None),  # each line is its template
    ],
)
def test_lines_of_ten_megabytes(tmp_path, text, templates):
    line = text * (10_000_000 // len(text.encode()))
    lines = [line, line[:-2], f"{line} z"]
    table = TemplateFinder().fit([*lines[:2], "user 5 left"]).templates_
    table.save(tmp_path / "table.tsv")
    loaded = TemplateTable.load(tmp_path / "table.tsv")
    by_hand = Template(99, (ANY, "b", "b", f"blk_{VALUE}", ANY), 1)
    expected = templates or [(line,), (line[:-2],)]
    for some in (loaded, TemplateTable([*loaded, by_hand])):
        found = [a.template for a in some.assign([*lines, "user 7 left"])]
        assert [t.tokens for t in found[:2]] == [expected[0], expected[-1]]
        assert (found[2] is None) == (len(expected[0]) == 1)
        assert found[3].tokens == ("user", VALUE, "left")


@pytest.mark.parametrize("template", ["blk_<*> up", "k <*><*>", "<*>-a x"])
def test_constants_beside_values_of_an_edited_table(tmp_path, template):
    path = tmp_path / "table.tsv"
    path.write_text(f"template\tid\n{template}\t7\nport <*>\t1\n")
    lines = [template.replace("<*>", value) for value in ("12", "x", "/a")]
    found = TemplateTable.load(path).assign([*lines, "port 80", "other"])
    assert [a.template and a.template.id for a in found] == [7, 7, 7, 1, None]


def test_constants_do_not_match_within_values():
    table = TemplateTable(
        [Template(1, (VALUE, "up"), 1), Template(2, (f"{VALUE}:{VALUE}", "up"), 1)]
    )
    lines = ["00:1B:44:11:3A:B7 up", "a.b:80 up", "7 up"]
    for step in (1, -1):
        found = table.assign(lines[::step])[::step]
        assert [a.template.id for a in found] == [1, 2, 1]
        assert [a.values for a in found] == [("00:1B:44:11:3A:B7",), ("a.b", "80"), ("7",)]


@pytest.mark.parametrize("threads", [1, 3])
def test_rows_of_many_blocks(threads):
    lines = [f"user u{number} x{'y' * (9 * number)} left" for number in range(400)]
    finder = TemplateFinder(threads=threads).fit([*lines, "", "what"])
    rows = list(finder.templates_.rows(finder.blocks([*lines, "", "what"]), threads=threads))
    assert len(rows) > 2 and sum(part.lines for part in rows) == 402
    assert sum(part.unknown for part in rows) == 1
    text = b"".join(part.text for part in rows).decode().splitlines()
    assert [row.split("\t")[0] for row in text] == [str(n) for n in range(1, 403)]
    assert [row.split("\t")[3] for row in text[:400]] == [f"u{number}" for number in range(400)]


@pytest.mark.parametrize(
    ("lines", "share"),
    [
        (["user ann left", "u s e r", "a n n"] * 2, None),  # 10 different words
        (["u s e r a n n l e f t . r e s t a r t user 5 left"], "86"),  # 19 of 22 tokens
        (["restart restart left left"] * 9 + ["a user left"] * 9, None),
    ],
)
def test_words_of_another_tokenizer_are_reported(caplog, lines, share):
    table = TemplateFinder().fit(LINES).templates_
    table.assign(lines)
    assert ("another tokenizer" in caplog.text) == (share is not None)
    assert not share or f"{share} % of the first" in caplog.text


def test_blocks_are_masked_again_if_they_have_changed(table):
    """The kept mask of the first block is another one, to show that it is used."""
    blocks = list(line_blocks(["user fay left", "restart", "what"], batch=1))
    masks = [b"restart", b"user fay left"]
    read = [
        ReadBlock(zlib.crc32(b"user fay left\n"), np.array([0], np.uint8)),
        ReadBlock(zlib.crc32(b"stop\n"), np.array([1], np.uint8)),
    ]
    found = [numbers.tolist() for _, numbers in table.numbered_again(blocks, read, masks, 2)]
    assert found == [[2], [2], [-1]]
    assert [bytes(data) for data, _ in table.numbered_again(blocks, read, masks, 1)] == [
        b"user fay left\n", b"restart\n", b"what\n",
    ]  # fmt: skip
