"""The tokenizer for spaCy: lossless, saved with its pipeline, created from a configuration."""

from __future__ import annotations

import json
import pickle

import pytest

pytest.importorskip("spacy")

import spacy
from hypothesis import given
from hypothesis import strategies as st

import nlpzero
from nlpzero.pipelines import SpacyTokenizer, spacy_components  # noqa: F401
from nlpzero.pipelines.stored import files_from_bytes, load_settings, save_settings

NAMES = ["nlpzero.Tokenizer.v1", "nlpzero_tokenizer"]


def pipeline(language="zh", name=NAMES[0], **settings):
    return spacy.blank(language, config={"nlp": {"tokenizer": {"@tokenizers": name, **settings}}})


def words(doc):
    return [token.text for token in doc]


@pytest.mark.parametrize("language", ["zh", "xx", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_tokens_in_any_language(language, name, lexicon_file):
    nlp = pipeline(language, name, tokenizer=lexicon_file, user_words=["hello world"])
    doc = nlp("我吃葡萄皮。 Yes, hello world!")
    assert words(doc) == ["我", "吃", "葡萄皮", "。", "Yes", ",", "hello world", "!"]
    assert doc.text == "我吃葡萄皮。 Yes, hello world!"


TEXTS = st.one_of(st.text(), st.text(alphabet="葡萄皮 香蕉 \n\t\u3000a1'."))


@given(text=TEXTS)
@pytest.mark.parametrize("tokenizer", [{"葡萄": 3, "葡萄皮": 1}, "whitespace", str.split])
def test_tokens_join_to_the_text(tokenizer, text):
    tokenizer = SpacyTokenizer(VOCAB, tokenizer)
    doc = tokenizer(text)
    assert "".join(token.text_with_ws for token in doc) == text == doc.text
    assert all(token.text for token in doc)
    assert all(text[token.idx :].startswith(token.text) for token in doc)


VOCAB = spacy.blank("xx").vocab


@pytest.mark.parametrize(
    "text",
    ["a b", " a", "  a", "a  b", "a   b", "a \n b", "a\n b", " ", "", "a ", "a  ", "\n a"],
)
@pytest.mark.slow
def test_spaces_equal_those_of_spacy(text):
    doc, expected = SpacyTokenizer(VOCAB)(text), spacy.blank("en")(text)
    assert [t.text_with_ws for t in doc] == [t.text_with_ws for t in expected]


def test_without_tokenizer_each_ideograph_is_a_token():
    assert words(pipeline()("葡萄 abc")) == ["葡", "萄", "abc"]


def test_saved_pipeline_contains_the_lexicon(lexicon, tmp_path):
    path = tmp_path / "words.tsv"
    lexicon.save(path)
    nlp = pipeline(tokenizer=str(path), user_words=["吃葡"])
    nlp.tokenizer.segmenter.add_word("酸不", score=-0.5)
    nlp.to_disk(tmp_path / "pipeline")
    path.unlink()
    again = spacy.load(tmp_path / "pipeline")
    assert again.config["nlp"]["tokenizer"]["@tokenizers"] == NAMES[0]
    for text in ("吃葡萄皮", "葡萄皮，酸不酸"):
        assert words(again(text)) == words(nlp(text))
    assert words(again("吃葡萄皮酸不")) == ["吃葡", "萄", "皮", "酸不"]


def test_bytes_and_pickles(lexicon, lexicon_file):
    nlp = pipeline(tokenizer=lexicon_file)
    again = pipeline().from_bytes(nlp.to_bytes())
    assert words(again("吃葡萄皮")) == ["吃", "葡萄皮"]
    assert again.tokenizer.segmenter.lexicon == lexicon
    copy = pickle.loads(pickle.dumps(nlp.tokenizer))
    assert words(copy("吃葡萄皮")) == ["吃", "葡萄皮"]


def test_pipe(lexicon_file):
    nlp = pipeline(tokenizer=lexicon_file)
    texts = ["吃葡萄", "", "香蕉 葡萄皮"] * 9
    one_by_one = [words(nlp(text)) for text in texts]
    assert [words(doc) for doc in nlp.pipe(texts, batch_size=4)] == one_by_one
    assert [words(doc) for doc in nlp.tokenizer.pipe(texts)] == one_by_one


def test_initialize_from_a_file_or_from_examples(lexicon_file, reviews):
    from spacy.training import Example

    nlp = pipeline()
    nlp.config["initialize"]["tokenizer"]["tokenizer"] = lexicon_file
    nlp.initialize()
    assert words(nlp("吃葡萄皮")) == ["吃", "葡萄皮"]
    examples = [Example.from_dict(nlp.make_doc(text), {}) for text in reviews]
    nlp.tokenizer.initialize(lambda: examples, nlp=nlp, tokenizer="discover", user_words=["皮"])
    assert words(nlp("买葡萄皮")) == ["买", "葡萄", "皮"]
    with pytest.raises(nlpzero.ParameterError, match="only with examples"):
        nlp.tokenizer.initialize(tokenizer="discover")


def test_missing_lexicon_is_an_error_at_the_first_text(tmp_path):
    nlp = pipeline(tokenizer=str(tmp_path / "nowhere.tsv"))
    with pytest.raises(nlpzero.ParameterError, match=r"nowhere\.tsv.*no such file"):
        nlp("葡萄")


def test_configuration_is_checked():
    with pytest.raises(Exception, match="tokenizer"):
        pipeline(tokenizer=["葡萄"])


def test_other_files_are_rejected(tmp_path):
    save_settings(tmp_path, {"a": 1})
    assert load_settings(tmp_path) == {"a": 1}
    for wrong in ("{", "[]", "{}", '{"format": 99}'):
        (tmp_path / "settings.json").write_text(wrong)
        with pytest.raises(nlpzero.FormatError, match=r"settings\.json"):
            load_settings(tmp_path)


def test_tokenizers_saved_in_format_1_are_read(lexicon, tmp_path):
    lexicon.save(tmp_path / "lexicon.tsv")
    stored = {"format": 1, "user_words": ["吃葡"], "fold": None, "scores": {"酸不": -0.5}}
    (tmp_path / "settings.json").write_text(json.dumps(stored))
    tokenizer = SpacyTokenizer(VOCAB).from_disk(tmp_path)
    assert words(tokenizer("吃葡萄皮酸不")) == ["吃葡", "萄", "皮", "酸不"]


def test_bytes_are_not_written_outside_of_the_folder(tmp_path):
    import srsly

    for name in ("../evil", str(tmp_path / "evil")):
        with pytest.raises(nlpzero.FormatError):
            files_from_bytes(srsly.msgpack_dumps({name: b""}), lambda folder: None)
    assert not list(tmp_path.iterdir())
