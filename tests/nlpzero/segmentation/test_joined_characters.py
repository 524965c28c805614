"""Adjacent characters that are hardly ever words are one token."""

import pytest

from nlpzero import Lexicon, Segmenter
from nlpzero.segmentation import LexiconTokenizer
from simpler_glove.errors import ParameterError

SCORES = {"的": 2.0, "江": -3.0, "泽": -9.0, "民": -9.0, "二": -9.0, "江泽": -30.0, "民的": -60.0}


def lexicon(bound=-5.5, **more):
    scores = {**SCORES, **more}
    return Lexicon([*scores], scores=[*scores.values()], parameters={"join_below": bound})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("江泽民的", ["江", "泽民", "的"]),
        ("珺民", ["珺民"]),  # an unknown character
        ("民泽民泽", ["民泽民泽"]),
        ("泽，民", ["泽", "，", "民"]),
        ("泽二民", ["泽", "二", "民"]),  # a numeral
        ("泽a民ก泽", ["泽", "a", "民", "ก", "泽"]),  # other scripts
        ("泽\u0301民", ["泽\u0301", "民"]),  # an atom of several code points
        ("泽民" * 3000 + "的", ["泽民" * 3000, "的"]),
    ],
)
def test_tokens_of_all_methods(text, words):
    segmenter = Segmenter(lexicon())
    assert segmenter.lcut(text) == words
    assert list(segmenter.cut(text)) == words
    assert list(segmenter.cut_many(["的", text, text], threads=1)) == [["的"], words, words]
    assert [text[start:end] for _, start, end in segmenter.tokenize(text)] == words
    if len(text) < 99:
        assert segmenter.explain(text).words == words
        assert segmenter.nbest(text, 1)[0].words == words


@pytest.mark.parametrize("bound", [-9.0, None])
def test_without_low_scores_or_bound_nothing_is_joined(bound):
    words = Lexicon(["泽", "民"], scores=[-9.0, -9.0], parameters={"join_below": bound})
    assert Segmenter(words).lcut("泽民") == ["泽", "民"]


def test_nothing_is_joined_if_words_of_one_character_were_removed():
    segmenter = Segmenter(lexicon().filter(min_length=2))
    assert segmenter.lcut("泽民") == ["泽", "民"]


def test_folded_text_is_joined_by_the_scores_of_simplified_characters():
    segmenter = Segmenter(lexicon(泽=3.0), fold="simplified")
    assert segmenter.lcut("民民澤民") == ["民民", "澤", "民"]


def test_changed_words_are_not_joined_again():
    segmenter = Segmenter(lexicon(泽民=-1.0))
    assert segmenter.lcut("泽民") == ["泽民"]
    segmenter.del_word("泽民")
    assert segmenter.lcut("泽民") == ["泽", "民"]
    segmenter.add_word("泽民")
    assert segmenter.lcut("泽民民") == ["泽民", "民"]
    for change in ({}, {"freq": 1}, {"score": -9.0}):
        segmenter = Segmenter(lexicon())
        segmenter.add_word("民", **change)
        assert segmenter.lcut("泽民") == ["泽", "民"]


def test_lattice_shows_joined_characters_with_their_score():
    lattice = Segmenter(lexicon()).explain("泽民的")
    found = [(edge.word, edge.score) for edge in lattice.edges if edge.kind == "joined"]
    assert found == [("泽民", -18.0)]
    assert lattice.score == -16.0


def test_nbest_has_no_segmentation_twice():
    segmenter = Segmenter(lexicon(泽民=-20.0))  # both a word and two joined characters
    assert [(words, score) for words, score in segmenter.nbest("泽民", 5)] == [(["泽民"], -18.0)]


def test_a_long_run_is_divided_between_tokens():
    assert Segmenter(lexicon()).lcut("泽民的" * 70_000) == ["泽民", "的"] * 70_000


def test_bound_is_stored_with_the_tokenizer(tmp_path):
    tokenizer = LexiconTokenizer(Segmenter(lexicon()))
    loaded = LexiconTokenizer.load(tmp_path, tokenizer.save(tmp_path))
    assert loaded("江泽民的") == ["江", "泽民", "的"]
    assert loaded.fingerprint == tokenizer.fingerprint
    other = LexiconTokenizer(Segmenter(lexicon(bound=-10.0)))
    assert tokenizer.fingerprint != other.fingerprint


def test_bound_that_is_not_a_number():
    with pytest.raises(ParameterError, match="join_below"):
        Segmenter(lexicon(bound="low")).lcut("泽民")
