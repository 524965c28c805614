"""Words beyond the landmarks of a map get the community and the place of their neighbours."""

import numpy as np
import pytest

from nlpzero import WordVectors
from nlpzero.report.communities import Links
from nlpzero.report.layout import principal_components
from nlpzero.report.model_words import select_words
from nlpzero.report.word_map import make_map

SIZE, LANDMARKS = 60, 40
RANDOM = np.random.default_rng(0)
CENTRES = np.eye(6)[np.arange(SIZE) % 3] * 5
ROWS = (CENTRES + RANDOM.normal(size=CENTRES.shape) * 0.2).astype(np.float32)
WORDS = select_words(WordVectors([f"w{number}" for number in range(SIZE)], ROWS), SIZE)
UNITS = ROWS / np.linalg.norm(ROWS, axis=1, keepdims=True)
COSINES = UNITS[LANDMARKS:] @ UNITS[:LANDMARKS].T


def map_of(layout, links=None):
    return make_map(WORDS, layout=layout, seed=0, threads=1, links=links, max_landmarks=LANDMARKS)


def links_of_groups():
    """Return links between all words of each group, those beyond the landmarks included."""
    pairs = [(i, j) for i in range(SIZE) for j in range(i) if i % 3 == j % 3]
    sources, targets = np.array(pairs).T
    return Links(sources, targets, np.ones(len(pairs)))


@pytest.mark.parametrize("links", [None, links_of_groups()], ids=["neighbours", "given"])
def test_communities_of_words_beyond_the_landmarks(links):
    pytest.importorskip("infomap")
    found = map_of("pca", links)
    expected = found.communities[COSINES.argmax(axis=1)]
    assert found.communities[LANDMARKS:].tolist() == expected.tolist()
    for group in range(3):
        assert len(set(found.communities[group::3].tolist())) == 1
    expected = principal_components(UNITS)
    assert found.places == pytest.approx(expected, abs=1e-5)


@pytest.mark.slow
def test_places_of_words_beyond_the_landmarks():
    pytest.importorskip("infomap")
    pytest.importorskip("umap")
    places = map_of("umap").places
    for cosines, place in zip(COSINES, places[LANDMARKS:], strict=True):
        nearest = np.argsort(-cosines)[:5]
        weights = np.exp(20 * cosines[nearest])
        expected = weights @ places[nearest] / weights.sum()
        assert place == pytest.approx(expected, rel=1e-4, abs=1e-4)
