"""From raw text to vectors in one call, with the words of a lexicon or of the text itself."""
# Longer than 200 lines, because the door names every option.

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from simpler_glove import build as engine
from simpler_glove.compilation import report_compilation
from simpler_glove.corpus import EncodedCorpus, list_files
from simpler_glove.corpus import encode_corpus as encode
from simpler_glove.corpus.encode import check_parameters
from simpler_glove.progress import Progress
from simpler_glove.stages import Stages, key_of
from simpler_glove.storage import check_free, reading, writing
from simpler_glove.textio.rereadable import RereadableText, rereadable_text
from simpler_glove.vectors import WordVectors

from .lexicon import MODEL_FILE, Lexicon
from .models import way
from .segmentation import LexiconTokenizer, Segmenter
from .tokenization import DISCOVER, TokenizerLike, is_discover, resolve_tokenizer

Function = TypeVar("Function", bound=Callable[..., Any])
_TINY = ["葡萄甜", "葡萄酸", "很甜", "很酸", "葡萄很甜", "葡萄很酸"] * 9
_KIND = "lexicon"


def with_parameters_of(other: Callable[..., Any]) -> Callable[[Function], Function]:
    """Say in the signature of a function what its ``**options`` are: those of `other`."""

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
    tokenizer: TokenizerLike = "whitespace",
    lowercase: bool = False,
    encoding: str = "utf-8",
    min_count: int = 5,
    max_vocab: int | None = None,
    model: str = "simpler-glove",
    vector_size: int = 100,
    window: int | None = None,
    seed: int = 0,
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> WordVectors:
    """Make word vectors from text, also from text that is written without spaces.

    Parameters
    ----------
    source : path, glob, "-", open file, or iterable of str or of lists of str
        The text; see :func:`encode_corpus`.  With "discover", what can be read only once is
        copied to a temporary file.
    output : path-like, optional
        Save the model there; None only returns it.  Finished stages are kept in
        ``OUTPUT.stages`` until it is whole, and a later call with the same files, settings and
        lexicon takes up after the last one.  The lexicon that the text was cut with becomes
        ``lexicon.tsv`` in the model, so that ``Segmenter(OUTPUT)`` cuts as it was cut here; not
        that of a Segmenter with user words or folding, which such a file cannot tell.
    force, keep_stages
        Replace a model that stands at `output`; leave the stages there.
    tokenizer : str, path-like, Lexicon, Segmenter or callable, default "whitespace"
        "whitespace", "jieba" or "chars", see :func:`encode_corpus`; "discover", which finds the
        words in the text itself by :class:`WordDiscoverer`; the words of a lexicon: its file, a
        model with one, a Lexicon or a Segmenter.  Punctuation makes tokens, white space none.
    lowercase, encoding, min_count, max_vocab
        See :func:`encode_corpus`.  Words are found and cut in the text as it is written.
    model : {"simpler-glove", "word2vec"}
        What makes the vectors: :class:`SimplerGlove` counts and solves; :class:`Word2Vec` needs
        Keras, and keeps its state after each epoch with the finished stages.
    vector_size : int, default 100
        Dimensions of the vectors.
    window : int, optional
        Words on a side; None takes what the model has by itself, 10 or 5.
    seed : int, default 0
        Of all chance.
    threads, memory, tmp, progress
        See :func:`encode_corpus`.  The libraries behind Keras have threads and memory of their
        own: `memory` bounds the reading, and stops Word2Vec if its vectors alone are larger.
    **options
        The other parameters of the model: of :class:`Word2Vec`; or of :class:`SimplerGlove` and
        `weighting` and `direction` of :func:`count_cooccurrences`.

    Returns
    -------
    WordVectors
        With `output`, the saved model mapped into memory.

    Raises
    ------
    FileExistsError, PermissionError
        If `output` exists and `force` is False, or nothing may be written there.
    EmptyCorpusError
        If there is no word, none is frequent enough, or no two different words ever met.
    ParameterError, InputError, ResourceError, NumericalError
        As the functions named above raise them.  After a ResourceError the stages are kept.
    BackendUnavailableError
        If the model needs Keras and it is missing; found before anything is read.

    Example
    -------
    >>> text = ["葡萄甜", "葡萄酸", "很甜", "很酸", "葡萄很甜", "葡萄很酸"] * 9
    >>> vectors = build_vectors(text, tokenizer="discover", vector_size=2)
    >>> "葡萄" in vectors, "葡" in vectors
    (True, False)
    """
    options |= {"vector_size": vector_size, "seed": seed, "threads": threads}
    if window is not None:
        options["window"] = window
    chosen = way(model, options, memory=memory, tmp=tmp)
    shared: dict[str, Any] = {"threads": threads, "memory": memory, "tmp": tmp}
    make = partial(
        engine.make_vectors, way=chosen, output=output, force=force, keep_stages=keep_stages,
        lowercase=lowercase, min_count=min_count, max_vocab=max_vocab, progress=progress, **shared,
    )  # fmt: skip
    if not is_discover(tokenizer):
        tokenizer = resolve_tokenizer(tokenizer, owner="build_vectors")
        return make(source=source, tokenizer=tokenizer, encoding=encoding)
    check_parameters(lowercase, min_count, max_vocab, None, memory, tmp)
    chosen.check()
    if output is not None:
        check_free(output, force=force)
    compile_kernels(progress)
    owner = "build_vectors"
    with rereadable_text(
        source, encoding=encoding, owner=owner, tmp=tmp, progress=progress
    ) as text:
        words = LexiconTokenizer(Segmenter(_discovered(text, output, shared, progress)))
        return make(source=text.source(), tokenizer=words, encoding=text.encoding)


@with_parameters_of(encode)
def encode_corpus(
    source: Any, *, tokenizer: TokenizerLike = "whitespace", **options: Any
) -> EncodedCorpus:
    """Read text, split it into words and number them, in one pass.

    Parameters
    ----------
    source : path, list of paths, Files, open file or iterable
        See :func:`simpler_glove.encode_corpus`.
    tokenizer : str, path-like, Lexicon, Segmenter or callable, default "whitespace"
        "whitespace", "jieba" or "chars"; the words of a lexicon: its file, a model with one, a
        Lexicon or a Segmenter; or a callable that takes a line.
    **options
        All other parameters of :func:`simpler_glove.encode_corpus`.

    Returns
    -------
    EncodedCorpus
        Numbers, lines, vocabulary, statistics.

    Raises
    ------
    ParameterError
        If a parameter is not allowed, as is "discover": what is encoded shall add up, for which
        all of it has to be cut at the words of one lexicon.

    Example
    -------
    >>> corpus = encode_corpus(["吃葡萄"], tokenizer=Lexicon(["葡萄"]), min_count=1)
    >>> corpus.vocabulary.words
    ('吃', '葡萄')
    """
    return encode(source, tokenizer=resolve_tokenizer(tokenizer, owner="encode_corpus"), **options)


def compile_kernels(progress: Progress | None = None) -> None:
    """Find words in a few lines, so that compiling shows as a stage of its own."""
    from .discovery import WordDiscoverer  # slow to load, and most builds find no words

    with report_compilation(progress):
        WordDiscoverer(threads=1).fit(_TINY)


def _discovered(
    text: RereadableText,
    output: str | os.PathLike[str] | None,
    shared: dict[str, Any],
    progress: Progress | None,
) -> Lexicon:
    """Take the words of the text from an earlier run, or find them."""
    from .discovery import WordDiscoverer

    source = text.source()
    identities = [file.identity for file in list_files(source)]
    stages = Stages(output if identities and None not in identities else None)
    key = key_of(identities, text.encoding, DISCOVER)
    try:
        found = stages.find("tokenizer", key, _load)
        if found is not None:
            return found[0]
        discoverer = WordDiscoverer(**shared)
        words = discoverer.fit(source, encoding=text.encoding, progress=progress).lexicon_
        stages.keep("tokenizer", key, partial(_save, words), {"words": len(words)})
        return words
    finally:
        stages.wait()


def _load(path: Path) -> Lexicon:
    return Lexicon.load(reading(path, kind=_KIND).path(MODEL_FILE))


def _save(words: Lexicon, path: Path) -> None:
    with writing(path, kind=_KIND, force=True) as output:
        words.save(output.folder / MODEL_FILE)
