"""A text that is encoded when it is needed, unless a stage of an earlier run contains it."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from simpler_glove.cooccurrence import CooccurrenceCounts, count_cooccurrences, counting_bytes
from simpler_glove.cooccurrence.runs import Runs
from simpler_glove.corpus import (
    ENCODING_BYTES,
    EncodedCorpus,
    encode_corpus,
    list_files,
    load_corpus,
    save_corpus,
)
from simpler_glove.memory import remaining_memory
from simpler_glove.parallel import resolve_threads
from simpler_glove.stages import Stages, key_of
from simpler_glove.textio.file_state import unchanged_files
from simpler_glove.tokenizer import Tokenizer
from simpler_glove.vocabulary import Vocabulary

CORPUS_STAGE = "corpus"


class TrainingText:
    """A text that is encoded when a training method needs it, unless a stage contains it.

    Parameters
    ----------
    source : Any
        The source of :func:`nlpzero.build_vectors`.
    encoding_options : dict
        The options of :func:`encode_corpus` that determine the result.
    run_options : dict
        ``threads``, ``memory``, ``tmp`` and ``progress``.
    stages : Stages
        Finished stages.
    key : str
        Fingerprint of the text and of `encoding_options`.
    rare : bool, default False
        Keep the words that are not in the vocabulary; models do not contain them.

    Attributes
    ----------
    runs : Runs
        Storage of the counted chunks of the corpus.
    """

    def __init__(
        self,
        source: Any,
        encoding_options: dict[str, Any],
        run_options: dict[str, Any],
        stages: Stages,
        key: str,
        *,
        rare: bool = False,
    ) -> None:
        self.source = source
        self.encoding_options = encoding_options
        self.run_options = run_options
        self.stages = stages
        self.key = key_of(key, "rare words") if rare else key
        self._rare = rare
        self.runs = Runs(run_options["tmp"], stages.output, key)

    def corpus(self) -> tuple[EncodedCorpus, dict[str, Any]]:
        """Return the corpus and its statistics."""
        stored = self.stages.find(CORPUS_STAGE, self.key, load_corpus)
        if stored is not None:
            return stored
        options = self.options_within(ENCODING_BYTES, "to read the text")
        with unchanged_files(self.source):
            corpus = encode_corpus(self.source, **self.encoding_options, **options)
        if not self._rare:
            corpus = replace(corpus, rare=None)
        statistics = asdict(corpus.statistics)
        self.stages.keep(
            CORPUS_STAGE, self.key,
            # Not flushed to the disk: `Stages.find` compares checksums before it is used again.
            lambda path: save_corpus(corpus, path, force=True, durable=False), statistics,
        )  # fmt: skip
        return corpus, statistics

    def count(
        self, name: str, key: str, counting: dict[str, Any]
    ) -> tuple[CooccurrenceCounts, dict[str, Any]]:
        """Count the co-occurrences and keep them as a stage; also returns the statistics.

        Parameters
        ----------
        name, key : str
            Name of the stage, and fingerprint of the text and of all parameters.
        counting : dict
            ``window``, ``weighting`` and ``direction`` of :func:`count_cooccurrences`.
        """
        corpus, statistics = self.corpus()
        size = len(corpus.vocabulary)
        threads = resolve_threads(self.run_options["threads"], "build_vectors")
        options = self.options_within(counting_bytes(size, threads), f"to count {size:,} words")
        counts = count_cooccurrences(corpus, runs=self.runs, **counting, **options)
        self.stages.keep(name, key, lambda path: counts.save(path, force=True), statistics)
        return counts, statistics

    def options_within(self, needed: float, purpose: str) -> dict[str, Any]:
        """Return `run_options` with the remaining memory; see `remaining_memory`."""
        memory = remaining_memory(self.run_options["memory"], needed, purpose)
        return self.run_options | {"memory": memory}


def text_key(checksums: list[Any] | None, encoding_options: dict[str, Any]) -> str | None:
    """Return the fingerprint of a text and the options that encode it.

    Parameters
    ----------
    checksums : list or None
        Those of :func:`checksums_of`.
    encoding_options : dict
        See :class:`TrainingText`.

    Returns
    -------
    str or None
        None if the text or the tokenizer cannot be recognised in a later run.
    """
    tokenizer: Tokenizer = encoding_options["tokenizer"]
    if checksums is None or tokenizer.fingerprint is None:
        return None
    options = encoding_options | {
        "tokenizer": (tokenizer.name, tokenizer.fingerprint, tokenizer.lowercase)
    }
    vocabulary = options.pop("vocabulary", None)
    if isinstance(vocabulary, Vocabulary):
        options["vocabulary"] = vocabulary.fingerprint
    return key_of(checksums, options)


def checksums_of(source: Any) -> list[Any] | None:
    """Return the checksums of the files of a source; None if it can't be read again."""
    files = list_files(source)
    if not files or any(file.bytes is None for file in files):
        return None
    return [file.checksum() for file in files]
