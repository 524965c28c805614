"""New text is added to a count store."""

from __future__ import annotations

import pytest

from nlpzero.appending import append_text
from nlpzero.counting import count_text
from simpler_glove import CooccurrenceCounts, Vocabulary
from simpler_glove.errors import EmptyCorpusError, MismatchError, ParameterError, ResourceError

OLD = ["to be or not to be", "to be rare"]
NEW = ["not rare to be", "rare to new new"]


def files_of(path):
    return {file.name: file.read_bytes() for file in path.iterdir()}


def as_dict(words):
    return dict(zip(words.words, words.counts.tolist(), strict=True))


@pytest.fixture
def store(tmp_path):
    count_text(OLD, min_count=3, window=2, output=tmp_path / "store")
    return tmp_path / "store"


def write(path, lines):
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def test_parts_with_a_given_vocabulary_have_the_bytes_of_the_whole(tmp_path):
    words = Vocabulary(["be", "to", "rare"])
    options = {"vocabulary": words, "window": 3, "weighting": "linear", "direction": "left"}
    count_text(write(tmp_path / "a", OLD), output=tmp_path / "parts", **options)
    append_text(tmp_path / "parts", write(tmp_path / "b", NEW))
    count_text(write(tmp_path / "all", OLD + NEW), output=tmp_path / "whole", **options)
    assert files_of(tmp_path / "parts") == files_of(tmp_path / "whole")


def test_the_vocabulary_grows_before_new_text_is_counted(store, tmp_path):
    added = append_text(store, write(tmp_path / "new", NEW))
    counts = CooccurrenceCounts.load(store)
    assert added.counts.fingerprint == counts.fingerprint
    assert (added.tokens, added.counted_tokens, added.new_words) == (8, 5, 1)
    assert as_dict(counts.vocabulary) == {"to": 5, "be": 4, "rare": 3}
    assert as_dict(counts.rare_words.words) == {"new": 2, "not": 2, "or": 1}
    assert counts.rare_words.uncounted.tolist() == [0, 0, 1]
    assert counts.count("rare", "to") == 1 + 1  # the third one is in the old text
    assert counts.window == 2
    assert append_text(store, ["new"], tokenizer="whitespace").new_words == 1


def test_text_that_adds_no_word_gives_the_bytes_of_the_whole(store, tmp_path):
    append_text(store, write(tmp_path / "new", ["to be", "or to be rare be"]))
    whole = [*OLD, "to be", "or to be rare be"]
    options = {"min_count": 3, "window": 2, "output": tmp_path / "whole"}
    count_text(write(tmp_path / "all", whole), **options)
    assert files_of(store) == files_of(tmp_path / "whole")


def test_threads_and_memory_do_not_change_a_byte(store, tmp_path):
    results = []
    for options in ({"threads": 1}, {"threads": 3}, {"memory": 1 << 34, "tmp": str(tmp_path)}):
        count_text(OLD, min_count=3, window=2, output=store, force=True)
        append_text(store, NEW, **options)
        results.append(files_of(store))
    assert results[0] == results[1] == results[2]


def test_largest_vocabulary(tmp_path):
    path = tmp_path / "store"
    count_text(["a a a b b c"], min_count=2, max_vocab=2, output=path)
    append_text(path, ["c c c a d"])
    counts = CooccurrenceCounts.load(path)
    assert as_dict(counts.vocabulary) == {"a": 4, "c": 4}
    assert as_dict(counts.rare_words.words) == {"b": 2, "d": 1}
    assert counts.rare_words.uncounted.tolist() == [0, 1]


def test_lower_case_of_the_store(tmp_path):
    path = tmp_path / "store"
    count_text(["To be"], lowercase=True, min_count=1, output=path)
    assert as_dict(append_text(path, ["TO BE Ä"]).counts.vocabulary) == {"be": 2, "to": 2, "ä": 1}


@pytest.mark.parametrize("options", [{"tokenizer": "chars"}, {"lowercase": True},
                                     {"tokenizer": "whitespace", "lowercase": True}])  # fmt: skip
def test_another_tokenizer_is_an_error(store, options):
    before = files_of(store)
    with pytest.raises(MismatchError, match="of the count store"):
        append_text(store, NEW, **options)
    assert files_of(store) == before


def test_the_tokenizer_of_tokenized_text_must_be_given(tmp_path):
    path = tmp_path / "store"
    count_text([["to", "be"]], min_count=1, output=path)
    with pytest.raises(ParameterError, match="'tokenizer' parameter of append_text must be set"):
        append_text(path, NEW)
    assert append_text(path, NEW, tokenizer="whitespace").tokens == 8


def test_the_store_does_not_change_in_an_error(store, tmp_path):
    before = files_of(store)
    with pytest.raises(EmptyCorpusError, match="none of the 2 words"):
        append_text(store, ["unknown words"])
    with pytest.raises(ResourceError, match="memory"):
        append_text(store, NEW, memory=1 << 20)
    with pytest.raises(FileNotFoundError):
        append_text(tmp_path / "missing", NEW)
    assert files_of(store) == before
    assert [path.name for path in tmp_path.iterdir()] == ["store"]
