"""Word vectors from a count store in one call."""

from __future__ import annotations

import os
from contextlib import closing
from typing import Any

from simpler_glove.cooccurrence import KIND, CooccurrenceCounts
from simpler_glove.glove import SimplerGlove
from simpler_glove.memory import minimum_reported
from simpler_glove.progress import Progress
from simpler_glove.stages import Stages, key_of
from simpler_glove.storage import check_free, reading
from simpler_glove.vectors import WordVectors

from .initial_model import load_initial
from .models import VECTORS_STAGE, WORD2VEC, check_model_space, limit_memory, sweep_checkpoint
from .process_memory import check_stores, load_code
from .subword_fitting import add_subwords
from .word2vec import Word2Vec, checkpoint_params


def solve_store(
    store: str | os.PathLike[str],
    training: SimplerGlove | Word2Vec,
    *,
    output: str | os.PathLike[str],
    force: bool = False,
    initial: str | os.PathLike[str] | None = None,
    subwords: bool = False,
    memory: int | None = None,
    progress: Progress | None = None,
) -> WordVectors:
    """Train word vectors from a count store and save them.

    If a sweep (an epoch of Word2Vec) takes long, the vectors after it are stored in
    ``OUTPUT.stages`` until the model is complete, and a later call with the same counts and
    parameters resumes after it; the result has the same bytes.

    Parameters
    ----------
    store : path-like
        The count store.
    training : SimplerGlove or Word2Vec
        The estimator.
    output : path-like
        The directory of the model.
    force : bool, default False
        Replace an existing model.
    initial : path-like, optional
        Model whose vectors are the initial vectors.
    subwords : bool, default False
        Also fit subword vectors; see :meth:`WordVectors.with_subwords`.
    memory : int, optional
        Upper limit of the resident memory of the process in bytes.
    progress : Progress, optional
        See :meth:`SimplerGlove.fit`.

    Returns
    -------
    WordVectors
        The vectors.

    Raises
    ------
    FileExistsError
        If `output` exists and `force` is False.
    InputError, ResourceError, ParameterError, NumericalError
        As :meth:`SimplerGlove.fit`.

    Example
    -------
    >>> import tempfile
    >>> from nlpzero.counting import count_text
    >>> folder = tempfile.mkdtemp()
    >>> _ = count_text(["to be or not to be"] * 9, output=f"{folder}/counts")
    >>> training = SimplerGlove(vector_size=2)
    >>> len(solve_store(f"{folder}/counts", training, output=f"{folder}/model"))
    4
    """
    training.check()
    check_free(output, force=force)
    load_code(memory)
    check_stores(memory, os.fspath(store))
    counts = CooccurrenceCounts.load(store)
    check_model_space(output, training, len(counts.vocabulary))
    start = load_initial(initial, training)
    files = reading(store, kind=KIND).manifest.files
    key = start.key(key_of(files))
    with closing(Stages(output, (VECTORS_STAGE, WORD2VEC))) as stages, minimum_reported(memory):
        if isinstance(training, SimplerGlove):
            limit_memory(training, counts, memory)
            saved: Any = sweep_checkpoint(stages, training, key)
        else:
            saved = stages.place(WORD2VEC, key_of(key, checkpoint_params(training.get_params())))
        vectors = training.fit(
            counts, initial=start.vectors, checkpoint=saved, progress=progress
        ).vectors_
        if subwords:
            threads = training.get_params()["threads"]
            vectors = add_subwords(vectors, threads=threads, memory=memory, progress=progress)
    vectors.save(output, force=force)
    stages.remove()
    return vectors
