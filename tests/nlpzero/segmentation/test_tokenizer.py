"""A segmenter as the tokenizer of vectors."""

import pytest

from nlpzero import build_vectors, segment_tokenizer
from simpler_glove.errors import ParameterError

COUNTS = {"研究": 30, "研究生": 5, "生命": 20, "命": 1}


def test_white_space_is_dropped_unless_it_is_wanted():
    text = " 研究 生命\u3000New York，\n"
    tokenizer = segment_tokenizer(COUNTS, user_words=["New York"])
    assert tokenizer(text) == ["研究", "生命", "New York", "，"]
    kept = segment_tokenizer(COUNTS, user_words=["New York"], keep_spaces=True)
    assert "".join(kept(text)) == text


def test_raw_text_to_vectors():
    text = ["研究生命的起源。", "研究生研究生命！"] * 60
    vectors = build_vectors(text, vector_size=2, tokenizer=segment_tokenizer(COUNTS))
    assert {"研究", "生命", "研究生", "起", "源", "。"} <= set(vectors.index_to_key)


def test_wrong_parameters():
    with pytest.raises(ParameterError, match="'keep_spaces' parameter of segment_tokenizer"):
        segment_tokenizer(COUNTS, keep_spaces=1)
