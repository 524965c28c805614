"""What texts tell of their words."""

import numpy as np
import pytest

from nlpzero import Segmenter, learn_phrases
from nlpzero.keywords import PhraseStatistics
from simpler_glove.errors import FormatError


def test_words_are_counted_in_lower_case(texts):
    found = learn_phrases(texts)
    assert found.size == len(texts)
    row = found.words.index("neural")
    assert (found.texts[row], found.counts[row], found.inside[row]) == (10, 20, 20)
    assert list(found.counts) == sorted(found.counts, reverse=True)
    termhood = dict(zip(found.words, found.termhood, strict=True))
    assert termhood["the"] < 0.6 < termhood["network"]


def test_statistics_survive_a_file(texts, tmp_path):
    found = learn_phrases(texts)
    found.save(tmp_path / "phrases.tsv")
    again = PhraseStatistics.load(tmp_path / "phrases.tsv")
    assert (again.size, again.words) == (found.size, found.words)
    for name in ("texts", "counts", "inside"):
        np.testing.assert_array_equal(getattr(again, name), getattr(found, name))


def test_other_files_are_told(tmp_path):
    path = tmp_path / "words.tsv"
    path.write_text("word\t3\n", encoding="utf-8")
    with pytest.raises(FormatError, match=r"words\.tsv is no table"):
        PhraseStatistics.load(path)


def test_no_text_is_no_error():
    found = learn_phrases([])
    assert found.size == 0
    assert found.termhood.size == 0
    assert learn_phrases(["", "..."]).words == ()


def test_ideographs_are_cut_by_the_segmenter():
    found = learn_phrases(["线图好，线图"], segmenter=Segmenter({"线图": 1}))
    assert set(found.words) == {"线图", "好"}
