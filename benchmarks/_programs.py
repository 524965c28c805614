"""Commands of the measured programs: nlpzero, and peers that do the same work."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ._measure import ROOT, Usage, run

if TYPE_CHECKING:
    from gensim.models import KeyedVectors

Command = list[str | Path]
WINDOW, MIN_COUNT, SIZE = 10, 5, 100
_BARE = """
import sys
sys.path.insert(0, sys.argv.pop(1))
import conftest
from nlpzero_cli.main import main
sys.argv[0] = "nlpzero"
main()
"""


def nlpzero(*arguments: str | Path) -> list[str]:
    """Return a command line of nlpzero: the installed command, or the checkout's."""
    installed = Path(sys.executable).with_name("nlpzero")
    if installed.exists():
        return [str(installed), *map(str, arguments)]
    return [sys.executable, "-c", _BARE, str(ROOT), *map(str, arguments)]


def nlpzero_count(corpus: Path, store: Path, threads: int) -> list[str]:
    """Return the command that counts `corpus` into `store`."""
    settings = ["--window", str(WINDOW), "--min-count", str(MIN_COUNT)]
    return nlpzero("count", corpus, "-o", store, *settings, "--threads", str(threads))


def nlpzero_build(corpus: Path, model: Path, threads: int) -> list[str]:
    """Return the command that builds vectors of `corpus` with the default settings."""
    return nlpzero("build-vectors", corpus, "-o", model, "--threads", str(threads))


def glove_count(programs: Path, corpus: Path, folder: Path, *, memory: float = 4.0) -> Usage:
    """Run GloVe's vocab_count, cooccur and shuffle, with `memory` in gigabytes, in `folder`."""
    vocabulary, counted = folder / "vocab.txt", folder / "cooccurrence.bin"
    shuffled, limits = folder / "shuffled.bin", ["-memory", str(memory), "-verbose", "0"]
    first: Command = [programs / "vocab_count", "-min-count", str(MIN_COUNT), "-verbose", "0"]
    second: Command = [
        programs / "cooccur",
        "-vocab-file",
        vocabulary,
        "-window-size",
        str(WINDOW),
        *limits,
    ]
    third: Command = [programs / "shuffle", *limits]
    used = run(first, stdin=corpus, stdout=vocabulary, folder=folder)
    second += ["-vocab-file", vocabulary]
    used = used.then(run(second, stdin=corpus, stdout=counted, folder=folder))
    return used.then(run(third, stdin=counted, stdout=shuffled, folder=folder))


def glove_train(programs: Path, folder: Path, threads: int, epochs: int = 15) -> Usage:
    """Run GloVe's trainer on the files of `glove_count`; writes ``vectors.txt``."""
    args = {
        "-input-file": folder / "shuffled.bin", "-vocab-file": folder / "vocab.txt",
        "-save-file": folder / "vectors", "-threads": threads, "-iter": epochs, "-x-max": 10,
        "-vector-size": SIZE, "-binary": 0, "-verbose": 0,
    }  # fmt: skip
    words = [str(word) for option in args.items() for word in option]
    return run([programs / "glove", *words], folder=folder)


@dataclass(frozen=True)
class System:
    """A system that turns a text file into saved vectors.

    Parameters
    ----------
    train : callable
        (corpus, folder) -> Usage; saves the vectors in the folder.
    load : callable
        folder -> gensim KeyedVectors, which evaluates all systems.
    """

    train: Callable[[Path, Path], Usage]
    load: Callable[[Path], KeyedVectors]


def nlpzero_system(threads: int) -> System:
    """Return nlpzero with its default settings."""

    def load(folder: Path) -> KeyedVectors:
        from nlpzero import load_vectors

        return load_vectors(folder / "model").to_gensim()

    return System(lambda text, to: run(nlpzero_build(text, to / "model", threads)), load)


def word2vec_system(backend: str, threads: int, epochs: int) -> System:
    """Return nlpzero's Word2Vec on the CPU ("cpu") or with a Keras backend."""

    def train(corpus: Path, folder: Path) -> Usage:
        settings = ["--model", "word2vec", "--epochs", str(epochs), "--threads", str(threads)]
        settings += ["--backend", "cpu" if backend == "cpu" else "keras"]
        command = nlpzero("build-vectors", corpus, "-o", folder / "model", *settings)
        library = {} if backend == "cpu" else {"KERAS_BACKEND": backend}
        return run(command, environment=os.environ | library)

    return System(train, nlpzero_system(threads).load)


def gensim_system(path: str, threads: int, epochs: int) -> System:
    """Return gensim's skip-gram; `path` is ``"corpus_file"`` or ``"sentences"`` (LineSentence)."""

    def train(corpus: Path, folder: Path) -> Usage:
        args = [path, str(corpus), str(folder / "vectors.kv"), str(threads), str(epochs)]
        return run([sys.executable, "-m", "benchmarks._gensim_skipgram", *args])

    def load(folder: Path) -> KeyedVectors:
        from gensim.models import KeyedVectors

        return KeyedVectors.load(str(folder / "vectors.kv"))

    return System(train, load)


def fasttext_system(program: Path, threads: int, epochs: int, *, subwords: bool) -> System:
    """Return fastText's skip-gram, with or without character n-grams."""

    def train(corpus: Path, folder: Path) -> Usage:
        args = {
            "-input": corpus, "-output": folder / "vectors", "-dim": SIZE, "-ws": 5,
            "-epoch": epochs, "-neg": 5, "-minCount": MIN_COUNT, "-t": 1e-4,
            "-maxn": 6 if subwords else 0, "-thread": threads, "-verbose": 0,
        }  # fmt: skip
        words = [str(word) for option in args.items() for word in option]
        return run([program, "skipgram", *words])

    return System(train, lambda folder: _text_vectors(folder / "vectors.vec", header=True))


def glove_system(programs: Path, threads: int, epochs: int) -> System:
    """Return GloVe: count, shuffle and train."""

    def train(corpus: Path, folder: Path) -> Usage:
        counted = glove_count(programs, corpus, folder)
        return counted.then(glove_train(programs, folder, threads, epochs))

    return System(train, lambda folder: _text_vectors(folder / "vectors.txt", header=False))


def _text_vectors(path: Path, *, header: bool) -> KeyedVectors:
    from gensim.models import KeyedVectors

    return KeyedVectors.load_word2vec_format(str(path), no_header=not header)
