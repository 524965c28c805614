"""Word vectors from raw text in one call: tokenize, train and save, in resumable stages."""

from __future__ import annotations

import inspect
import logging
import os
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from simpler_glove.compilation import report_compilation
from simpler_glove.corpus import EncodedCorpus
from simpler_glove.corpus import encode_corpus as encode
from simpler_glove.corpus.encode import check_parameters
from simpler_glove.errors import NlpzeroError
from simpler_glove.memory import minimum_reported, remaining_memory
from simpler_glove.progress import Progress
from simpler_glove.stages import Stages, key_of
from simpler_glove.storage import check_free, reading, writing
from simpler_glove.textio.file_state import unchanged_files
from simpler_glove.textio.rereadable import RereadableText, rereadable_text
from simpler_glove.tokenizer import Tokenizer, WhitespaceTokenizer
from simpler_glove.validation import check_bool, check_path
from simpler_glove.vectors import WordVectors, load_vectors

from .cluster.building import text_on
from .cluster.input_files import input_states
from .cluster.steps import TaskEngine
from .lexicon import MODEL_FILE, Lexicon
from .models import COUNTS_STAGE, VECTORS_STAGE, WORD2VEC, TrainingMethod, training_method
from .process_memory import (
    DISCOVERY_BYTES,
    check_discovery_memory,
    check_text_memory,
    discover_sample,
    load_code,
)
from .segmentation import LexiconTokenizer, Segmenter
from .segmentation.tokenizer import attached_punctuation
from .subword_fitting import add_subwords
from .text import encode_text
from .tokenization import DISCOVER, TokenizerLike, is_discover, resolve_tokenizer
from .training_text import CORPUS_STAGE, TrainingText, checksums_of, text_key

LEXICON_STAGE = "tokenizer"
STAGES = (LEXICON_STAGE, CORPUS_STAGE, COUNTS_STAGE, VECTORS_STAGE, WORD2VEC)
"""Names of the stages of a build."""
_OWNER = "build_vectors"
_LEXICON_KIND = "lexicon"
_log = logging.getLogger(__name__)
Function = TypeVar("Function", bound=Callable[..., Any])


def with_parameters_of(other: Callable[..., Any]) -> Callable[[Function], Function]:
    """Give a function the signature of `other`, to which it passes its ``**options``."""

    def decorate(function: Function) -> Function:
        function.__signature__ = inspect.signature(other)  # type: ignore[attr-defined]
        return function

    return decorate


def build_vectors(
    source: Any,
    *,
    output: str | os.PathLike[str] | None = None,
    force: bool = False,
    keep_stages: bool = False,
    subwords: bool = False,
    tokenizer: TokenizerLike = "whitespace",
    lowercase: bool = False,
    encoding: str = "utf-8",
    min_count: int = 5,
    max_vocab: int | None = None,
    model: str = "simpler-glove",
    vector_size: int = 100,
    window: int | None = None,
    seed: int = 0,
    initial: str | os.PathLike[str] | None = None,
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | None = None,
    progress: Progress | None = None,
    cluster: str | TaskEngine | None = None,
    **options: Any,
) -> WordVectors:
    """Build word vectors from text, including text without spaces between words.

    Parameters
    ----------
    source : path, glob, "-", open file, or iterable of str or of lists of str
        The text; see :func:`encode_corpus`. With "discover", a source that can be read only once
        is copied to a temporary file.
    output : path-like, optional
        Save the model to this directory; None only returns it. Finished stages are stored in
        ``OUTPUT.stages`` until the model is complete, unless less than 10 seconds of work would be
        lost without them. A later call with files of the same content and the same parameters
        resumes after the last one; the result has the same bytes.
        No stages are stored if the source can be read only once, or if the tokenizer is an
        arbitrary callable.
    force : bool, default False
        Replace an existing model.
    keep_stages : bool, default False
        Store all stages and do not delete them, so that other models can be built from them.
    subwords : bool, default False
        Also fit subword vectors, for words that are not in the vocabulary; see
        :meth:`WordVectors.with_subwords`.
    tokenizer : str, path-like, Lexicon, Segmenter, mapping, Tokenizer or callable
        See :func:`nlpzero.tokenization.resolve_tokenizer`; by default "whitespace". "discover"
        finds the words in the text itself with :class:`WordDiscoverer`. Punctuation becomes
        tokens, white space does not. The model stores the tokenizer and uses it for other texts.
    lowercase, encoding, min_count, max_vocab
        See :func:`encode_corpus`. Words are discovered, and texts tokenized, before conversion
        to lower case.
    model : {"simpler-glove", "word2vec"}
        The estimator: :class:`SimplerGlove`, or :class:`Word2Vec`, which stores
        a checkpoint after each epoch with the stages.
    vector_size : int, default 100
        Number of dimensions D.
    window : int, optional
        Number of context words on each side; None uses 10, or 5 for Word2Vec.
    seed : int, default 0
        Random seed. Results are identical for equal seeds.
    initial : path-like, optional
        Model whose vectors are the initial vectors, with the same `vector_size`; see the `fit` of
        the estimator. None starts from random vectors.
    threads, tmp, progress
        See :func:`encode_corpus`. The libraries of Keras have their own threads.
    memory : int, optional
        Upper limit of the resident memory of the whole process in bytes, including the program
        itself and mapped files. If `source` is regular files, a sample is read first, and if the
        limit is too small, an error states the minimum. Keras has its own memory: with Word2Vec,
        `memory` limits the encoding, and stops the training if its vectors alone need more.
    cluster : str or TaskEngine, optional
        Count on a Dask cluster; see :func:`nlpzero.cluster.jobs.count_on_cluster`. The vectors
        have the same bytes. Needs `output`; not for Word2Vec.
    **options
        Other parameters of :class:`Word2Vec`; or of :class:`SimplerGlove`, and `weighting` and
        `direction` of :func:`count_cooccurrences`.

    Returns
    -------
    WordVectors
        With `output`, the saved model as memory maps.

    Raises
    ------
    FileExistsError, PermissionError
        If `output` exists and `force` is False, or is not writable.
    MismatchError
        If `initial` has another number of dimensions, before the text is read; or none of its
        words.
    EmptyCorpusError
        If there is no word, none is frequent enough, or no two different words co-occur.
    ParameterError
        If a parameter is not allowed; before the text is read.
    BackendUnavailableError
        If the backend needs Keras or a GPU that is missing; before the text is read.
    InputError, ResourceError, NumericalError
        As in the functions named above. After a ResourceError the stored stages are kept.

    Example
    -------
    >>> text = ["葡萄甜", "葡萄酸", "很甜", "很酸", "葡萄很甜", "葡萄很酸"] * 9
    >>> vectors = build_vectors(text, tokenizer="discover", vector_size=2)
    >>> "葡萄" in vectors, "葡" in vectors
    (True, False)
    >>> vectors.tokenizer.name
    'lexicon'
    """
    options |= {"vector_size": vector_size, "seed": seed, "threads": threads}
    if window is not None:
        options["window"] = window
    training = training_method(model, options, initial=initial, memory=memory, tmp=tmp)
    if not is_discover(tokenizer):
        tokenizer = resolve_tokenizer(tokenizer, owner=_OWNER, discover=True)
    training.check()
    check_bool(subwords, "subwords", _OWNER)
    make_text = text_on(cluster, model, output)
    check_parameters(lowercase, min_count, max_vocab, None, memory, tmp)
    if output is not None:
        _check_output(output, force)
    run_options: dict[str, Any] = {
        "threads": threads, "memory": memory, "tmp": tmp, "progress": progress,
    }  # fmt: skip
    encoding_options: dict[str, Any] = {
        "tokenizer": tokenizer, "lowercase": lowercase, "encoding": encoding,
        "min_count": min_count, "max_vocab": max_vocab,
    }  # fmt: skip
    build = partial(
        _build, training, make_text, run_options, output, force=force, keep_stages=keep_stages,
        subwords=subwords,
    )  # fmt: skip
    discover = is_discover(tokenizer)
    load_code(memory, tokenizer if isinstance(tokenizer, Tokenizer) else None, discover=discover)
    with minimum_reported(memory):
        if not discover:
            return build(source, encoding_options, _identity(source, output, cluster))
        with report_compilation(progress):
            discover_sample(threads=1)
        with rereadable_text(
            source, encoding=encoding, owner=_OWNER, tmp=tmp, progress=progress
        ) as text:
            checksums = _identity(text.source(), output, cluster)
            stages = _stages(output, checksums, every=keep_stages)
            with unchanged_files(text.source()), closing(stages):
                lexicon = _discover_words(text, stages, run_options, checksums)
            tokenizer = LexiconTokenizer(Segmenter(lexicon))
            encoding_options |= {"tokenizer": tokenizer, "encoding": text.encoding}
            return build(text.source(), encoding_options, checksums)


def _check_output(output: Any, force: bool) -> None:
    check_path(output, "output", _OWNER)
    check_free(output, force=force)


def _identity(source: Any, output: Any, cluster: Any) -> list[Any] | None:
    """Return what identifies the files of a text; a cluster reads them too late for checksums."""
    if cluster is not None:
        return input_states(source)
    return None if output is None else checksums_of(source)


def _stages(output: str | os.PathLike[str] | None, identity: Any, *, every: bool) -> Stages:
    """Return the stages of an output, where none is stored if the text has no identity."""
    stored = None if identity is None else output
    return Stages(stored, STAGES, least_seconds=0.0 if every else None)


def _build(
    training: TrainingMethod,
    make_text: Callable[..., TrainingText],
    run_options: dict[str, Any],
    output: str | os.PathLike[str] | None,
    source: Any,
    encoding_options: dict[str, Any],
    checksums: list[Any] | None,
    *,
    force: bool,
    keep_stages: bool,
    subwords: bool,
) -> WordVectors:
    """Train vectors on a text with a given tokenizer; save them if there is an `output`."""
    key = text_key(checksums, encoding_options)
    training.compile(encoding_options["tokenizer"], run_options["progress"])
    check_text_memory(
        run_options["memory"], source, threads=run_options["threads"], **encoding_options,
        **training.least_memory_options(),
    )  # fmt: skip
    if make_text is TrainingText:
        training.check_space(
            source, None if key is None else output, keep_stages=keep_stages, **encoding_options
        )
    every = keep_stages or make_text is not TrainingText  # the counts of a cluster are stored
    with closing(_stages(output, key, every=every)) as stages:
        text = make_text(source, encoding_options, run_options, stages, key or "")
        vectors, statistics = training.train(text)
    vectors = vectors.replace(parameters=vectors.parameters | {"corpus": statistics})
    if isinstance(encoding_options["tokenizer"], WhitespaceTokenizer):
        if message := attached_punctuation(vectors.vocabulary):
            _log.warning("%s: %s", _OWNER, message)
    if subwords:
        limits = {name: run_options[name] for name in ("threads", "memory", "progress")}
        vectors = add_subwords(vectors, **limits)
    if output is None:
        return vectors
    vectors.save(output, force=force)
    text.runs.remove()
    if not keep_stages:
        stages.remove()
    return load_vectors(output)


@with_parameters_of(encode)
def encode_corpus(
    source: Any, *, tokenizer: TokenizerLike = "whitespace", **options: Any
) -> EncodedCorpus:
    """Read text, split it into words and number them, in one pass.

    Parameters
    ----------
    source : path, list of paths, Files, open file or iterable
        See :func:`simpler_glove.encode_corpus`.
    tokenizer : str, path-like, Lexicon, Segmenter, mapping, Tokenizer or callable
        See :func:`nlpzero.tokenization.resolve_tokenizer`; by default "whitespace".
    **options
        All other parameters of :func:`simpler_glove.encode_corpus`.

    Returns
    -------
    EncodedCorpus
        Word ids, lines, vocabulary, statistics and tokenizer.

    Raises
    ------
    ParameterError
        If a parameter is not allowed. "discover" is not allowed, because counts of several
        texts can be merged only if all were tokenized with one lexicon.

    Example
    -------
    >>> corpus = encode_corpus(["吃葡萄"], tokenizer=Lexicon(["葡萄"]), min_count=1)
    >>> corpus.vocabulary.words
    ('吃', '葡萄')
    """
    return encode(source, tokenizer=resolve_tokenizer(tokenizer, owner="encode_corpus"), **options)


def _discover_words(
    text: RereadableText,
    stages: Stages,
    run_options: dict[str, Any],
    checksums: list[Any] | None,
) -> Lexicon:
    """Discover the words of a text, unless a stage contains them."""
    from .discovery import WordDiscoverer
    from .discovery.discoverer import default_min_count

    source = text.source()
    key = key_of(checksums, text.encoding, DISCOVER)
    found = stages.find(LEXICON_STAGE, key, _load_lexicon)
    if found is not None:
        return found[0]
    limits = {name: run_options[name] for name in ("threads", "memory", "tmp")}
    check_discovery_memory(
        limits["memory"], source, encoding=text.encoding, threads=limits["threads"]
    )
    limits["memory"] = remaining_memory(limits["memory"], DISCOVERY_BYTES, "to discover words")
    progress = run_options["progress"]
    try:
        encoded = encode_text(source, encoding=text.encoding, progress=progress, **limits)
        # A larger one, if memory is limited, would give other words.
        min_count = default_min_count(encoded.statistics.atoms)
        discoverer = WordDiscoverer(min_count=min_count, **limits)
        discoverer.fit(encoded, progress=progress)
    except NlpzeroError as error:
        lines = (error.hint or "").split("\n")  # min_count is that of the vocabulary here
        error.hint = "\n".join(line for line in lines if "{min_count}" not in line)
        raise
    lexicon = discoverer.lexicon_
    stages.keep(LEXICON_STAGE, key, partial(_save_lexicon, lexicon), {"words": len(lexicon)})
    return lexicon


def _load_lexicon(path: Path) -> Lexicon:
    return Lexicon.load(reading(path, kind=_LEXICON_KIND).path(MODEL_FILE))


def _save_lexicon(lexicon: Lexicon, path: Path) -> None:
    with writing(path, kind=_LEXICON_KIND, force=True) as output:
        lexicon.save(output.folder / MODEL_FILE)
