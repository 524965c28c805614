"""Lexicon: order, look-up, scores, sets, selection."""

from __future__ import annotations

import copy
import math
import pickle

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import nlpzero
from nlpzero.lexicon import EVIDENCE, Entry, Lexicon
from simpler_glove.errors import FormatError, ParameterError, UnknownWordError

WORDS = st.text(
    st.characters(exclude_characters="\t\n\r\0", exclude_categories=["Cs"]), min_size=1, max_size=4
)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
OPTIONAL = FLOATS | st.just(math.nan)


@st.composite
def lexicons(draw):
    words = draw(st.lists(WORDS, unique=True, max_size=8))
    size = len(words)

    def column(values):
        return draw(st.none() | st.lists(values, min_size=size, max_size=size))

    evidence = {name: column(OPTIONAL) for name in draw(st.sets(st.sampled_from(EVIDENCE)))}
    return Lexicon(
        words,
        counts=column(st.integers(0, 2**61)),
        scores=column(FLOATS),
        evidence={name: values for name, values in evidence.items() if values is not None},
        examples=column(st.none() | st.text(max_size=5)),
        unknown_score=draw(st.none() | FLOATS),
        parameters=draw(
            st.dictionaries(st.sampled_from(["method", "order"]), st.integers() | st.text())
        ),
    )


@pytest.fixture
def lexicon():
    return Lexicon(
        ["的", "葡萄", "葡萄干", "0年"],
        counts=[90, 30, 7, 30],
        evidence={
            "gain": [np.nan, 2.5, 1.5, 0.5],
            "left_entropy": [3.0, 1.0, 2.0, 2.0],
            "right_entropy": [3.0, 2.0, 0.5, 2.0],
        },
        examples=["我的", "吃葡萄\n不吐", None, ""],
    )


def test_order_is_count_then_code_points(lexicon):
    assert lexicon.words == ("的", "0年", "葡萄", "葡萄干") == tuple(lexicon)
    assert lexicon.counts.tolist() == [90, 30, 30, 7]
    assert lexicon.evidence["left_entropy"].tolist() == [3, 2, 1, 2]
    assert lexicon.examples == ("我的", "", "吃葡萄 不吐", "")


@given(st.dictionaries(WORDS, st.integers(0, 3)))
def test_order_does_not_depend_on_the_order_given(counts):
    expected = sorted(counts, key=lambda word: (-counts[word], word))
    assert list(Lexicon.from_counts(counts)) == expected
    assert Lexicon.from_counts(dict(reversed(counts.items()))) == Lexicon.from_counts(counts)


def test_entries_have_all_columns(lexicon):
    score = math.log(30 / 157)
    assert lexicon["葡萄"] == Entry(
        "葡萄", 30, score, left_entropy=1.0, right_entropy=2.0, gain=2.5, example="吃葡萄 不吐"
    )
    assert lexicon["的"].gain is None and lexicon["0年"].example is None
    assert lexicon.get("葡萄") == lexicon["葡萄"] == lexicon.entry(lexicon.row_of("葡萄"))
    assert lexicon.get("苹果") is None and lexicon.get("苹果", 3) == 3
    assert lexicon.row_of("苹果") is None
    assert "葡萄" in lexicon and "苹果" not in lexicon and 3 not in lexicon


def test_unknown_words_have_similar_words():
    lexicon = Lexicon(["science", "silence", "the"])
    with pytest.raises(UnknownWordError, match="'sciense' is not in the lexicon of 3 words. Sim"):
        lexicon["sciense"]
    with pytest.raises(KeyError, match="3 is not in"):
        lexicon[3]


def test_scores_are_computed_from_counts_by_default():
    lexicon = Lexicon(["a", "b", "c"], counts=[6, 1, 0])
    assert lexicon.scores == pytest.approx(np.log([6 / 8, 1 / 8, 1 / 8]))
    assert lexicon.unknown_score == pytest.approx(math.log(1 / 8))
    given = Lexicon(["a", "b"], scores=[1.5, -2.5])
    assert given.scores.tolist() == [1.5, -2.5] and given.unknown_score == -2.5
    assert Lexicon(["a"], scores=[1], unknown_score=-7).unknown_score == -7
    assert Lexicon([]).unknown_score == 0 and Lexicon([]).scores.size == 0


def test_words_without_counts_have_equal_scores():
    lexicon = Lexicon(["a", "b"])
    assert lexicon.counts.tolist() == [0, 0]
    assert len({*lexicon.scores, lexicon.unknown_score}) == 1


@given(lexicons())
def test_lexicons_are_read_only_and_can_be_pickled(lexicon):
    again = pickle.loads(pickle.dumps(lexicon))
    assert again == lexicon and hash(again) == hash(lexicon)
    for one in (lexicon, again, lexicon.top(2)):
        for array in (one.counts, one.scores, *one.evidence.values()):
            assert not array.flags.writeable
    for view in (lexicon.evidence, lexicon.parameters):
        with pytest.raises(TypeError):
            view["gain"] = 3


@given(lexicons())
@example(Lexicon(["New York", "#", "# a 1", "word", "\ufeff", " ", "1e5", "nan"], counts=range(8)))
def test_tables_are_read_as_written(tmp_path_factory, lexicon):
    path = tmp_path_factory.mktemp("lexicon") / "words.tsv"
    lexicon.save(path)
    again = Lexicon.load(path)
    assert again == lexicon
    assert again.scores.tobytes() == lexicon.scores.tobytes()
    assert again.unknown_score == lexicon.unknown_score and again.rejected == ()
    content = path.read_bytes()
    again.save(path, force=True)
    assert path.read_bytes() == content


def test_arrays_of_the_caller_are_copied():
    counts, scores = np.array([3, 2]), np.array([0.5, 1])
    lexicon = Lexicon(["a", "b"], counts=counts, scores=scores)
    counts[0] = scores[0] = 9
    assert lexicon["a"].count == 3 and lexicon["a"].score == 0.5


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["a", "b", "a"], "'a' occurs twice in the lexicon, as entries 1 and 3"),
        (["a", ""], "entry 2 of the lexicon, '': the word is empty"),
        (["a\tb"], "contains a tab, a line end or NUL"),
        (["a\n"], "contains a tab, a line end or NUL"),
        (["\ud800"], "lone surrogate"),
    ],
)
def test_invalid_words(words, message):
    with pytest.raises(FormatError, match=message):
        Lexicon(words)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"words": "ab"}, "must be a list of words"),
        ({"words": ["a", 3]}, "must contain only str"),
        ({"counts": [1]}, "'counts' parameter of Lexicon must be 2 ints. Got shape"),
        ({"counts": [1.5, 2]}, "must be 2 ints"),
        ({"counts": [-1, 2]}, "must be from 0 to"),
        ({"counts": np.array([2**63, 1], np.uint64)}, "must be from 0 to"),
        ({"scores": [1, math.nan]}, "'scores' parameter of Lexicon must contain finite numbers."),
        ({"scores": ["x", 1]}, "'scores' parameter of Lexicon must be 2 numbers"),
        ({"evidence": {"gain": [1, math.inf]}}, r"evidence\['gain'\].*finite numbers or NaN"),
        ({"evidence": {"beauty": [1, 2]}}, "keys among cohesion.*Got 'beauty'"),
        ({"examples": ["x"]}, "must be a list of 2 str"),
        ({"examples": "xy"}, "must be a list of 2 str"),
        ({"unknown_score": math.nan}, "must be a finite number"),
        ({"parameters": {"a b": 1}}, "keys without white space"),
        ({"parameters": {"unknown_score": 1}}, "other than 'unknown_score'"),
        ({"parameters": {"a": {1, 2}}}, "must contain JSON values"),
        ({"parameters": {"a": math.nan}}, "must contain JSON values"),
    ],
)
def test_bad_parameters(options, message):
    with pytest.raises(ParameterError, match=message):
        Lexicon(**{"words": ["a", "b"], **options})


# Sets -----------------------------------------------------------------------------------------


@given(lexicons(), lexicons())
def test_difference_and_intersection_split_a_lexicon(one, other):
    kept, gone = one & other, one - other
    assert set(kept) == set(one) & set(other) and set(gone) == set(one) - set(other)
    assert [one[word].count for word in gone] == gone.counts.tolist()
    assert gone == one.difference(list(other)) == one.not_in(other) == one - set(other)
    assert kept.unknown_score == one.unknown_score or one._unknown is None


@given(lexicons(), lexicons())
def test_merge_adds_counts(one, other):
    both = one | other
    assert set(both) == {*one, *other}
    for word in both:
        counts = [lexicon[word].count for lexicon in (one, other) if word in lexicon]
        assert both[word].count == sum(counts)
    assert list(both) == sorted(both, key=lambda word: (-both[word].count, word))


@given(lexicons(), lexicons())
def test_merge_keeps_evidence_of_the_larger_count(one, other):
    both = one | other
    for word in both:
        entries = [lexicon[word] for lexicon in (one, other) if word in lexicon]
        entries.sort(key=lambda entry: -entry.count)  # stable: the first wins a tie
        for name in (*EVIDENCE, "example"):
            known = [value for entry in entries if (value := getattr(entry, name)) is not None]
            assert getattr(both[word], name) == (known[0] if known else None)
        if one._columns.scores is not None and other._columns.scores is not None:
            assert both[word].score == entries[0].score


@given(lexicons())
def test_merge_with_an_empty_lexicon(lexicon):
    both = lexicon | Lexicon([])
    for name in ("words", "examples"):
        assert getattr(both, name) == getattr(lexicon, name)
    assert both.counts.tolist() == lexicon.counts.tolist()


def test_merge_of_scores_and_parameters():
    one = Lexicon(["a"], scores=[1], unknown_score=-3, parameters={"order": 6, "method": "x"})
    other = Lexicon(["b"], scores=[2], unknown_score=-4, parameters={"order": 6, "method": "y"})
    both = one.merge(other)
    assert both["a"].score == 1 and both["b"].score == 2 and both.unknown_score == -4
    assert dict(both.parameters) == {"order": 6}
    assert one.merge(Lexicon(["b"]))["a"].score == pytest.approx(math.log(1 / 2))


def test_merge_errors():
    huge = Lexicon(["a"], counts=[2**62])
    with pytest.raises(ParameterError, match="sum to more than"):
        huge.merge(huge)
    with pytest.raises(ParameterError, match="must be a Lexicon. Got {} instead"):
        huge.merge({})
    for operation in (lambda: huge | {"a"}, lambda: huge - "a", lambda: huge & ["a"]):
        with pytest.raises(TypeError):
            operation()
    for method in (huge.difference, huge.intersection):
        with pytest.raises(ParameterError, match="not one str"):
            method("abc")


@pytest.mark.slow
def test_new_words_are_not_in_a_dictionary(tmp_path):
    found = Lexicon(["北京", "绝绝子", "破防了"], counts=[9, 5, 3], unknown_score=-12)
    fresh = found.not_in("jieba")
    assert fresh.words == ("绝绝子", "破防了") and fresh.unknown_score == -12
    path = tmp_path / "known.txt"
    path.write_text("绝绝子 3\n坏 -1\n", encoding="utf-8")
    assert found.not_in(path).words == found.not_in(str(path)).words == ("北京", "破防了")


# Choosing -------------------------------------------------------------------------------------


def test_filter(lexicon):
    assert lexicon.filter() == lexicon
    assert lexicon.filter(min_count=30, min_length=2).words == ("0年", "葡萄")
    assert lexicon.filter(max_length=1).words == ("的",)
    assert lexicon.filter(min_entropy=1).words == ("的", "0年", "葡萄")
    assert lexicon.filter(min_gain=0.5).words == ("0年", "葡萄", "葡萄干")  # 的 has none
    assert lexicon.filter(min_score=math.log(0.2)).words == ("的",)
    assert lexicon.filter(lambda entry: entry.gain is None).words == ("的",)
    assert lexicon.filter(lambda entry: "葡" in entry.word, max_length=2).words == ("葡萄",)


def test_top_and_entries(lexicon):
    assert lexicon.top(2).words == ("的", "0年")
    assert lexicon.top(2, by="gain").words == ("葡萄", "葡萄干")
    assert lexicon.top(0).words == () and lexicon.top(99) == lexicon
    assert [entry.word for entry in lexicon.entries("gain")] == ["葡萄", "葡萄干", "0年", "的"]
    assert [entry.word for entry in lexicon.entries()] == list(lexicon)


def test_errors_for_missing_columns(lexicon):
    for call in (
        lambda: lexicon.filter(min_cohesion=1),
        lambda: lexicon.top(2, by="cohesion"),
        lambda: lexicon.entries(by="cohesion"),
    ):
        with pytest.raises(
            ParameterError,
            match="requires the column cohesion.*count, score, left_entropy, right_entropy, gain",
        ):
            call()
    with pytest.raises(ParameterError, match="one of 'count', 'score'"):
        lexicon.top(2, by="beauty")
    with pytest.raises(ParameterError, match="'min_gain' parameter of Lexicon.filter"):
        lexicon.filter(min_gain="high")
    with pytest.raises(ParameterError, match="no parameter 'min_beauty'; it has where, min_count"):
        lexicon.filter(min_beauty=1)
    with pytest.raises(ParameterError, match="'n' parameter"):
        lexicon.top(-1)


def test_repr_and_names():
    assert repr(Lexicon(["a", "b", "c", "d"])) == "<Lexicon of 4 words: 'a', 'b', 'c', ...>"
    assert nlpzero.Lexicon is Lexicon
    assert Lexicon(["a"]) != 3


def test_deep_copy_is_the_same_lexicon():
    # scikit-learn's clone copies what an estimator is given, once for each fold of a search.
    lexicon = Lexicon(["葡萄"])
    assert copy.deepcopy(lexicon) is lexicon
