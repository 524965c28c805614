"""Other keyword extractors, each as a function from texts to lists of keywords."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from ._segmenters import load_jieba

Extract = Callable[[Sequence[str], int], list[list[str]]]
COLLECTION_PEERS = {"scikit-learn TF-IDF"}
"""Extractors that need all texts of a collection."""
_WORD = re.compile(r"\w+(?:[-']\w+)*|[^\w\s]")


def peers(language: str) -> Iterator[tuple[str, Extract]]:
    """Yield name and function of the installed extractors for a language, "en" or "zh"."""
    if language == "en":
        systems = (("YAKE", _yake), ("TextRank", _textrank), ("scikit-learn TF-IDF", _tfidf_en))
    else:
        systems = (
            ("jieba TF-IDF", _jieba_tfidf),
            ("jieba TextRank", _jieba_textrank),
            ("scikit-learn TF-IDF", _tfidf_zh),
        )
    for name, make in systems:
        try:
            yield name, make()
        except ImportError:
            logging.getLogger(__name__).warning("%s is not installed", name)


def stemmer() -> Callable[[str], str]:
    """Return a function that stems the words of a phrase by Porter's algorithm of 1980."""
    import snowballstemmer

    porter = snowballstemmer.stemmer("porter")
    stem = lru_cache(None)(porter.stemWord)
    return lambda phrase: " ".join(stem(word) for word in phrase.lower().split())


def _yake() -> Extract:
    import yake

    def extract(texts: Sequence[str], topn: int) -> list[list[str]]:
        extractor = yake.KeywordExtractor(lan="en", n=3, top=topn)
        return [[word for word, _ in extractor.extract_keywords(text)] for text in texts]

    return extract


def _jieba_tfidf() -> Extract:
    load_jieba()
    import jieba.analyse

    return lambda texts, topn: [jieba.analyse.extract_tags(text, topK=topn) for text in texts]


def _jieba_textrank() -> Extract:
    load_jieba()
    import jieba.analyse

    return lambda texts, topn: [jieba.analyse.textrank(text, topK=topn) for text in texts]


def _tfidf_en() -> Extract:
    return _tfidf(" ", stop_words="english", ngram_range=(1, 3))


def _tfidf_zh() -> Extract:
    jieba = load_jieba()
    return _tfidf("", tokenizer=jieba.lcut, token_pattern=None, ngram_range=(1, 1))


def _tfidf(joint: str, **options: object) -> Extract:
    from sklearn.feature_extraction.text import TfidfVectorizer

    def extract(texts: Sequence[str], topn: int) -> list[list[str]]:
        vectorizer = TfidfVectorizer(**options)
        weights = vectorizer.fit_transform(texts).tocsr()
        names = vectorizer.get_feature_names_out()
        found = []
        for row in weights:
            best = np.argsort(-row.data, kind="stable")
            words = (names[row.indices[place]].replace(" ", joint or " ") for place in best)
            found.append([word for word in words if len(word) > 1][:topn])
        return found

    return extract


def _textrank() -> Extract:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    def extract(texts: Sequence[str], topn: int) -> list[list[str]]:
        return [rank_words(text, topn, ENGLISH_STOP_WORDS) for text in texts]

    return extract


def rank_words(text: str, topn: int, stop_words: frozenset[str]) -> list[str]:
    """Rank the phrases between stop words by the sum of the TextRank scores of their words.

    As Mihalcea and Tarau (2004): PageRank (damping 0.85) over the words of a text, linked where
    they are adjacent, with a list of stop words instead of a part-of-speech tagger.
    """
    tokens = [word.lower() for word in _WORD.findall(text)]
    is_word = [token[0].isalpha() and token not in stop_words for token in tokens]
    words = {t: i for i, t in enumerate(dict.fromkeys(
        token for token, good in zip(tokens, is_word, strict=True) if good))}  # fmt: skip
    links = np.zeros((len(words), len(words)))
    for (one, first), (other, second) in pairwise(zip(tokens, is_word, strict=True)):
        if first and second and one != other:
            links[words[one], words[other]] += 1
            links[words[other], words[one]] += 1
    links /= np.maximum(links.sum(axis=0), 1)
    scores = np.ones(len(words))
    for _ in range(30):
        scores = 0.15 + 0.85 * links @ scores
    runs: Counter[str] = Counter()
    run: list[str] = []
    for token, good in [*zip(tokens, is_word, strict=True), ("", False)]:
        if good:
            run.append(token)
        elif run:
            runs[" ".join(run)] = float(sum(scores[words[word]] for word in run))
            run = []
    return [phrase for phrase, _ in runs.most_common(topn)]
