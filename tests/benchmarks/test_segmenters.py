"""Texts without spaces, and the segmenters that learn from them."""

from __future__ import annotations

import pytest

from benchmarks import _segmenters, _unsegmented
from nlpzero.segmentation.scores import evaluate_segmentation


@pytest.fixture(scope="module")
def language(tmp_path_factory):
    return _unsegmented.make_language(tmp_path_factory.mktemp("language"))


def test_synthetic_language_is_deterministic(tmp_path, language):
    again = _unsegmented.make_language(tmp_path)
    assert again.text.read_bytes() == language.text.read_bytes()
    assert again.gold.read_bytes() == language.gold.read_bytes()
    result = _unsegmented.describe(again.text)
    assert (result["file"], result["lines"]) == ("synthetic.txt", 3000)
    assert result["characters"] == len(again.text.read_text(encoding="utf-8"))


def test_raw_lines_are_the_gold_without_spaces(tmp_path):
    gold = tmp_path / "gold.txt"
    gold.write_text("\ufeff一 二　三\r\n\n四 五\n", encoding="utf-8")
    raw = _unsegmented.raw_of(gold, tmp_path)
    assert raw.read_text(encoding="utf-8") == "一二三\n四五\n"
    assert _unsegmented.read_lines(raw) == ["一二三", "四五"]


def test_repeated_text_has_about_the_requested_size(tmp_path):
    path = tmp_path / "text"
    path.write_bytes(b"12345678")
    blocks = list(_unsegmented.repeated(path, 10 << 20))
    assert 0.9 < sum(map(len, blocks)) / (10 << 20) <= 1.0
    assert all(block.endswith(b"8\n") for block in blocks)


# The first, nlpzero, is tested elsewhere and by the quick run of the benchmark.
@pytest.mark.slow
@pytest.mark.parametrize("system", _segmenters.SYSTEMS[1:], ids=lambda system: system.name)
def test_every_system_learns_a_segmenter(system, language):
    if not system.is_installed:
        pytest.skip(f"{system.needs} is not installed")
    segmenter = system.train([language.text], 600)
    scores = evaluate_segmentation(language.gold, segmenter.cut)
    assert segmenter.words > 50
    # jieba was not trained on this language.
    assert scores.f1 > (0.1 if system.needs == "jieba" else 0.4)


def test_missing_systems_are_skipped_and_reported(monkeypatch, capsys):
    monkeypatch.setattr(
        _segmenters,
        "SYSTEMS",
        (_segmenters.System("x", "no_such_library", _segmenters.by_default),),
    )
    assert _segmenters.present() == []
    assert capsys.readouterr().err == "x is skipped: no_such_library is not installed.\n"
