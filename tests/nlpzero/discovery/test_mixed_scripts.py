"""Words of several scripts, numbers with units, and forms of number patterns."""

from __future__ import annotations

import numpy as np
import pytest

from nlpzero import Lexicon, Segmenter, WordDiscoverer, count_ngrams, encode_text
from nlpzero.discovery.mixed_scripts import implausible_mixtures
from nlpzero.discovery.quantities import without_quantities

FILLER = [
    "今天天气很好，我们去公园散步", "他在北京大学读书，学习很努力", "这个酒店的服务员态度非常好",
    "昨天晚上我看了一部电影", "她喜欢吃葡萄和香蕉", "公司的业务发展得很快", "他们的房间很干净",
    "我觉得这里的环境不错", "明天可能会下雨", "孩子们在学校里唱歌",
]  # fmt: skip


def test_normalized_cohesion_is_computed_by_hand():
    # 20 atoms: a 4, 线 4, a线 3: log(3 * 20 / 16) / log(20 / 3) = 0.697; b 2, 图 8, b图 2:
    # log(2 * 20 / 16) / log(20 / 2) = 0.398.
    lines = ["a线", "a线", "a线", "a", "线", "b图", "b图", *["图"] * 6, "猫", "狗"]
    statistics = count_ngrams(encode_text(lines), min_count=2)
    assert statistics.atoms == 20
    excluded = implausible_mixtures(statistics)
    assert not excluded[statistics.row_of("a线")] and excluded[statistics.row_of("b图")]


def test_words_do_not_end_with_quantities():
    lines = ["约80mm", "长90mm", "宽70mm", "高60mm", "3D打印", "双4G", "裸眼3D"]
    statistics = count_ngrams(encode_text(lines * 3), min_count=2)
    excluded = dict(zip(statistics.texts(), implausible_mixtures(statistics).tolist(), strict=True))
    assert excluded["约80mm"] and excluded["长90mm"]
    assert not (excluded["3D打印"] or excluded["双4G"] or excluded["裸眼3D"])


def test_numbers_with_units_are_dropped():
    words = ["1ms", "20ms", "33MS", "1.5ms", "5G", "2G", "3D", "葡萄", "7km", "8km", "9km", "6km",
             "7km处", "a1ms", "1", "0"]  # fmt: skip
    counts = [1, 1, 1, 1, 9, 1, 9, 9, 1, 1, 1, 1, 2, 2, 5, 5]
    kept = without_quantities(Lexicon(words, counts=counts))
    assert set(words) - set(kept) == {"1ms", "20ms", "33MS", "1.5ms", "8km", "9km", "6km"}
    for text in ("1ms，33MS", "7km处，8km"):
        assert Segmenter(kept).lcut(text) == Segmenter(Lexicon(words, counts=counts)).lcut(text)


def test_forms_are_counted_as_pieces():
    # 双十一 occurs 600 times, 200 times in a longer piece. The number of pieces is that of 双0.
    lines = ["双十一", "双十一，我", "双十一狂欢节"] * 200
    found = WordDiscoverer(method="min-entropy", threads=1, unique_lines=False).fit(lines).lexicon_
    assert (found["双十一"].count, found["双十一狂欢节"].count) == (400, 200)


@pytest.mark.parametrize("method", ["boundary-entropy", "min-entropy"])
def test_patterns_with_few_numbers_are_written_as_the_words_of_the_text(method, tmp_path):
    chance = np.random.default_rng(0)
    lines = []
    for number in range(400):
        filler = FILLER[number % 10]
        lines.append(f"{filler}，乱七八糟！双十一狂欢节。{chance.integers(1900, 2020)}年，{filler}")
        lines.append(f"0基础！{filler}，0基础")
        lines.append(f"{chance.integers(1900, 2020)}年！双十一狂欢节，乱七八糟")
    found = WordDiscoverer(method=method, threads=1, unique_lines=False).fit(lines).lexicon_
    assert "乱七八糟" in found and "双十一狂欢节" in found
    assert not {"乱0糟", "双0狂欢节"} & set(found)
    assert found["乱七八糟"].count == 800
    assert Segmenter(found).lcut("双十一狂欢节！乱七八糟") == ["双十一狂欢节", "！", "乱七八糟"]
    assert found["0基础"].count == 800 and found["0基础"].form == "0基础"  # the only number is 0
    assert found["0年"].form[:-1].isdigit() and found["0年"].form != "0年"
    exported = found.export_jieba(tmp_path / "words")
    assert exported.patterns == ()
    assert "双十一狂欢节" in (tmp_path / "words").read_text(encoding="utf-8")
    forms = {entry.form for entry in found.entries()}
    assert not {form for form in forms if form.startswith("0")} - {"0基础"}
