"""Texts without spaces, and the peers that learn from them."""

from __future__ import annotations

import pytest

from benchmarks import _segmenters, _unsegmented
from nlpzero.segmentation.scores import evaluate_segmentation


@pytest.fixture(scope="module")
def language(tmp_path_factory):
    return _unsegmented.make_up(tmp_path_factory.mktemp("language"))


def test_the_made_up_language_is_the_same_each_time(tmp_path, language):
    again = _unsegmented.make_up(tmp_path)
    assert again.text.read_bytes() == language.text.read_bytes()
    assert again.gold.read_bytes() == language.gold.read_bytes()
    told = _unsegmented.describe(again.text)
    assert (told["file"], told["lines"]) == ("made-up.txt", 3000)
    assert told["characters"] == len(again.text.read_text(encoding="utf-8"))


def test_raw_lines_are_the_gold_without_spaces(tmp_path):
    gold = tmp_path / "gold.txt"
    gold.write_text("\ufeff一 二　三\r\n\n四 五\n", encoding="utf-8")
    raw = _unsegmented.raw_of(gold, tmp_path)
    assert raw.read_text(encoding="utf-8") == "一二三\n四五\n"
    assert _unsegmented.read_lines(raw) == ["一二三", "四五"]


def test_repeated_text_has_about_the_size_asked_for(tmp_path):
    path = tmp_path / "text"
    path.write_bytes(b"12345678")
    blocks = list(_unsegmented.repeated(path, 10 << 20))
    assert 0.9 < sum(map(len, blocks)) / (10 << 20) <= 1.0
    assert all(block.endswith(b"8\n") for block in blocks)


# The first, our default, has its own tests, and is tried with the benchmark.
@pytest.mark.parametrize("system", _segmenters.SYSTEMS[1:], ids=lambda system: system.name)
def test_every_system_learns_and_loses_nothing(system, language):
    if not system.is_there:
        pytest.skip(f"{system.needs} is not installed")
    cutter = system.train([language.text], 600)
    scores = evaluate_segmentation(language.gold, cutter.cut)
    assert cutter.words > 50
    # jieba knows another language; the others learned this one.
    assert scores.f1 > (0.1 if system.needs == "jieba" else 0.4)


def test_systems_that_are_missing_are_left_out_and_said(monkeypatch, capsys):
    monkeypatch.setattr(
        _segmenters, "SYSTEMS", (_segmenters.System("x", "no_such_library", _segmenters.ours),)
    )
    assert _segmenters.present() == []
    assert capsys.readouterr().err == "x is left out: no_such_library is not installed.\n"
