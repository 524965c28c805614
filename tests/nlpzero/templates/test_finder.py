"""TemplateFinder."""

import io
from collections import Counter
from itertools import islice, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero import TemplateFinder
from nlpzero.errors import EmptyCorpusError, FormatError, ParameterError, ResourceError
from nlpzero.templates import with_evidence
from simpler_glove.memory import resident_bytes, trim_freed_memory

NAMES = ("ann", "bob", "cat", "dan", "eve", "fay")
LINES = [f"user {name} left after {n} s" for n, name in enumerate(NAMES)]
WORDS = st.sampled_from(["a", "b", "x=1", "/p/q", "v2", "n.m", "<*>", "[7]", "()", "中文", "é"])


def texts(finder):
    return {template.text: template.count for template in finder.templates_}


@given(st.lists(st.lists(WORDS, max_size=6).map(" ".join), min_size=1, max_size=12))
@pytest.mark.slow
def test_each_line_matches_its_template(lines):
    finder = TemplateFinder(min_values=2)
    if not any(lines):
        with pytest.raises(EmptyCorpusError):
            finder.fit(lines)
        return
    table = finder.fit(lines).templates_
    found = table.assign(lines)
    assert all((a.template is None) == (not line) for a, line in zip(found, lines, strict=True))
    counts = Counter(a.template.id for a in found if a.template is not None)
    assert counts == {template.id: template.count for template in table}
    assert finder.empty_lines_ == lines.count("")


def test_results_do_not_depend_on_threads_or_order():
    tables = [
        [(t.tokens, t.count) for t in TemplateFinder(threads=n).fit(lines).templates_]
        for n, lines in ((1, LINES), (2, LINES), (2, LINES[::-1]))
    ]
    assert tables[0] == tables[1] == tables[2]


def test_rare_templates_among_many_blocks(tmp_path):
    """Three lines among 60,000 are templates of their own, for any number of threads."""
    lines = [f"user u{n} of {NAMES[n % 6]} left after {n % 97} s" for n in range(60_000)]
    for place, n in ((7, 3), (30_000, 5), (59_990, 8)):
        lines[place] = f"disk sd{n} failed: sector {place}"
    path = tmp_path / "log"
    path.write_text("\n".join(lines))
    tables = [list(TemplateFinder(threads=threads).fit(path).templates_) for threads in (1, 3)]
    assert tables[0] == tables[1]
    assert [(t.text, t.count) for t in tables[0]] == [
        ("user <*> of <*> left after <*> s", 59_997), ("disk <*> failed: sector <*>", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["path", "list", "iterator", "stream"])
def test_sources(kind, tmp_path):
    path = tmp_path / "log"
    text = "".join(line + "\r\n" for line in LINES)
    path.write_bytes(text.encode())
    sources = {"path": path, "list": LINES, "iterator": iter(LINES),
               "stream": io.BytesIO(text.encode())}  # fmt: skip
    assert texts(TemplateFinder().fit(sources[kind])) == {"user <*> left after <*> s": 6}


def test_evidence_of_slots():
    first, second = TemplateFinder().fit([*LINES, LINES[0]]).templates_[0].slots
    assert (first.kind, first.values, second.values) == ("token", 6, 6)
    assert first.unseen == pytest.approx(5 / 7)
    assert first.exclusive == 1.0


def test_lines_in_parts():
    finder = TemplateFinder()
    assert len(finder.partial_fit(LINES[:3]).templates_) == 3
    assert texts(finder.partial_fit(LINES[3:])) == {"user <*> left after <*> s": 6}
    assert with_evidence(finder.templates_, LINES)[0].slots[0].values == 6
    assert texts(finder.fit(LINES[:1])) == {"user ann left after <*> s": 1}


def test_masks():
    lines = ["open alpha now", "open beta now"]
    assert texts(TemplateFinder(masks=["alpha|beta"]).fit(lines)) == {"open <*> now": 2}
    with pytest.raises(ParameterError, match="masks"):
        TemplateFinder(masks=["("]).fit(lines)


def test_discovered_words_as_tokens():
    cities = ("北京", "上海", "广州", "深圳", "成都")
    words = {word: 9 for word in ("从", "到", "的", "航班", *cities)}
    lines = [f"从{a}到{b}的航班" for a in cities for b in cities]
    finder = TemplateFinder(tokenizer=words).fit(lines)
    assert texts(finder) == {"从 <*> 到 <*> 的 航班": 25}
    assignment = finder.templates_.assign(finder.lines(["从北京到深圳的航班"]))[0]
    assert assignment.values == ("北京", "深圳")


def test_long_and_strange_lines():
    lines = ["word " * 30_000, "\x00\x01 a\x02b\x7f", "\u2028 \x1c", "中" * 100_000]
    with pytest.raises(FormatError):
        TemplateFinder().fit(io.BytesIO(b"ok\n\xff\xfe\n"))
    finder = TemplateFinder().fit(lines[:1] + lines[3:])
    assert len(finder.templates_) == 2
    assert finder.templates_.assign(lines)[0].template is not None


@pytest.mark.parametrize("min_values", [1, 0, "5", 2.5])
def test_invalid_min_values(min_values):
    with pytest.raises(ParameterError, match="min_values"):
        TemplateFinder(min_values=min_values).fit(LINES)


@pytest.mark.parametrize("lines", [[], [""], ["", " \t"]])
def test_no_token(lines):
    with pytest.raises(EmptyCorpusError):
        TemplateFinder().fit(lines)


def test_memory_does_not_change_the_result():
    tables = [
        list(TemplateFinder(memory=memory).fit(LINES).templates_) for memory in (None, 1 << 40)
    ]
    assert tables[0] == tables[1]


@pytest.mark.skipif(not resident_bytes(), reason="the system does not report memory")
def test_too_little_memory(tmp_path):
    path = tmp_path / "log"
    names = map("".join, islice(product("abcdefghijklmnop", repeat=4), 60_000))
    path.write_text("".join(f"{'word ' * 9}{name}\n" for name in names))
    finder = TemplateFinder(threads=1, memory=1 << 20)
    with pytest.raises(ResourceError, match="the program itself takes"):
        finder.fit(LINES)
    trim_freed_memory()  # which the process would use again
    finder = TemplateFinder(threads=1, memory=resident_bytes() + (28 << 20))
    with pytest.raises(ResourceError, match="templates of this text") as caught:
        finder.fit(path)
    assert caught.value.needed_bytes > finder.memory


@pytest.mark.parametrize("memory", [0, -1, "1G", 2.5])
def test_invalid_memory(memory):
    with pytest.raises(ParameterError, match="memory"):
        TemplateFinder(memory=memory).fit(LINES)
