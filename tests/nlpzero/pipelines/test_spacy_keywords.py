"""The component nlpzero_keywords of spaCy."""

from __future__ import annotations

import pickle
import shutil

import pytest

pytest.importorskip("spacy")

import spacy
from spacy.tokens import Doc, DocBin

import nlpzero
from nlpzero.keywords import Keyword, KeywordExtractor, Keywords, PhraseStatistics
from nlpzero.pipelines import SpacyKeywords, spacy_components  # noqa: F401

TEXT = "我们说说葡萄酒庄，葡萄酒庄非常好！ 火车车站也不错。"
OPTIONS = {"max_words": 3}
NAME = "nlpzero_keywords"
VOCAB = spacy.blank("xx").vocab


def pipeline(language="zh", tokenize_with=None, **settings):
    words = {"@tokenizers": "nlpzero.Tokenizer.v1", "tokenizer": tokenize_with}
    config = {"nlp": {"tokenizer": words}}
    nlp = spacy.blank(language, config=config)
    nlp.add_pipe(NAME, config=settings)
    return nlp


def plain(doc):
    return [
        (word.text, word.score, word.count, [(s.start_char, s.end_char) for s in word.spans])
        for word in doc._.keywords
    ]


@pytest.fixture(scope="module")
def settings(articles_model, phrases_file):
    return {"vectors": articles_model, "phrases": phrases_file, "options": OPTIONS}


@pytest.fixture(scope="module")
def expected(articles_model, phrases):
    segmenter = nlpzero.Segmenter(articles_model)
    vectors = nlpzero.load_vectors(articles_model)
    extractor = KeywordExtractor(vectors, tokenizer=segmenter, phrases=phrases, **OPTIONS)
    return [
        (word.text, word.score, word.count, list(word.offsets))
        for word in extractor.extract_many([TEXT], topn=10)[0]
    ]


@pytest.mark.parametrize("language", ["zh", "xx", "en"])
def test_keywords_and_their_spans(language, settings, expected):
    doc = pipeline(language, tokenize_with=settings["vectors"], **settings)(TEXT)
    assert plain(doc) == expected
    assert "葡萄酒庄" in [word.text for word in doc._.keywords]
    assert all(span.text == word.text for word in doc._.keywords for span in word.spans)
    spans = doc.spans["keywords"]
    assert {span.label_ for span in spans} == {"KEYWORD"}
    places = [place for word in expected for place in word[3]]
    assert sorted((s.start_char, s.end_char) for s in spans) == sorted(set(places))


def test_topn_and_names(settings):
    nlp = pipeline(**settings, topn=1, attribute="terms", spans_key="sc")
    doc = nlp(TEXT)
    assert len(doc._.terms) == 1 and len(doc.spans["sc"]) == doc._.terms[0].count


def test_pipe_gives_the_same_keywords(settings, expected):
    nlp = pipeline(**settings)
    docs = list(nlp.pipe([TEXT, "", TEXT] * 5, batch_size=4))
    assert [plain(doc) for doc in docs] == [expected, [], expected] * 5
    assert [plain(nlp(doc.text)) for doc in docs[:3]] == [expected, [], expected]


def test_keywords_of_a_batch_without_phrases_equal_those_of_each_text(settings, articles):
    nlp = pipeline(vectors=settings["vectors"])
    texts = articles * 4
    batch = [plain(doc) for doc in nlp.pipe(texts, batch_size=len(texts))]
    assert batch[: len(articles)] == [plain(nlp(text)) for text in articles]


def test_keywords_are_saved_with_docs(settings, expected):
    nlp = pipeline(**settings)
    doc = nlp(TEXT)
    assert plain(Doc(nlp.vocab).from_bytes(doc.to_bytes())) == expected
    (stored,) = DocBin().from_bytes(DocBin(docs=[doc]).to_bytes()).get_docs(nlp.vocab)
    assert plain(stored) == expected
    with doc.retokenize() as retokenizer:
        retokenizer.merge(doc[0:2])
    assert [word[:3] for word in plain(doc)] == [word[:3] for word in expected]


def test_docs_of_other_pipelines_have_no_keywords(settings):
    pipeline(**settings)
    assert spacy.blank("zh")(TEXT)._.keywords == []


def test_saved_pipeline_contains_the_model(settings, tmp_path):
    nlpzero.load_vectors(settings["vectors"]).save(tmp_path / "model")
    shutil.copy(settings["phrases"], tmp_path / "phrases")
    files = {"vectors": str(tmp_path / "model"), "phrases": str(tmp_path / "phrases")}
    nlp = pipeline(**settings | files)
    found = plain(nlp(TEXT))
    nlp.to_disk(tmp_path / "pipeline")
    (tmp_path / "model").rename(tmp_path / "gone")
    (tmp_path / "phrases").unlink()
    again = spacy.load(tmp_path / "pipeline")
    assert again.pipe_names == [NAME]
    assert plain(again(TEXT)) == found


def test_saved_pipeline_contains_the_tokenizer(settings, tmp_path, expected):
    model = settings["vectors"]
    pipeline(**settings, tokenizer=model).to_disk(tmp_path / "pipeline")
    pipeline(**settings, tokenizer=model).to_disk(tmp_path / "pipeline")
    assert (tmp_path / "pipeline" / NAME / "lexicon.tsv").exists()
    assert plain(spacy.load(tmp_path / "pipeline")(TEXT)) == expected


def test_bytes_and_pickles(settings, expected):
    nlp = pipeline(**settings)
    assert plain(pipeline().from_bytes(nlp.to_bytes())(TEXT)) == expected
    doc = pickle.loads(pickle.dumps(nlp.get_pipe(NAME)))(nlp.make_doc(TEXT))
    assert plain(doc) == expected


def test_without_vectors(settings, expected):
    nlp = pipeline(options=OPTIONS)
    with pytest.raises(nlpzero.ParameterError, match="nlpzero_keywords needs vectors"):
        nlp(TEXT)
    component = nlp.get_pipe(NAME)
    component.initialize(
        vectors=nlpzero.load_vectors(settings["vectors"]),
        tokenizer=nlpzero.Segmenter(settings["vectors"]),
        phrases=PhraseStatistics.load(settings["phrases"]),
    )
    assert plain(nlp(TEXT)) == expected


def test_initialize_from_the_configuration(settings, expected):
    nlp = pipeline(options=OPTIONS)
    files = {name: settings[name] for name in ("vectors", "phrases")}
    nlp.config["initialize"]["components"][NAME] = files
    nlp.initialize()
    assert plain(nlp(TEXT)) == expected


def test_phrases_are_learned_from_examples(settings, articles, phrases, expected):
    from spacy.training import Example

    nlp = pipeline(**settings | {"phrases": None})
    examples = [Example.from_dict(nlp.make_doc(text), {}) for text in articles]
    component = nlp.get_pipe(NAME)
    component.initialize(lambda: examples, nlp=nlp, phrases="learn")
    assert component.extractor.phrases_.words == phrases.words
    assert plain(nlp(TEXT)) == expected
    with pytest.raises(nlpzero.ParameterError, match="only with examples"):
        component.initialize(phrases="learn")


def test_alignment_of_keywords_inside_tokens():
    text = "x葡萄y"

    def spans(alignment):
        component = SpacyKeywords(VOCAB, alignment=alignment)
        doc = Doc(VOCAB, words=["x葡", "萄y"], spaces=[False, False])
        component._mark(doc, Keywords([Keyword("葡萄", 1.0, 1, ((1, 3),))]))
        return [[span.text for span in word.spans] for word in doc._.keywords], doc

    assert spans("expand")[0] == [[text]]
    assert spans("strict")[0] == [[]] and not spans("strict")[1].spans["keywords"]
    with pytest.raises(nlpzero.ParameterError, match="alignment"):
        SpacyKeywords(VOCAB, alignment="outside")


def test_attribute_of_another_extension_is_not_replaced():
    Doc.set_extension("taken", default=1)
    try:
        with pytest.raises(ValueError, match="taken"):
            SpacyKeywords(VOCAB, attribute="taken")
    finally:
        Doc.remove_extension("taken")


def test_missing_model_is_an_error_at_the_first_text(tmp_path):
    nlp = pipeline(vectors=str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError, match="nowhere"):
        nlp(TEXT)
