"""A text on two subjects, and small settings of Word2Vec."""

from __future__ import annotations

import numpy as np
import pytest

from nlpzero import Word2Vec
from simpler_glove import EncodedCorpus, encode_corpus

FRUIT = ["apple", "pear", "grape", "melon", "peach"]
SCIENCE = ["number", "force", "acid", "theorem", "integral"]


def lines(count: int = 400, seed: int = 0) -> list[str]:
    """Return lines of six words on one of two subjects, each with a word of both."""
    random = np.random.default_rng(seed)
    subjects = random.integers(2, size=count)
    chosen = random.integers(5, size=(count, 6))
    return [
        " ".join(["the", *((FRUIT, SCIENCE)[subject][word] for word in line)])
        for subject, line in zip(subjects, chosen, strict=True)
    ]


SMALL = {
    "vector_size": 6, "epochs": 2, "negatives": 4, "negative_sharing": 16, "batch_size": 256,
    "subsample": 0.0,
}  # fmt: skip


@pytest.fixture(scope="session")
def corpus() -> EncodedCorpus:
    return encode_corpus(lines(), min_count=1)


@pytest.fixture
def fit(corpus):
    """Fit a small Word2Vec on the text, or on another source."""

    def fit(source=None, *, initial=None, checkpoint=None, callbacks=(), progress=None, **options):
        model = Word2Vec(**SMALL | options)
        return model.fit(
            corpus if source is None else source,
            initial=initial, checkpoint=checkpoint, callbacks=callbacks, progress=progress,
        )  # fmt: skip

    return fit


def matrices(model) -> list[bytes]:
    """Return the bytes of all vectors."""
    vectors = getattr(model, "vectors_", model)
    return [array.tobytes() for array in (vectors.matrix, vectors.context) if array is not None]
