"""Words by boundary entropy: the score, the lexicon, and what must not matter to both."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from nlpzero import EncodedText, Segmenter, count_ngrams, encode_text
from nlpzero.discovery import Weights, cut_counts, wordhood, words_by_boundary_entropy
from nlpzero.discovery.evidence import autonomy, cohesion
from nlpzero.discovery.usage import context_divergence, edge_evidence, outermost
from simpler_glove.errors import EmptyCorpusError, MismatchError, ParameterError, ResourceError


@pytest.fixture(scope="module")
def text(language):
    return encode_text(language[1])


@pytest.fixture(scope="module")
def ngrams(text):
    return count_ngrams(text, min_count=3)


@pytest.fixture(scope="module")
def lexicon(ngrams, text):
    return words_by_boundary_entropy(ngrams, text)


def test_wordhood_is_the_sum_that_it_says(ngrams):
    found = wordhood(ngrams, threads=1)
    own, held, apart = autonomy(ngrams), cohesion(ngrams), context_divergence(ngrams)
    left, right = edge_evidence(ngrams)
    first_rows, last_rows = outermost(ngrams)
    by = Weights()
    for row in range(0, len(ngrams), 97):
        first, last = first_rows[row], last_rows[row]
        if ngrams.lengths[row] == 1:
            edges = by.single_left_edge * left[row] + by.single_right_edge * right[row]
            expected = by.single_autonomy * own[row] + edges - by.single_handicap
        else:
            expected = (
                own[row] * ngrams.lengths[row]
                + by.divergence * apart[row]
                + by.cohesion * held[row]
                + by.left_edge * left[row]
                + by.right_edge * right[row]
                + by.outer_edge * (left[first] + right[last])
                - by.handicap
            )
        assert found[row] == pytest.approx(expected)


def test_weights_count(ngrams):
    heavy = wordhood(ngrams, weights=Weights()._replace(handicap=Weights().handicap + 3.0))
    single = ngrams.lengths == 1
    assert heavy[single] == pytest.approx(wordhood(ngrams)[single])
    assert heavy[~single] == pytest.approx(wordhood(ngrams)[~single] - 3.0)


def test_words_of_a_made_up_language_are_found(language, lexicon):
    frequent = [word for word in language[0][:30] if len(word) > 1]
    assert sum(word in lexicon for word in frequent) > 0.8 * len(frequent)
    assert "0年" in lexicon
    assert not [word for word in lexicon if word != "0kg" and "0" in word and "kg" in word]


def test_the_lexicon_cuts_the_text_as_it_was_counted(language, lexicon):
    segmenter = Segmenter(lexicon)
    counts = Counter()
    for line in language[1]:
        counts.update(segmenter.lcut(line))
    words = [word for word in lexicon if "0" not in word]
    assert len(words) > 50
    assert {word: counts[word] for word in words} == {word: lexicon[word].count for word in words}
    assert sum(n for word, n in counts.items() if word.endswith("年")) >= lexicon["0年"].count


def test_min_count_is_the_least_count_of_words_of_several_atoms(ngrams, text):
    for least in (1, 10, 100):
        found = words_by_boundary_entropy(ngrams, text, min_count=least)
        counts = [entry.count for entry in found.entries() if len(entry.word) > 1]
        assert min(counts) >= least
        assert min(found.counts) >= 1


def test_examples_hold_the_words_with_numbers_as_they_are(lexicon):
    for entry in lexicon.entries():
        if "0" not in entry.word:
            assert entry.word in entry.example
    assert any(f"{year}年" in lexicon["0年"].example for year in range(1990, 2010))
    assert all(len(example) < 80 for example in lexicon.examples)


def test_all_is_finite_and_gains_are_nats(lexicon, text):
    assert np.isfinite(lexicon.scores).all()
    assert lexicon.unknown_score <= min(cut_counts.UNKNOWN, lexicon.scores.min())
    total = lexicon.counts.sum()
    gains = lexicon.evidence["gain"]
    singles = np.array([len(text.alphabet.symbols_of(word)) == 1 for word in lexicon.words])
    assert np.array_equal(np.isnan(gains), singles)
    entry = next(e for e in lexicon.entries() if len(e.word) == 2 and "0" not in e.word)
    cost = {word: np.log(total / lexicon[word].count) for word in lexicon}
    parts = sum(cost.get(letter, np.log(total / 0.5)) for letter in entry.word)
    assert entry.gain == pytest.approx(entry.count * (parts - cost[entry.word]))


def test_pain_1_threads_memory_and_chunks_do_not_matter(
    language, ngrams, text, lexicon, tmp_path, monkeypatch
):
    monkeypatch.setattr(cut_counts, "_CHUNK", 1000)
    assert words_by_boundary_entropy(ngrams, text, threads=3) == lexicon
    text.save(tmp_path / "text")
    stored = EncodedText.load(tmp_path / "text")
    again = words_by_boundary_entropy(ngrams, stored, threads=1, memory=64 << 20, tmp=str(tmp_path))
    assert again == lexicon


def test_pain_1_the_order_of_lines_does_not_matter(language, lexicon):
    lines = list(reversed(language[1]))
    text = encode_text(lines)
    other = words_by_boundary_entropy(count_ngrams(text, min_count=3), text)
    assert other.words == lexicon.words
    assert np.array_equal(other.counts, lexicon.counts)
    assert np.array_equal(other.scores, lexicon.scores)
    assert all(
        np.array_equal(values, other.evidence[name], equal_nan=True)
        for name, values in lexicon.evidence.items()
    )


def test_pain_17_finding_words_leaves_the_statistics_as_they_were(ngrams, text, lexicon):
    before = {name: values.copy() for name, values in vars(ngrams).items() if hasattr(values, "T")}
    assert words_by_boundary_entropy(ngrams, text) == lexicon
    assert all(np.array_equal(getattr(ngrams, name), old) for name, old in before.items())


def test_pain_18_too_little_memory_is_said(ngrams, text):
    with pytest.raises(ResourceError, match="bytes of memory are too few"):
        words_by_boundary_entropy(ngrams, text, memory=10_000)


def test_parameters(ngrams, text, tmp_path):
    owner = "words_by_boundary_entropy"
    wrong = {"min_count": 0, "threads": 0, "memory": 0, "tmp": str(tmp_path / "none")}
    for name, value in wrong.items():
        with pytest.raises(ParameterError, match=f"'{name}' parameter of {owner} must be"):
            words_by_boundary_entropy(ngrams, text, **{name: value})
    with pytest.raises(MismatchError, match=f"given to {owner} are not those of the text"):
        words_by_boundary_entropy(ngrams, encode_text(["别的"]))


def test_no_word_is_an_error():
    text = encode_text(["葡萄"])
    with pytest.raises(EmptyCorpusError, match="no word that is frequent enough"):
        words_by_boundary_entropy(count_ngrams(text, min_count=2), text)


def test_progress_is_told(ngrams, text):
    told = []
    words_by_boundary_entropy(ngrams, text, progress=lambda *args: told.append(args))
    stages = list(dict.fromkeys(stage for stage, *_ in told))
    assert stages == ["consistency", "numbers", "counting n-grams", "segmenting"]
    assert told[-1][1:] == (text.symbols.size, text.symbols.size, "symbols")
