"""Scores of segmentations: spans, unknown words, and characters that must agree."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero.segmentation.scores import evaluate_segmentation
from simpler_glove.errors import FormatError, ParameterError

GOLD = ["共同 创造 美好 的 新 世纪", "", "女士 们 ， 先生 们"]
CUT = ["共同 创造 美好 的 新世纪", "女士们 ， 先 生 们"]


def spans(words):
    text, found = "", set()
    for word in words:
        found.add((len(text), text := text + word))
    return found


def test_scores_by_hand():
    scores = evaluate_segmentation(GOLD, CUT, known_words={"共同", "新", "们", "，", "先生"})
    # Found: 共同 创造 美好 的 ， 们 of 11 words; 10 were predicted.
    assert (scores.words, scores.predicted_words, scores.lines) == (11, 10, 2)
    assert scores.recall == 6 / 11 and scores.precision == 6 / 10
    assert scores.f1 == pytest.approx(2 * 0.6 * (6 / 11) / (0.6 + 6 / 11))
    # Unknown: 创造 美好 的 世纪 女士, of which three are found.
    assert (scores.oov_rate, scores.oov_recall) == (5 / 11, 3 / 5)
    assert scores.iv_recall == 3 / 6


def test_without_known_words_there_is_no_recall_of_unknown_ones():
    scores = evaluate_segmentation(GOLD, GOLD)
    assert (scores.precision, scores.recall, scores.f1) == (1.0, 1.0, 1.0)
    assert (scores.oov_rate, scores.oov_recall, scores.iv_recall) == (None, None, None)
    assert evaluate_segmentation(["a b"], ["ab"], known_words=["a", "b"]).oov_recall is None
    assert evaluate_segmentation(["a b"], ["ab"], known_words=()).iv_recall is None
    assert evaluate_segmentation(["a b"], ["ab"]).f1 == 0.0


def test_a_function_cuts_the_words_joined():
    seen = []

    def cut(line):
        seen.append(line)
        return iter([*line[:2], " ", line[2:]])

    assert evaluate_segmentation(["a b　cd"], cut).f1 == 1.0
    assert seen == ["abcd"]


def test_white_space_of_any_kind_separates(tmp_path):
    path = tmp_path / "gold.txt"
    path.write_bytes("\ufeff共同　创造\t美好\r\n\r\n的\u00a0 新\n".encode())
    scores = evaluate_segmentation(path, [["共同", " ", "创 造", "　", "美好"], ["的", "新"]])
    assert (scores.f1, scores.words, scores.lines) == (1.0, 5, 2)


def test_files_in_another_encoding_and_a_file_of_known_words(tmp_path):
    gold, words = tmp_path / "gold.txt", tmp_path / "words.txt"
    gold.write_text("共同 创造\n", encoding="gb18030")
    words.write_text("共同 12 v\n", encoding="gb18030")
    scores = evaluate_segmentation(gold, gold, known_words=words, encoding="gb18030")
    assert (scores.oov_rate, scores.f1) == (0.5, 1.0)
    with pytest.raises(FormatError, match=r"gold\.txt, line 1, byte offset 0.*encoding='gb18030'"):
        evaluate_segmentation(gold, gold)


@pytest.mark.parametrize(
    ("gold", "predicted", "message"),
    [
        (["ab c", "d"], ["a bc", "x"], "predicted, line 2: character 1 differs from the gold "
         "standard: expected 'd', got 'x'."),
        (["ab c"], ["a b"], "predicted, line 1: character 3 differs from the gold standard: "
         "expected 'c', got ''."),
        (["ab c"], lambda line: line[1:], "gold, line 1: character 1 differs from the gold "
         "standard: expected 'abc', got 'bc'."),
        (["a", "b"], ["a"], "predicted: ends before line 2 of the gold standard."),
        (["a"], ["a", "", "b"], "predicted, line 3: the gold standard has fewer lines."),
        (["", " "], [], "gold: the gold standard contains no word."),
    ],
)  # fmt: skip
def test_texts_that_do_not_fit(gold, predicted, message):
    with pytest.raises(FormatError, match=re.escape(message)):
        evaluate_segmentation(gold, predicted)


def test_known_words_must_be_a_collection():
    with pytest.raises(ParameterError, match="'known_words' parameter of evaluate_segmentation"):
        evaluate_segmentation(["a"], ["a"], known_words=3)


@given(st.lists(st.tuples(st.text("ab我", min_size=1, max_size=9), st.integers(0), st.integers(0)),
                min_size=1))  # fmt: skip
def test_scores_are_those_of_the_spans(lines):
    def cut(text, mask):
        pieces = [text[0]]
        for place, character in enumerate(text[1:]):
            if mask >> place & 1:
                pieces.append(character)
            else:
                pieces[-1] += character
        return pieces

    gold = [cut(text, mask) for text, mask, _ in lines]
    predicted = [cut(text, mask) for text, _, mask in lines]
    scores = evaluate_segmentation(gold, predicted)
    pairs = list(zip(gold, predicted, strict=True))
    found = sum(len(spans(a) & spans(b)) for a, b in pairs)
    assert scores.precision == found / sum(map(len, predicted))
    assert scores.recall == found / sum(map(len, gold))
    assert evaluate_segmentation(map(" ".join, gold), map(" ".join, predicted)) == scores
