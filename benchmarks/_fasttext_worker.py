"""Train fastText, or write its vectors of some words; run by a Python that has the package.

train TEXT MODEL THREADS EPOCHS          writes MODEL
vectors MODEL WORDS VECTORS              reads one word per line, writes VECTORS.npy
vocabulary MODEL WORDS                   writes the words by descending frequency
"""

from __future__ import annotations

import sys
from pathlib import Path

import fasttext
import numpy as np


def main() -> None:
    """Run one of the commands."""
    command, *arguments = sys.argv[1:]
    {"train": _train, "vectors": _vectors, "vocabulary": _vocabulary}[command](*arguments)


def _train(text: str, model: str, threads: str, epochs: str) -> None:
    trained = fasttext.train_unsupervised(
        text, model="skipgram", dim=100, ws=5, epoch=int(epochs), neg=5, minCount=5, t=1e-4,
        minn=3, maxn=6, thread=int(threads), verbose=0,
    )  # fmt: skip
    trained.save_model(model)


def _vectors(model: str, words: str, target: str) -> None:
    loaded = fasttext.load_model(model)
    listed = Path(words).read_text(encoding="utf-8").split("\n")
    np.save(target, np.array([loaded.get_word_vector(word) for word in listed], np.float32))


def _vocabulary(model: str, target: str) -> None:
    words = [word for word in fasttext.load_model(model).words if word != "</s>"]
    Path(target).write_text("\n".join(words), encoding="utf-8")


if __name__ == "__main__":
    main()
