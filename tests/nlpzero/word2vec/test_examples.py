"""Batches of text: each pair once per epoch, weighted by its distance."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from nlpzero.word2vec.examples import TextExamples
from nlpzero.word2vec.settings import CBOW, CHUNK_TOKENS, SKIP_GRAM, ExampleSettings
from simpler_glove import encode_corpus

LINE = [f"w{number:02}" for number in range(40)]


def weights_by_distance(*, architecture, dynamic, window=4, seed=0):
    """Return the weights of all pairs of a line of distinct words, by distance."""
    corpus = encode_corpus([LINE], min_count=1)
    ones = np.ones(len(LINE), np.float32)
    settings = ExampleSettings(
        architecture, tied=False, window=window, dynamic=dynamic, negatives=2, sharing=CHUNK_TOKENS,
        batch_size=64, keep=ones, cumulative=np.cumsum(ones, dtype=np.float64), seed=seed,
    )  # fmt: skip
    place = {corpus.vocabulary.id_of(word): number for number, word in enumerate(LINE)}
    examples = TextExamples(corpus, settings)
    found = defaultdict(list)
    for draw in examples.draw(1):
        batch = examples.make(draw, 1)
        for g, i, j in np.argwhere(batch.mask):
            distance = place[batch.centres[g, i]] - place[batch.contexts[g, j]]
            found[abs(distance)].append(float(batch.mask[g, i, j]))
    return found


@pytest.mark.parametrize("dynamic", [True, False])
def test_skip_gram_has_each_pair_of_the_window_once(dynamic):
    found = weights_by_distance(architecture=SKIP_GRAM, dynamic=dynamic)
    assert sorted(found) == [1, 2, 3, 4]
    for distance, weights in found.items():
        assert len(weights) == 2 * (len(LINE) - distance)
        share = (4 - distance + 1) / 4 if dynamic else 1.0
        assert weights == pytest.approx([share] * len(weights))


def test_random_windows_have_the_same_expected_weights():
    total = defaultdict(float)
    for seed in range(50):
        for distance, weights in weights_by_distance(
            architecture=CBOW, dynamic=True, seed=seed
        ).items():
            assert set(weights) == {1.0}
            total[distance] += len(weights) / (50 * 2 * (len(LINE) - distance))
    assert [total[distance] for distance in (1, 2, 3, 4)] == pytest.approx(
        [1.0, 0.75, 0.5, 0.25], abs=0.03
    )
