"""Phrase statistics of texts."""

import numpy as np
import pytest

from nlpzero import Segmenter, learn_phrases
from nlpzero.keywords import PhraseStatistics
from simpler_glove.errors import FormatError


def test_words_are_counted_in_lower_case(texts):
    statistics = learn_phrases(texts)
    assert statistics.size == len(texts)
    row = statistics.words.index("neural")
    assert (statistics.texts[row], statistics.counts[row], statistics.inside[row]) == (10, 20, 20)
    assert list(statistics.counts) == sorted(statistics.counts, reverse=True)
    termhood = dict(zip(statistics.words, statistics.termhood, strict=True))
    assert termhood["the"] < 0.6 < termhood["network"]


def test_statistics_can_be_saved_and_loaded(texts, tmp_path):
    statistics = learn_phrases(texts)
    statistics.save(tmp_path / "phrases.tsv")
    again = PhraseStatistics.load(tmp_path / "phrases.tsv")
    assert (again.size, again.words) == (statistics.size, statistics.words)
    for name in ("texts", "counts", "inside"):
        np.testing.assert_array_equal(getattr(again, name), getattr(statistics, name))


def test_other_files_are_rejected(tmp_path):
    path = tmp_path / "words.tsv"
    path.write_text("word\t3\n", encoding="utf-8")
    with pytest.raises(FormatError, match=r"words\.tsv: not a file of phrase statistics"):
        PhraseStatistics.load(path)


def test_no_texts():
    statistics = learn_phrases([])
    assert statistics.size == 0
    assert statistics.termhood.size == 0
    assert learn_phrases(["", "..."]).words == ()


def test_ideographs_are_split_by_the_tokenizer():
    statistics = learn_phrases(["线图好，线图"], tokenizer=Segmenter({"线图": 1}))
    assert set(statistics.words) == {"线图", "好"}
