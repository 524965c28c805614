"""Public functions given objects of the wrong kind, one parameter at a time.

Whatever is passed, a call succeeds or raises an error of the library, never an error from inside.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import numpy as np
import pytest

import nlpzero
import simpler_glove
from nlpzero.errors import NlpzeroError

LINES = ["a b c a b", "b c a c"] * 3
WRONG = [None, 1, "x", [1], 10**30, math.nan, object(), True, b"x", 1.5, "\ud800", "a\0"]
UNCHECKED = {"progress", "callbacks", "checkpoint", "runs", "self", "tag", "options", "bounds"}

TEXT = nlpzero.encode_text(LINES)
CORPUS = simpler_glove.encode_corpus(LINES, min_count=1)
COUNTS = nlpzero.count_cooccurrences(CORPUS)
VECTORS = nlpzero.WordVectors(nlpzero.Vocabulary(["a", "b", "c"], [6, 5, 4]), np.eye(3))
LEXICON = nlpzero.Lexicon(["ab", "a"], counts=[3, 5], evidence={"gain": [1.0, 2.0]})
SEGMENTER = nlpzero.Segmenter(LEXICON)
TEMPLATES = nlpzero.TemplateFinder(min_values=2).fit(["u a x", "u b x"]).templates_
PARSER = nlpzero.TemplateParser({"a <*> a": 2})
EXTRACTOR = nlpzero.KeywordExtractor(VECTORS)
ENCODER = nlpzero.SentenceEncoder(VECTORS)


def using(kind: type, use: Callable[[Any], Any], **defaults: Any) -> Callable[..., Any]:
    """Return a function that creates an object, with the parameters of its class, and uses it."""

    def call(**parameters):
        return use(kind(**defaults | parameters))

    call.__signature__ = inspect.signature(kind)  # type: ignore[attr-defined]
    return call


CALLS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "encode_text": (nlpzero.encode_text, {"source": LINES}),
    "encode_corpus": (simpler_glove.encode_corpus, {"source": LINES, "min_count": 1}),
    "count_ngrams": (nlpzero.count_ngrams, {"encoded": TEXT}),
    "count_cooccurrences": (nlpzero.count_cooccurrences, {"corpus": CORPUS}),
    "merge_counts": (nlpzero.merge_counts, {"stores": [COUNTS, COUNTS]}),
    "pmi_matrix": (nlpzero.pmi_matrix, {"counts": COUNTS}),
    "importance": (nlpzero.importance, {"vectors": VECTORS}),
    "most_important": (nlpzero.most_important, {"vectors": VECTORS}),
    "learned_stop_words": (nlpzero.learned_stop_words, {"vectors": VECTORS}),
    "save_vectors": (nlpzero.save_vectors, {"vectors": VECTORS, "path": "model"}),
    "load_vectors": (nlpzero.load_vectors, {"path": "nothing"}),
    "segment_text": (nlpzero.segment_text, {"source": LINES, "segmenter": SEGMENTER}),
    "WordVectors": (nlpzero.WordVectors, {"vocabulary": ["a"], "matrix": [[1.0]]}),
    "Vocabulary": (nlpzero.Vocabulary, {"words": ["a"]}),
    "Vocabulary.ids_of": (VECTORS.vocabulary.ids_of, {"words": ["a", "z"], "default": 1}),
    "Lexicon": (nlpzero.Lexicon, {"words": ["a"]}),
    "Lexicon.load": (nlpzero.Lexicon.load, {"path": "nothing"}),
    "Lexicon.from_counts": (nlpzero.Lexicon.from_counts, {"mapping": {"a": 1}}),
    "Lexicon.entry": (LEXICON.entry, {"row": 0}),
    "Lexicon.top": (LEXICON.top, {"n": 1}),
    "Lexicon.merge": (LEXICON.merge, {"other": LEXICON}),
    "Lexicon.difference": (LEXICON.difference, {"other": LEXICON}),
    "Lexicon.filter": (LEXICON.filter, {"min_count": 1}),
    "Segmenter.cut": (SEGMENTER.cut, {"text": "ab"}),
    "Segmenter.lcut": (SEGMENTER.lcut, {"text": "ab"}),
    "Segmenter.tokenize": (SEGMENTER.tokenize, {"text": "ab"}),
    "Segmenter.cut_for_search": (SEGMENTER.cut_for_search, {"text": "ab"}),
    "Segmenter.cut_many": (SEGMENTER.cut_many, {"texts": LINES}),
    "Segmenter.nbest": (SEGMENTER.nbest, {"text": "ab", "n": 2}),
    "Segmenter.suggest_freq": (SEGMENTER.suggest_freq, {"segment": "ab"}),
    "TemplateTable.assign": (TEMPLATES.assign, {"lines": LINES}),
    "TemplateTable.assign_each": (TEMPLATES.assign_each, {"lines": LINES}),
    "TemplateParser.nbest": (PARSER.nbest, {"sentence": "a b a", "n": 2}),
    "TemplateParser.parse_each": (PARSER.parse_each, {"sentences": ["a b a"]}),
    "KeywordExtractor.extract": (EXTRACTOR.extract, {"text": "a b"}),
    "KeywordExtractor.extract_many": (EXTRACTOR.extract_many, {"texts": LINES}),
    "KeywordExtractor.explain": (EXTRACTOR.explain, {"text": "a b", "keyword": "a"}),
    "SentenceEncoder.similarity": (ENCODER.similarity, {"a": "a", "b": "b"}),
    "SentenceEncoder.encode": (ENCODER.encode, {"texts": LINES}),
    "similar_by_vector": (VECTORS.similar_by_vector, {"vector": np.ones(3)}),
    "most_similar": (VECTORS.most_similar, {"positive": "a"}),
    "build_vectors": (nlpzero.build_vectors, {"source": LINES, "min_count": 1, "vector_size": 2}),
    "explain_similarity": (nlpzero.explain_similarity, {"vectors": VECTORS, "a": "a", "b": "b"}),
    "learn_phrases": (nlpzero.learn_phrases, {"texts": LINES}),
    "evaluate_segmentation": (
        nlpzero.evaluate_segmentation,
        {"predicted": [["a", "b"]], "gold": [["a", "b"]]},
    ),
    "merge_texts": (nlpzero.merge_texts, {"texts": [TEXT, TEXT]}),
    "export_glove": (nlpzero.export_glove, {"counts": COUNTS, "folder": "counts"}),
    "LexiconTokenizer": (nlpzero.LexiconTokenizer, {"segmenter": SEGMENTER}),
    "TemplateParser": (using(nlpzero.TemplateParser, lambda parser: parser.fit(LINES)), {}),
    "TextIndex": (
        using(nlpzero.TextIndex, lambda index: index.fit(LINES).most_similar("a"), vectors=VECTORS),
        {},
    ),
    "neighbour_stability": (
        nlpzero.neighbour_stability,
        {"vectors": VECTORS, "word": "a", "counts": COUNTS, "rounds": 1, "topn": 1, "pool": 2},
    ),
    "SimplerGlove.fit": (nlpzero.SimplerGlove(2, sweeps=1).fit, {"counts": COUNTS}),
    "SimplerGlove": (
        using(nlpzero.SimplerGlove, lambda model: model.fit(COUNTS), vector_size=2, sweeps=1),
        {},
    ),
    "Word2Vec": (using(nlpzero.Word2Vec, lambda model: model.check(), vector_size=2), {}),
    "KeywordExtractor": (
        using(nlpzero.KeywordExtractor, lambda model: model.extract("a b"), vectors=VECTORS),
        {},
    ),
    "WordDiscoverer": (
        using(nlpzero.WordDiscoverer, lambda discoverer: discoverer.fit(LINES), min_count=1),
        {},
    ),
    "TemplateFinder": (using(nlpzero.TemplateFinder, lambda finder: finder.fit(LINES)), {}),
    "SentenceEncoder": (
        using(nlpzero.SentenceEncoder, lambda encoder: encoder.encode(LINES), vectors=VECTORS),
        {},
    ),
    "Segmenter": (using(nlpzero.Segmenter, lambda words: words.lcut("abc"), lexicon=LEXICON), {}),
}


def parameters() -> Iterator[tuple[str, str]]:
    for owner, (function, _) in CALLS.items():
        names = inspect.signature(function).parameters
        yield from ((owner, name) for name in names if name not in UNCHECKED)


@pytest.mark.parametrize(("owner", "name"), list(parameters()))
def test_errors_are_those_of_the_library(owner, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    function, arguments = CALLS[owner]
    for value in WRONG:
        given = arguments | {name: value}
        try:
            result = function(**given)
            if isinstance(result, Iterator):
                list(islice(result, 100))
        except (NlpzeroError, OSError):  # among them FileNotFoundError and FileExistsError
            pass
        except Exception as error:
            pytest.fail(f"{name}={value!r}: {error!r}")


MESSAGES = {
    "a str is no list of lines": (lambda: TEMPLATES.assign("u a x"), "'lines' parameter"),
    "a mask of nothing": (
        lambda: nlpzero.TemplateFinder(masks=["a*"]).fit(LINES),
        "'masks' parameter of TemplateFinder must be .* do not match the empty string. Got 'a\\*'",
    ),
    "no dimension": (lambda: nlpzero.WordVectors(["a"], np.ones((1, 0))), "at least one dimension"),
    "complex": (lambda: nlpzero.WordVectors(["a"], np.ones((1, 2), complex)), "must be real"),
    "texts, not text": (lambda: list(SEGMENTER.cut_many([1])), "'texts' .* an iterable of str"),
    "cut_for_search": (lambda: next(SEGMENTER.cut_for_search(None)), "of Segmenter.cut_for_search"),
    "shape": (lambda: VECTORS.similar_by_vector(np.ones(2)), r"'vector' .*Got shape \(2,\)"),
    "NaN": (lambda: VECTORS.similar_by_vector([1, 1, math.nan]), "'vector' .*Got nan in"),
    "keyword": (lambda: EXTRACTOR.explain("a b", None), "'keyword' .* must be a str. Got None"),
    "counts": (lambda: nlpzero.Lexicon(["a"], counts=[-1]), "'counts' .* Got -1"),
    "scores": (lambda: nlpzero.Lexicon(["a"], scores=[math.nan]), "'scores' .* Got nan"),
    "similarity": (lambda: ENCODER.similarity(["a"], "a"), "'a' .* must be a str"),
    "default": (lambda: VECTORS.vocabulary.ids_of(["z"], default=1.5), "'default' .* Got 1.5"),
    "one word": (
        lambda: nlpzero.Vocabulary(["a"]).id_of("z"),
        r"of 1 word\.",
    ),
    "a row": (lambda: LEXICON.entry(2), "'row' .* an int from -2 to 1. Got 2"),
    "memory": (lambda: nlpzero.count_cooccurrences(CORPUS, memory="1G"), "'memory' .* Got '1G'"),
}


@pytest.mark.parametrize("case", MESSAGES)
def test_messages_name_the_parameter_and_what_was_given(case):
    call, message = MESSAGES[case]
    with pytest.raises(NlpzeroError) as caught:
        call()
    assert re.search(message, str(caught.value)), str(caught.value)
