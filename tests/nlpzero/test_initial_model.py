"""The model that a training starts from, and its checksum."""

from __future__ import annotations

import numpy as np
import pytest

from nlpzero.initial_model import load_initial
from nlpzero.word2vec import Word2Vec
from simpler_glove import SimplerGlove, WordVectors
from simpler_glove.errors import MismatchError

WORDS = ["to", "be"]


@pytest.fixture
def save(tmp_path):
    """Save vectors as a model; return its path."""

    def save(name, *arguments, **options):
        WordVectors(*arguments, **options).save(tmp_path / name)
        return tmp_path / name

    return save


def test_stored_sweeps_are_those_of_the_same_model(save):
    ones, rows = np.ones((2, 3), np.float32), np.eye(2, 3, dtype=np.float32)
    paths = [
        save("first", WORDS, ones),
        save("other numbers", WORDS, rows),
        save("other words", ["to", "do"], ones),
        save("contexts", WORDS, ones, context=rows),
        save("mean", WORDS, ones, parameters={"mean": [1.0, 0.0, 0.0]}),
    ]
    keys = [load_initial(path, SimplerGlove(3)).key("counts") for path in [None, *paths]]
    assert len({*keys}) == 6 and keys[0] == "counts"
    again = save("copy", WORDS, ones)
    assert load_initial(again, SimplerGlove(3)).key("counts") == keys[1]


def test_dimensions_are_checked_before_a_training(save):
    path = save("model", WORDS, np.ones((2, 4)), parameters={"combine": "concat"})
    for size in (4, 2):  # concatenated vectors of two sets
        assert load_initial(path, SimplerGlove(size)).vectors.vocabulary.words == ("to", "be")
    for estimator in (SimplerGlove(3), Word2Vec(vector_size=2)):
        with pytest.raises(MismatchError, match="4 dimensions, but vector_size is"):
            load_initial(path, estimator)
