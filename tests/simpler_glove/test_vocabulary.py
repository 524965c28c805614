import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpler_glove.errors import EmptyCorpusError, FormatError, ParameterError, UnknownWordError
from simpler_glove.vocabulary import Vocabulary

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@given(st.lists(WORDS, unique=True))
def test_packed_and_unpacked_are_the_same(words):
    counts = list(range(len(words)))
    vocabulary = Vocabulary(words, counts)
    again = Vocabulary.from_packed(*vocabulary.packed(), vocabulary.counts)
    assert again.words == tuple(words) == tuple(vocabulary)
    assert again == vocabulary and hash(again) == hash(vocabulary)
    assert again.ids_of(words).tolist() == counts
    assert len(again) == len(words)
    assert pickle.loads(pickle.dumps(again)) == vocabulary


@given(st.dictionaries(WORDS, st.integers(1, 4), min_size=1), st.integers(1, 3), st.integers(1, 9))
def test_from_counts_orders_by_count_then_bytes(counts, min_count, max_vocab):
    kept = [word for word in counts if counts[word] >= min_count]
    if not kept:
        with pytest.raises(EmptyCorpusError, match=f"Set min_count={max(counts.values())}"):
            Vocabulary.from_counts(counts, min_count=min_count)
        return
    kept.sort(key=lambda word: (-counts[word], word.encode()))
    vocabulary = Vocabulary.from_counts(counts, min_count=min_count, max_vocab=max_vocab)
    assert vocabulary.words == tuple(kept[:max_vocab])
    assert vocabulary.counts.tolist() == [counts[word] for word in vocabulary.words]


@given(
    st.lists(
        st.tuples(
            st.text(
                st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=6
            ),
            st.integers(0, 2**62),
        ),
        unique_by=lambda entry: entry[0],
    )
)
def test_saved_words_may_contain_spaces(tmp_path_factory, entries):
    path = tmp_path_factory.mktemp("vocabulary") / "vocab.txt"
    vocabulary = Vocabulary([word for word, _ in entries], [count for _, count in entries])
    vocabulary.save(path)
    if not (entries and entries[0][0].startswith("\ufeff")):
        assert Vocabulary.load(path) == vocabulary


def test_fingerprints_depend_on_words_order_and_counts():
    prints = {
        Vocabulary(words, counts).fingerprint
        for words, counts in [
            (["a", "b"], [2, 1]),
            (["b", "a"], [2, 1]),
            (["a", "b"], [2, 2]),
            (["ab"], [2]),
            (["a", "b"], None),
            (["a", "bc"], None),
            (["ab", "c"], None),
        ]
    }
    assert len(prints) == 7


def test_arrays_are_read_only():
    vocabulary = Vocabulary(["a"], [1])
    for array in (vocabulary.counts, *vocabulary.packed()):
        assert not array.flags.writeable


def test_look_up():
    vocabulary = Vocabulary(["science", "silence", "New York"], [3, 2, 1])
    assert vocabulary.get("none") is None and vocabulary.get("none", -1) == -1
    assert vocabulary.get("silence") == 1 and "silence" in vocabulary and 3 not in vocabulary
    assert vocabulary[-1] == "New York"
    assert repr(vocabulary) == "<Vocabulary of 3 words: 'science', 'silence', 'New York'>"
    assert vocabulary != "science"
    assert Vocabulary(["a"]).counts is None


def test_ids_of_many_words():
    vocabulary = Vocabulary(["the", "of"])
    assert vocabulary.ids_of(iter(["of", "the"])).tolist() == [1, 0]
    assert vocabulary.ids_of(["of", "xyz"], default=-1).tolist() == [1, -1]
    assert vocabulary.ids_of([]).dtype == np.int32
    with pytest.raises(UnknownWordError, match="'xyz'"):
        vocabulary.ids_of(["of", "xyz"])
    assert dict(vocabulary.ids) == {"the": 0, "of": 1}
    with pytest.raises(TypeError):
        vocabulary.ids["new"] = 2


def test_unknown_words_with_similar_spellings():
    vocabulary = Vocabulary(["science", "silence", "New York"])
    with pytest.raises(UnknownWordError, match="Similar spellings: 'science', 'silence'"):
        vocabulary.id_of("sciense")
    with pytest.raises(UnknownWordError, match="'science'"):
        vocabulary.ids_of(["silence", "SCIENCE"])
    with pytest.raises(UnknownWordError, match=r"3 words\.$"):
        vocabulary.id_of("zzzzzz")
    with pytest.raises(UnknownWordError, match="vocabulary of 3 words"):
        vocabulary.id_of("")
    with pytest.raises(UnknownWordError):
        vocabulary.id_of(3)


@pytest.mark.slow
def test_an_unknown_word_in_a_large_vocabulary():
    vocabulary = Vocabulary([f"word{number}" for number in range(300_000)])
    assert "word7" in vocabulary
    with pytest.raises(UnknownWordError, match="word1234"):
        vocabulary.id_of("wrod1234")


def test_a_string_is_not_a_list_of_words():
    with pytest.raises(ParameterError, match="must be a list of words"):
        Vocabulary("abc")
    with pytest.raises(ParameterError, match="must be a list of words"):
        Vocabulary(["a"]).ids_of("a")


@pytest.mark.parametrize(
    ("words", "counts", "error", "message"),
    [
        (
            ["a", "b", "a"],
            None,
            FormatError,
            "'a' occurs twice in the vocabulary, as entries 1 and",
        ),
        (["\ud800"], None, FormatError, "cannot be encoded as UTF-8"),
        (["a", 3], None, ParameterError, "must be a list of str"),
        (["a"], [1, 2], ParameterError, "must be 1 ints"),
        (["a"], [1.5], ParameterError, "must be 1 ints"),
        (["a"], [-1], ParameterError, "must be from 0 to"),
        (["a"], np.array([2**63], np.uint64), ParameterError, "must be from 0 to"),
    ],
)
def test_bad_words_and_counts(words, counts, error, message):
    with pytest.raises(error, match=message):
        Vocabulary(words, counts)


@pytest.mark.parametrize("offsets", [[], [1, 2], [0, 1], [0, 3, 2, 2], [0, 3]])
def test_bad_offsets(offsets):
    with pytest.raises(FormatError, match="do not fit"):
        Vocabulary.from_packed(np.zeros(2, np.uint8), np.array(offsets, np.int64))


def test_packed_words_are_checked_at_first_use():
    blob = np.frombuffer(b"aa\xff", np.uint8)
    with pytest.raises(FormatError, match="not valid UTF-8"):
        _ = Vocabulary.from_packed(blob, np.array([0, 1, 2, 3])).words
    with pytest.raises(FormatError, match="occurs twice"):
        "a" in Vocabulary.from_packed(blob[:2], np.array([0, 1, 2]))  # noqa: B015


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"the 7\nof\n", r"line 2: not 'word count'"),
        (b"the 7\nof x\n", r"line 2: not 'word count'"),
        (b"the -7\n", r"line 1: not 'word count'"),
        (b"the 7\n\nof 3\n", r"line 2: not 'word count'"),
        (b"the 7\n\xff 3\n", r"line 2: not valid UTF-8 at byte 1"),
        (b"the 7\nthe 3\n", r"'the' occurs twice in the vocabulary, as entries 1 and 2"),
    ],
)
def test_bad_vocabulary_file(tmp_path, text, message):
    path = tmp_path / "vocab.txt"
    path.write_bytes(text)
    with pytest.raises(FormatError, match=message) as caught:
        Vocabulary.load(path)
    assert str(path) in str(caught.value)


def test_byte_order_mark_and_crlf(tmp_path):
    path = tmp_path / "vocab.txt"
    path.write_bytes(b"\xef\xbb\xbfthe 7\r\nNew York 3")
    vocabulary = Vocabulary.load(path)
    assert vocabulary.words == ("the", "New York")
    assert vocabulary.counts.tolist() == [7, 3]


def test_words_that_could_not_be_read_back(tmp_path):
    for vocabulary in (Vocabulary(["a\nb"], [1]), Vocabulary(["a\r"], [1]), Vocabulary(["a"])):
        with pytest.raises(FormatError):
            vocabulary.save(tmp_path / "vocab.txt")
    assert list(tmp_path.iterdir()) == []
    Vocabulary(["a"], [1]).save(tmp_path / "vocab.txt")
    with pytest.raises(FileExistsError):
        Vocabulary(["b"], [1]).save(tmp_path / "vocab.txt")
    Vocabulary(["b"], [1]).save(tmp_path / "vocab.txt", force=True)
    assert (tmp_path / "vocab.txt").read_bytes() == b"b 1\n"


@pytest.mark.parametrize("parameters", [{"min_count": 0}, {"max_vocab": 0}, {"min_count": 1.0}])
def test_parameters_of_from_counts(parameters):
    with pytest.raises(ParameterError, match=r"Vocabulary\.from_counts must be an int >= 1"):
        Vocabulary.from_counts({"a": 1}, **parameters)


def test_no_word_at_all():
    with pytest.raises(EmptyCorpusError, match="contains no word"):
        Vocabulary.from_counts({})
