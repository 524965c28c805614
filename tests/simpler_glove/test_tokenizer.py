"""Tokenizers, and models that store them."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pytest

from simpler_glove import (
    CooccurrenceCounts,
    SimplerGlove,
    WordVectors,
    count_cooccurrences,
    encode_corpus,
    formats,
    load_vectors,
    merge_counts,
    save_vectors,
)
from simpler_glove.corpus import load_corpus, save_corpus
from simpler_glove.errors import FormatError, InputError, MismatchError, ParameterError
from simpler_glove.tokenizer import (
    CallableTokenizer,
    CharacterTokenizer,
    Tokenizer,
    WhitespaceTokenizer,
    as_tokenizer,
)
from simpler_glove.tokenizer_registry import register_tokenizer, tokenizer_names
from simpler_glove.tokenizer_storage import FILE

TEXT = ["to be or not to be", "that is the Question"] * 3


class Suffixed(Tokenizer):
    """Appends a suffix, which is stored in a file, to each word."""

    name = "suffixed"

    def __init__(self, suffix="!"):
        self.suffix = suffix

    @property
    def fingerprint(self):
        return self.suffix

    def split(self, texts, threads):
        return ([word + self.suffix for word in text.split()] for text in texts)

    def save(self, folder):
        (folder / "suffix.txt").write_text(self.suffix)
        return {"length": len(self.suffix)}

    @classmethod
    def load(cls, folder, settings):
        suffix = (folder / "suffix.txt").read_text()
        assert len(suffix) == settings["length"]
        return cls(suffix)


register_tokenizer("suffixed", f"{__name__}:Suffixed", by_name=False, file="suffix.txt")


def model(tokenizer):
    return WordVectors(["to", "be"], np.eye(2), tokenizer=tokenizer)


@pytest.fixture
def saved(tmp_path):
    model(Suffixed("?")).save(tmp_path / "model")
    return tmp_path / "model"


def test_built_in_tokenizers():
    text = "To  be,\u3000or\xa0not\t2"
    assert WhitespaceTokenizer()(text) == ["To", "be,", "or\xa0not", "2"]
    assert CharacterTokenizer()("a b\u3000") == ["a", "b"]
    assert WhitespaceTokenizer().with_lowercase()(text)[0] == "to"
    assert CallableTokenizer(str.split).with_lowercase()("A b") == ["a", "b"]


def test_tokenizers_are_lazy():
    def texts():
        yield "a b"
        raise AssertionError

    assert next(WhitespaceTokenizer().tokenize(texts())) == ["a", "b"]


def test_lowercase_makes_a_copy():
    tokenizer = WhitespaceTokenizer()
    assert tokenizer.with_lowercase(False) is tokenizer
    assert tokenizer.with_lowercase().lowercase and not tokenizer.lowercase


def test_values_of_the_parameter():
    assert isinstance(as_tokenizer("chars", "f"), CharacterTokenizer)
    assert isinstance(as_tokenizer(str.split, "f"), CallableTokenizer)
    tokenizer = Suffixed()
    assert as_tokenizer(tokenizer, "f") is tokenizer
    assert "callable" not in tokenizer_names() and "suffixed" not in tokenizer_names()
    for wrong in ("nonsense", "callable", 5, None):
        with pytest.raises(ParameterError, match="'tokenizer' parameter of f must be one of"):
            as_tokenizer(wrong, "f")


def test_one_text_instead_of_many():
    with pytest.raises(ParameterError, match="'texts' parameter of WhitespaceTokenizer.tokenize"):
        WhitespaceTokenizer().tokenize("to be")


@pytest.mark.parametrize("result", ["ab", 5, [5], None, [["a"]]])
def test_functions_that_return_no_list_of_str(result):
    with pytest.raises(ParameterError, match="returns a list of str"):
        CallableTokenizer(lambda text: result)("ab")


def test_functions_may_return_iterators_and_subclasses_of_str():
    class Word(str):
        pass

    assert CallableTokenizer(lambda text: iter([Word("a"), "b"]))("ab") == ["a", "b"]


def test_a_model_without_a_tokenizer(tmp_path):
    assert model(None).tokenizer is None and model(None).lowercase is None
    model(None).save(tmp_path / "model")
    assert load_vectors(tmp_path / "model").tokenizer is None
    assert not (tmp_path / "model" / FILE).exists()


@pytest.mark.parametrize("lowercase", [False, True])
@pytest.mark.slow
def test_saved_with_the_model(tmp_path, lowercase):
    tokenizer = Suffixed("?").with_lowercase(lowercase)
    model(tokenizer).save(tmp_path / "model")
    loaded = load_vectors(tmp_path / "model")
    assert loaded.lowercase == lowercase
    assert loaded.tokenizer("To Be") == tokenizer("To Be")
    assert loaded.tokenizer is loaded.tokenizer
    save_vectors(load_vectors(tmp_path / "model"), tmp_path / "copy", format="native")
    assert load_vectors(tmp_path / "copy").tokenizer("To") == tokenizer("To")
    assert pickle.loads(pickle.dumps(load_vectors(tmp_path / "copy"))).tokenizer.suffix == "?"


def test_nothing_is_read_before_it_is_needed(saved, monkeypatch):
    monkeypatch.setattr(Suffixed, "load", None)
    vectors = load_vectors(saved)
    assert vectors.lowercase is False
    assert vectors.replace(parameters={"a": 1}).parameters == {"a": 1}


def test_a_function_is_not_restored(tmp_path):
    vectors = model(CallableTokenizer(str.split).with_lowercase())
    assert vectors.tokenizer("To be") == ["to", "be"]
    vectors.save(tmp_path / "model")
    loaded = load_vectors(tmp_path / "model")
    assert loaded.lowercase is True and loaded.tokenizer.name == "callable"
    assert len(loaded) == 2
    with pytest.raises(InputError, match="Python function, which is not stored") as raised:
        loaded.tokenizer("to be")
    assert raised.value.advice() == "Set 'tokenizer' to the same function."


def test_pickled_functions():
    assert pickle.loads(pickle.dumps(CallableTokenizer(str.split)))("a b") == ["a", "b"]
    lost = pickle.loads(pickle.dumps(CallableTokenizer(lambda text: [text]).with_lowercase()))
    assert lost.lowercase
    with pytest.raises(InputError, match="not stored"):
        lost("a")


def test_models_from_before_are_recognised_by_a_file(saved):
    manifest = json.loads((saved / "manifest.json").read_text())
    del manifest["files"][FILE]
    (saved / "manifest.json").write_text(json.dumps(manifest))
    (saved / FILE).unlink()
    vectors = load_vectors(saved)
    assert vectors.lowercase is None
    # This class needs its settings; an empty dict is passed.
    with pytest.raises(FormatError, match=r"suffix\.txt: the settings .* are not understood"):
        vectors.tokenizer  # noqa: B018


def test_an_edited_file(saved):
    for text, problem in ("*", "the file was changed or damaged"), ("**", "2 bytes, but 1"):
        vectors = load_vectors(saved)
        (saved / "suffix.txt").write_text(text)
        for load in (lambda: vectors.tokenizer, lambda: load_vectors(saved)):  # noqa: B023
            with pytest.raises(FormatError, match=rf"suffix\.txt: {problem}"):
                load()
        (saved / "suffix.txt").write_text("?")


def test_a_removed_file(saved):
    (saved / "suffix.txt").unlink()
    with pytest.raises(FormatError, match=r"suffix\.txt: missing"):
        load_vectors(saved)


def test_a_file_removed_after_loading(saved):
    vectors = load_vectors(saved)
    (saved / "suffix.txt").unlink()
    assert vectors.tokenizer.suffix == "?"


def test_a_file_of_another_model(saved, tmp_path):
    vectors = model(Suffixed("?"))
    vectors.save(tmp_path / "other")
    content = json.loads((tmp_path / "other" / FILE).read_text())
    content["fingerprint"] = "!"
    rewrite(tmp_path / "other", json.dumps(content))
    with pytest.raises(MismatchError, match=r"other/tokenizer\.json: .*another tokenizer"):
        load_vectors(tmp_path / "other").tokenizer  # noqa: B018


def test_an_unknown_tokenizer(saved):
    content = json.loads((saved / FILE).read_text())
    rewrite(saved, json.dumps(content | {"name": "unheard"}))
    with pytest.raises(InputError, match=r"tokenizer\.json: the tokenizer 'unheard' is not reg"):
        load_vectors(saved).tokenizer  # noqa: B018


@pytest.mark.parametrize("text", ["[]", "{}", "not json", '{"format_version": 1, "name": 5}'])
def test_a_damaged_description(saved, text):
    rewrite(saved, text)
    vectors = load_vectors(saved)
    assert vectors.lowercase is None
    with pytest.raises(FormatError, match=r"tokenizer\.json: not a description of a tokenizer"):
        vectors.tokenizer  # noqa: B018


def test_a_description_of_the_future(saved):
    rewrite(saved, json.dumps({"format_version": 99}))
    with pytest.raises(FormatError, match="version 99 is newer"):
        load_vectors(saved).tokenizer  # noqa: B018


def rewrite(folder, text):
    """Replace the description of the tokenizer, and its entry in the manifest."""
    import hashlib

    (folder / FILE).write_text(text)
    data = (folder / FILE).read_bytes()
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][FILE] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_from_corpus_to_vectors(tmp_path):
    corpus = encode_corpus(TEXT, tokenizer=Suffixed("?"), lowercase=True, min_count=1)
    assert corpus.vocabulary.words[:2] == ("be?", "to?") and "question?" in corpus.vocabulary
    save_corpus(corpus, tmp_path / "corpus")
    corpus = load_corpus(tmp_path / "corpus")
    counts = count_cooccurrences(corpus, output=tmp_path / "counts")
    CooccurrenceCounts.load(tmp_path / "counts").save(tmp_path / "copy")
    merged = merge_counts([counts, CooccurrenceCounts.load(tmp_path / "copy")])
    SimplerGlove(2).fit(merged).vectors_.save(tmp_path / "model")
    tokenizer = load_vectors(tmp_path / "model").tokenizer
    assert tokenizer("To be") == ["to?", "be?"]


def test_the_tokenizer_of_a_model_encodes_text_identically():
    corpus = encode_corpus(TEXT, lowercase=True, min_count=1)
    again = encode_corpus(TEXT, tokenizer=corpus.tokenizer, min_count=1)
    assert again.vocabulary.words == corpus.vocabulary.words
    assert again.ids.tolist() == corpus.ids.tolist()


def test_other_formats_do_not_store_the_tokenizer(saved, tmp_path, caplog):
    assert formats.describe(saved)["tokenizer"] == "suffixed"
    save_vectors(load_vectors(saved), tmp_path / "vectors.vec")
    assert "word2vec-text does not store the tokenizer" in caplog.text
    assert load_vectors(tmp_path / "vectors.vec").tokenizer is None
    caplog.clear()
    save_vectors(model(None), tmp_path / "other.vec")
    assert not caplog.text


def test_lists_of_tokens_have_no_tokenizer():
    corpus = encode_corpus([["a", "b"]] * 3, min_count=1)
    assert corpus.tokenizer is None
    assert count_cooccurrences(corpus).tokenizer is None


def test_merged_counts_of_different_tokenizers():
    def counts(tokenizer, lowercase=False):
        corpus = encode_corpus(TEXT, tokenizer=tokenizer, lowercase=lowercase, min_count=1)
        return count_cooccurrences(corpus)

    words = counts("whitespace")
    assert merge_counts([words, counts("whitespace")]).tokenizer.name == "whitespace"
    assert merge_counts([words, counts("whitespace", lowercase=True)]).tokenizer is None
    assert merge_counts([words, counts(str.split)]).tokenizer is None
    assert merge_counts([counts(str.split), counts(str.split)]).tokenizer is None
