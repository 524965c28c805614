"""The models that make word vectors, by name: which options each takes, and its way from text."""

from __future__ import annotations

import inspect
from typing import Any

from simpler_glove.build import ByCounts, Text, Way
from simpler_glove.compilation import report_compilation
from simpler_glove.corpus import encode_corpus
from simpler_glove.errors import ParameterError, ResourceError
from simpler_glove.glove import SimplerGlove
from simpler_glove.progress import Progress
from simpler_glove.stages import key_of
from simpler_glove.tokenizer import Tokenizer
from simpler_glove.validation import check_choice
from simpler_glove.vectors import WordVectors

from .word2vec import Word2Vec, check_available, checkpoint_params, needed_bytes

SIMPLER_GLOVE, WORD2VEC = "simpler-glove", "word2vec"
MODELS = (SIMPLER_GLOVE, WORD2VEC)
_ESTIMATORS: dict[str, Any] = {SIMPLER_GLOVE: SimplerGlove, WORD2VEC: Word2Vec}
COUNTING = ("window", "weighting", "direction")
_TEXT = ["to be or not to be", "that is the question"]


def estimator(model: str = SIMPLER_GLOVE, **options: Any) -> SimplerGlove | Word2Vec:
    """Make the estimator of a model.

    Parameters
    ----------
    model : {"simpler-glove", "word2vec"}
        Its name.
    **options
        Parameters of :class:`SimplerGlove` or :class:`Word2Vec`.

    Returns
    -------
    SimplerGlove or Word2Vec
        Not fitted yet.

    Raises
    ------
    ParameterError
        If there is no such model, or an option is one of another model.

    Example
    -------
    >>> estimator("word2vec", negatives=8).negatives
    8
    >>> estimator("simpler-glove", negatives=8)
    Traceback (most recent call last):
    simpler_glove.errors.ParameterError: The 'negatives' parameter is one of model='word2vec'. ...
    """
    check_options(model, options)
    made: SimplerGlove | Word2Vec = _ESTIMATORS[model](**options)
    return made


def way(model: str, options: dict[str, Any], *, memory: int | None, tmp: str | None) -> Way:
    """Give the way from text to the vectors of a model.

    Parameters
    ----------
    model : {"simpler-glove", "word2vec"}
        Its name.
    options : dict
        Parameters of :class:`Word2Vec`; or of :class:`SimplerGlove` and of
        :func:`count_cooccurrences`.
    memory, tmp
        See :func:`build_vectors`.

    Returns
    -------
    Way
        For :func:`simpler_glove.build.make_vectors`.

    Raises
    ------
    ParameterError
        If there is no such model, or an option is one of another model.

    Example
    -------
    >>> way("simpler-glove", {"window": 3, "sweeps": 9}, memory=None, tmp=None).check()
    """
    check_options(model, options, counting=COUNTING)
    if model == WORD2VEC:
        return ByPrediction(Word2Vec(**options))
    counting = {name: value for name, value in options.items() if name in COUNTING}
    solving = {name: value for name, value in options.items() if name not in COUNTING}
    return ByCounts(SimplerGlove(**solving, memory=memory, tmp=tmp), **counting)


class ByPrediction:
    """The way of Word2Vec: read the text, then go through it epoch by epoch.

    The state after each epoch is kept beside the model, and training goes on from the last one.

    Parameters
    ----------
    estimator : Word2Vec
        What learns.
    """

    def __init__(self, estimator: Word2Vec) -> None:
        self.estimator = estimator

    def check(self) -> None:
        """Raise for parameters that are not allowed, and if there is no Keras."""
        self.estimator.check()
        check_available(self.estimator.backend)

    def compile(self, tokenizer: Tokenizer, progress: Progress | None) -> None:
        """Read ten words and make batches of them."""
        from .word2vec.examples import compile_kernels

        with report_compilation(progress):
            if tokenizer.compiled:
                encode_corpus(_TEXT, tokenizer=tokenizer, min_count=1, threads=1)
            compile_kernels(encode_corpus(_TEXT, min_count=1, threads=1))

    def vectors(self, text: Text) -> tuple[WordVectors, dict[str, Any]]:
        """Read the text, or take it from an earlier run; train."""
        corpus, facts = text.corpus()
        self._check_memory(len(corpus.vocabulary), text.shared["memory"])
        key = key_of(text.key, checkpoint_params(self.estimator.get_params()))
        checkpoint = text.stages.place(WORD2VEC, key)
        self.estimator.fit(corpus, checkpoint=checkpoint, progress=text.shared["progress"])
        return self.estimator.vectors_, facts

    def _check_memory(self, words: int, memory: int | None) -> None:
        needed = needed_bytes(words, self.estimator.vector_size, tied=self.estimator.tied)
        if memory is not None and needed > memory:
            raise ResourceError(
                f"Word2Vec needs {needed / 1e6:,.0f} MB for {words:,} words of "
                f"{self.estimator.vector_size} dimensions, and 'memory' allows "
                f"{memory / 1e6:,.0f} MB: raise it, or lower 'max_vocab' or 'vector_size'."
            )


def check_options(model: str, options: dict[str, Any], *, counting: tuple[str, ...] = ()) -> None:
    """Raise ParameterError if there is no such model, or an option is one of another.

    Parameters
    ----------
    model : str
        Its name.
    options : dict
        Names of the options are looked at, not values.
    counting : tuple of str, default ()
        What :class:`SimplerGlove` shall be taken to have besides its parameters.

    Raises
    ------
    ParameterError, TypeError
        The latter if no model has an option.

    Example
    -------
    >>> check_options("word2vec", {"window": 5})
    """
    check_choice(model, "model", "nlpzero", MODELS)
    own = {name: {*inspect.signature(made).parameters} for name, made in _ESTIMATORS.items()}
    own[SIMPLER_GLOVE] |= {*counting}
    for name in options:
        if name in own[model]:
            continue
        others = [other for other in MODELS if name in own[other]]
        if others:
            raise ParameterError(
                f"The {name!r} parameter is one of model={others[0]!r}. Got it with "
                f"model={model!r} instead."
            )
        raise TypeError(f"No model has a parameter {name!r}; {model!r} has {sorted(own[model])}.")
