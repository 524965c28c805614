"""Refining by description length, compared with a procedure on dictionaries of strings."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero import EncodedText, Lexicon, count_ngrams, encode_text
from nlpzero.discovery import refine_by_description_length
from nlpzero.discovery.evidence import cohesion
from simpler_glove.errors import EmptyCorpusError, ParameterError

LINES = st.lists(st.text("我吃葡萄", min_size=1, max_size=8), min_size=1, max_size=6)
WORDS = st.lists(st.text("我吃葡萄不", min_size=1, max_size=4), unique=True, max_size=8)


def segmentations(text):
    for size in range(len(text)):
        for cuts in combinations(range(1, len(text)), size):
            yield [text[a:b] for a, b in pairwise((0, *cuts, len(text)))]


def best(text, scores, unknown):
    """Return the segmentation with the largest sum, then with the longest last words."""

    def value(words):
        total = 0.0
        for word in words:
            total += scores.get(word, unknown if len(word) == 1 else -math.inf)
        return total, [len(word) for word in reversed(words)]

    return max(segmentations(text), key=value)


def nats_of(counts, letters):
    """Return the nats per atom, and the gain and the cost of each longer word."""
    total, atoms = sum(counts.values()), sum(letters.values())
    cost = {word: math.log(total / count) for word, count in counts.items()}
    longer = [word for word in counts if len(word) > 1]
    written = sum(map(len, longer))
    end = len(longer) / max(len(longer) + written, 1)
    gains, prices = {}, {}
    for word in longer:
        parts = min(
            sum(cost.get(p, math.log(2 * total) if len(p) == 1 else math.inf) for p in way)
            for way in segmentations(word)
            if len(way) > 1
        )
        gains[word] = counts[word] * (parts - cost[word])
        prices[word] = -math.log(end) - sum(
            math.log((1 - end) * letters[letter] / atoms) for letter in word
        )
    text = sum(counts[word] * cost[word] for word in counts)
    return (text + sum(prices.values())) / atoms, gains, prices


def refined(words, scores, unknown, lines, rounds):
    """Return nats, counts and gains after each round."""
    letters, states = Counter("".join(lines)), []
    known = {word: score for word, score in zip(words, scores, strict=True)}
    while len(states) <= rounds:
        counts = Counter(word for line in lines for word in best(line, known, unknown))
        nats, gains, prices = nats_of(counts, letters)
        if states and nats >= states[-1][0]:
            break
        states.append((nats, counts, gains))
        total = sum(counts.values())
        dropped = {word for word in gains if gains[word] < prices[word]}
        known = {w: math.log(n / total) for w, n in counts.items() if w not in dropped}
        unknown = math.log(0.5 / total)
    return states


@given(lines=LINES, words=WORDS, times=st.integers(1, 4), seed=st.integers(0, 99))
def test_refining_is_the_procedure_on_strings(lines, words, times, seed):
    lines = lines * times
    scores = np.random.default_rng(seed).normal(-3.0, 1.0, len(words))
    found = Lexicon(words, scores=scores, unknown_score=-9.0)
    ours = refine_by_description_length(found, encode_text(lines), rounds=1, threads=1)
    states = refined(words, scores.tolist(), -9.0, lines, 1)
    assert ours.parameters["nats_per_atom"] == pytest.approx([state[0] for state in states])
    _, counts, gains = states[-1]
    ties = len(states) > 1  # sums of logarithms: several segmentations may be equal
    if not ties:
        assert {word: ours[word].count for word in ours} == {
            word: count for word, count in counts.items() if count > 1 or word in words
        }
        assert all(ours[word].gain == pytest.approx(gain) for word, gain in gains.items())


@pytest.fixture(scope="module")
def made(language):
    text = encode_text(language[1])
    ngrams = count_ngrams(text, order=3, min_count=20)
    rows = [row for row, gram in enumerate(ngrams.texts()) if not any(map(str.isdigit, gram))]
    words = [*ngrams.texts(rows), "0年"]
    counts = [*ngrams.counts[rows].tolist(), 1500]
    evidence = {"cohesion": [*cohesion(ngrams)[rows], np.nan]}
    return text, Lexicon(words, counts=counts, evidence=evidence)


def test_the_text_gets_shorter_with_each_round_and_words_fewer(made, language):
    text, found = made
    refined = refine_by_description_length(found, text)
    nats = refined.parameters["nats_per_atom"]
    assert 2 <= len(nats) <= 7
    assert all(after < before for before, after in pairwise(nats))
    assert len(refined) < len(found) / 2
    frequent = [word for word in language[0][:20] if len(word) in (2, 3)]
    assert sum(word in refined for word in frequent) > 0.6 * len(frequent)
    once = refine_by_description_length(found, text, rounds=1).parameters["nats_per_atom"]
    assert once == nats[:2]


def test_columns_of_the_result(made):
    text, found = made
    refined = refine_by_description_length(found, text)
    total = refined.counts.sum()
    assert refined.scores == pytest.approx(np.log(refined.counts / total), rel=1e-3)
    assert refined.unknown_score < refined.scores.min()
    assert list(refined.evidence) == ["cohesion", "gain"]
    for entry in refined.entries():
        old = found.get(entry.word)
        assert entry.cohesion == (old.cohesion if old else None)
        assert (entry.gain is None) == (text.alphabet.symbols_of(entry.word).size == 1)
        if "0" not in entry.word:
            assert entry.word in entry.example
    assert "0年" in refined


def test_parameters_of_the_lexicon_are_kept(made):
    text, found = made
    named = Lexicon(["葡萄"], parameters={"method": "by hand", "join_below": -5.5})
    refined = refine_by_description_length(named, text)
    assert refined.parameters["method"] == "by hand"
    assert "join_below" not in refined.parameters  # a bound of other scores


def test_words_that_the_text_cannot_contain_are_dropped():
    words = ["葡萄", "香蕉", "葡，萄", "葡 萄", "2024年", "0年", "葡" * 65, "0"]
    text = encode_text(["葡萄2024年葡萄2023年"] * 9 + ["葡" * 70])
    refined = refine_by_description_length(Lexicon(words), text)
    assert set(refined) <= {"葡萄", "0年", "葡", "萄", "年", "0"}
    assert "葡萄" in refined


def test_words_that_differ_only_in_a_number_become_their_pattern():
    lines = ["双十一狂欢，买葡萄", "买葡萄，双十二打折", "双十一买，葡萄狂欢"]
    text = encode_text(lines * 30)
    refined = refine_by_description_length(Lexicon(["双十一", "双十二", "葡萄"]), text)
    assert refined["双0"].count == 90 and refined["双0"].form in ("双十一", "双十二")
    assert not {"双十一", "双十二"} & set(refined)
    assert refine_by_description_length(Lexicon(["双十一"]), text)["双十一"].count == 90


def test_long_words_are_found():
    word = "".join(map(chr, range(0x5000, 0x5040)))
    assert len(word) == 64
    text = encode_text([word] * 9 + [word[:32]])
    refined = refine_by_description_length(Lexicon([word, word[:32], word[32:]]), text)
    assert refined[word].count == 9


def test_no_words_at_all_leave_single_atoms():
    refined = refine_by_description_length(Lexicon([]), encode_text(["葡萄葡萄，我"]))
    assert refined.words == ("萄", "葡")
    assert refined.parameters["nats_per_atom"] == [pytest.approx(refined_by_hand())]


def refined_by_hand():
    return -(4 * math.log(2 / 5) + math.log(1 / 5)) / 5


@pytest.mark.parametrize("lines", [[], ["", "，。"]])
def test_a_text_without_atoms(lines):
    with pytest.raises(EmptyCorpusError, match="contains no atom"):
        refine_by_description_length(Lexicon(["葡萄"]), encode_text(lines))


@pytest.mark.slow
def test_result_does_not_depend_on_threads_and_chunks(made, tmp_path):
    text, found = made
    expected = refine_by_description_length(found, text, threads=1)
    text.save(tmp_path / "text")
    stored = EncodedText.load(tmp_path / "text")
    again = refine_by_description_length(found, stored, threads=3, chunk=1000)
    assert again == expected


def test_parameters(made):
    text, found = made
    wrong = {"rounds": 0, "threads": 0}
    for name, value in wrong.items():
        with pytest.raises(
            ParameterError, match=f"'{name}' parameter of refine_by_description_length must be"
        ):
            refine_by_description_length(found, text, **{name: value})


def test_progress(made):
    text, found = made
    reports = []
    refine_by_description_length(found, text, rounds=1, progress=lambda *a: reports.append(a))
    assert {stage for stage, *_ in reports} == {"refining"}
