"""Train gensim's skip-gram. Arguments: PATH CORPUS VECTORS THREADS EPOCHS."""

from __future__ import annotations

import sys

from gensim.models import Word2Vec
from gensim.models.word2vec import LineSentence

from ._programs import MIN_COUNT, SIZE


def main() -> None:
    """Train on ``corpus_file`` or on ``sentences`` (a LineSentence) and save the vectors."""
    path, corpus, vectors, threads, epochs = sys.argv[1:]
    text = {path: corpus if path == "corpus_file" else LineSentence(corpus)}
    model = Word2Vec(
        **text, sg=1, vector_size=SIZE, window=5, negative=5, epochs=int(epochs),
        min_count=MIN_COUNT, workers=int(threads), seed=1,
    )  # fmt: skip
    model.wv.save(vectors)


if __name__ == "__main__":
    main()
