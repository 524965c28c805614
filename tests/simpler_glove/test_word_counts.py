"""Word counts of parts of a text add up to the vocabulary of the text."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpler_glove.corpus import (
    count_words,
    encode_corpus,
    load_word_counts,
    merge_word_counts,
    save_word_counts,
)
from simpler_glove.errors import EmptyCorpusError, FormatError, ParameterError

LINES = st.lists(st.text("aBÉ語 ", max_size=8), max_size=12)


@given(LINES, st.booleans())
@pytest.mark.parametrize("tokenizer", ["whitespace", "chars", str.split])
def test_counts_are_those_of_a_counter(tokenizer, lines, lowercase):
    split = list if tokenizer == "chars" else str.split
    words = [word for line in lines for word in split(line)]
    words = [word.lower() if lowercase else word for word in words if word.strip()]
    found = count_words([*lines, ""], tokenizer=tokenizer, lowercase=lowercase)
    expected = sorted(Counter(words).items(), key=lambda item: (-item[1], item[0].encode()))
    assert list(zip(found.vocabulary.words, found.vocabulary.counts, strict=True)) == expected
    assert found.statistics.tokens == len(words)
    assert found.statistics.types == len(expected)
    assert found.statistics.lines == len(lines) + 1


@given(st.lists(LINES, min_size=1, max_size=5))
def test_merged_counts_are_those_of_all_texts(texts):
    merged = merge_word_counts(count_words([*lines, "a"]) for lines in texts)
    corpus = encode_corpus([line for lines in texts for line in (*lines, "a")], min_count=1)
    assert merged.vocabulary == corpus.vocabulary
    assert merged.statistics == corpus.statistics
    assert (
        merged.select(1, 2)[0]
        == encode_corpus(
            [line for lines in texts for line in (*lines, "a")], min_count=1, max_vocab=2
        ).vocabulary
    )


def test_saved_counts_are_loaded(tmp_path):
    for name, text in (("words", "to be or not to be"), ("empty", "")):
        counts = count_words([text])
        save_word_counts(counts, tmp_path / name)
        loaded = load_word_counts(tmp_path / name)
        assert loaded.vocabulary == counts.vocabulary
        assert loaded.statistics == counts.statistics


def test_damaged_counts(tmp_path):
    save_word_counts(count_words(["to be or not to be"]), tmp_path / "words")
    file = tmp_path / "words" / "word_counts.npy"
    file.write_bytes(file.read_bytes()[:-1] + b"\x07")
    with pytest.raises(FormatError, match="word_counts.npy"):
        load_word_counts(tmp_path / "words")


def test_nothing_to_count():
    with pytest.raises(EmptyCorpusError):
        count_words([""]).select()
    with pytest.raises(ParameterError, match="at least one"):
        merge_word_counts([])
    with pytest.raises(ParameterError, match="not lists of tokens"):
        count_words([["a"]])
