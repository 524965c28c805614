"""The page as text: no text leaves its element, arrays and facts can be read again."""

import base64
import hashlib
import json
import zlib
from html.parser import HTMLParser

import numpy as np
import pytest

from nlpzero import Lexicon, Vocabulary, WordVectors
from nlpzero.report import report_data, write_report
from nlpzero.report.base91 import base91
from nlpzero.report.page_text import array_element, fill_skeleton, json_text
from nlpzero.templates import Template, TemplateTable
from simpler_glove.html import html_table, visible_text

SKELETON = {
    "page.html": "<html lang='<!--lang-->'><meta http-equiv='Content-Security-Policy' "
    "content=\"script-src '<!--script-hash-->'\"><title><!--title--></title>"
    "<style><!--style--></style><main><!--tables--></main><!--data--><script><!--script--></script>"
    "</html>",
    "bundle.css": "p{}",
    "bundle.js": "void 0;",
}
HOSTILE = [
    "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"'`", "<!--", "-->",
    "</table></title></style>", "&lt;", "<!--data-->", "<!--script-->", "\u202etxt\u2066",
    "\x1b[31m", "\x00", "\u2028", "]]>", "x" * 10_000, "=cmd|' /C calc'!A0",
]  # fmt: skip
ELEMENTS = {
    "html", "meta", "title", "style", "main", "script", "h3", "p", "ul", "li",
    "table", "caption", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


DIGITS = [chr(code) for code in range(ord("#"), ord("~") + 1) if chr(code) != "<"]


def bytes_of(text, size):
    """Return the bytes of base 91, by way of a text of bits."""
    numbers = [
        91 * DIGITS.index(a) + DIGITS.index(b) for a, b in zip(text[::2], text[1::2], strict=True)
    ]
    bits = "".join([f"{number:013b}" for number in numbers])
    return bytes([int(bits[8 * place : 8 * place + 8], 2) for place in range(size)])


class Page(HTMLParser):
    """Counts elements, and collects scripts and texts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: dict[str, int] = {}
        self.scripts: list[tuple[dict, str]] = []
        self.texts: list[str] = []
        self.comments = 0
        self._script = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self._script = dict(attributes) if tag == "script" else None
        if tag == "script":
            self.scripts.append((self._script, ""))

    def handle_endtag(self, tag):
        self._script = None

    def handle_data(self, data):
        if self._script is not None:
            self.scripts[-1] = (self._script, self.scripts[-1][1] + data)
        else:
            self.texts.append(data)

    def handle_comment(self, data):
        self.comments += 1

    def array(self, name):
        for found, text in self.scripts:
            if found.get("data-array") == name:
                shape = [int(size) for size in found["data-shape"].split(",")]
                data = zlib.decompress(bytes_of(text, int(found["data-bytes"])))
                return np.frombuffer(data, found["data-dtype"]).reshape(shape)
        return None

    @property
    def facts(self):
        (text,) = [text for found, text in self.scripts if found.get("id") == "facts"]
        return json.loads(text)


def model_of(words):
    rows = np.random.default_rng(0).normal(size=(len(words), 4))
    return WordVectors(Vocabulary(words, range(len(words) + 9, 9, -1)), rows)


def words_of(page):
    data, ends = page.array("word_bytes").tobytes(), [0, *page.array("word_ends").tolist()]
    return [data[a:b].decode() for a, b in zip(ends, ends[1:], strict=False)]


def test_no_text_leaves_its_element():
    vectors = model_of(HOSTILE)
    table = TemplateTable([Template(0, (f"{HOSTILE[0]}",), 3, example=HOSTILE[1])])
    data = report_data(
        vectors, layout="pca", title=HOSTILE[0], templates=table, language="en",
        lexicon=Lexicon(["<b>", "</script>"], counts=[2, 1]),
    )  # fmt: skip
    page = Page(data.page(SKELETON))
    assert page.tags.keys() <= ELEMENTS
    assert page.tags["script"] == len(data.arrays) + 2
    assert page.comments == 0
    assert words_of(page) == HOSTILE
    assert page.facts["templates"] == [[3, HOSTILE[0], HOSTILE[1]]]
    assert page.facts["title"] == HOSTILE[0]
    assert not any("alert" in text for found, text in page.scripts if not found)


def test_tables_have_no_invisible_characters():
    page = Page(report_data(model_of(HOSTILE), layout="pca", language="en").page(SKELETON))
    text = "".join(page.texts)
    assert not set(text) & set("\u202e\u2066\x1b\x00\u2028")
    assert "\\u202etxt\\u2066" in text
    assert "x" * 201 not in text


def test_arrays_survive():
    for array in (np.arange(6, dtype=">f4").reshape(2, 3), np.array([[-1, 7]], np.int16)):
        page = Page(array_element("some", array))
        assert np.array_equal(page.array("some"), array)


@pytest.mark.parametrize("size", [0, 1, 12, 13, 14, 100, 900_000])
def test_base_91(size):
    data = np.random.default_rng(0).integers(0, 256, size, np.uint8).tobytes()
    text = base91(data)
    assert len(text) == 2 * -(-8 * size // 13)
    assert bytes_of(text, size) == data
    assert "<" not in text


def test_json_is_harmless_and_equal():
    value = {"</script>": ["<!--", "&", "\u2028", 1.5, None, "\ud800"]}
    text = json_text(value)
    assert not set(text) & set("<>&\u2028\ud800")
    assert json.loads(text) == {"</script>": ["<!--", "&", "\u2028", 1.5, None, "\ufffd"]}
    numbers = [float("nan"), float("inf"), 1.0]
    assert json.loads(json_text({"a": numbers})) == {"a": [None, None, 1.0]}


def test_hash_is_that_of_the_script():
    text = fill_skeleton(SKELETON, title="t", language="zh", tables="", facts={}, arrays={})
    digest = base64.b64encode(hashlib.sha256(b"void 0;").digest()).decode()
    assert f"'sha256-{digest}'" in text
    assert "lang='zh-CN'" in text


def test_visible_text():
    assert visible_text("a b") == "a b"
    assert visible_text("\t\ufeff\ud800") == "\\t\\ufeff\\ud800"
    assert visible_text("می\u200cخواهم") == "می\u200cخواهم"


def test_html_table():
    table = html_table(["<h>"], [[1234, 0.5, None], ['"<&']], caption="a&b")
    assert table == (
        '<table><caption>a&amp;b</caption><thead><tr><th scope="col">&lt;h&gt;</th></tr></thead>'
        "<tbody><tr><td>1,234</td><td>0.5000</td><td></td></tr>"
        "<tr><td>&quot;&lt;&amp;</td></tr></tbody></table>"
    )


def test_existing_file_is_kept(tmp_path):
    path = tmp_path / "report.html"
    path.write_text("old")
    with pytest.raises(FileExistsError):
        write_report(model_of(["a", "b"]), path, layout="pca")
    assert path.read_text() == "old"
