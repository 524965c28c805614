"""Valid files of every kind, and what reads them; the kinds are independent of each other."""

from __future__ import annotations

import importlib.util
import random
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import nlpzero
from nlpzero.keywords import PhraseStatistics
from nlpzero.segmentation import text_lines
from nlpzero.templates import TemplateTable
from simpler_glove import Vocabulary, WordVectors, formats
from simpler_glove.cooccurrence import CooccurrenceCounts, count_cooccurrences
from simpler_glove.corpus import encode_corpus, load_corpus, save_corpus
from simpler_glove.errors import NlpzeroError
from simpler_glove.evaluation.questions import read_analogies, read_pairs
from simpler_glove.subwords import SubwordVectors

from .mutations import mutate, mutate_directory

DOCUMENTED = (NlpzeroError, OSError)
"""The exceptions that a reader may raise."""
LINES = ["the cat sat on the mat", "the dog sat on the cat", "a dog and a cat"] * 4
CHINESE = ["葡萄很甜，香蕉很甜。", "我吃葡萄，你买香蕉。", "葡萄和香蕉都是水果！"] * 6
COUNTS = {"the": 16, "cat": 12, "a": 8, "dog": 8, "on": 8, "sat": 8, "and": 4, "mat": 4}
"""Words of LINES."""
FRUIT = {"葡萄": 3, "香蕉": 3}
"""Words of the distinct lines of CHINESE."""
_WORDS = ["the", "cat", "New York", "葡萄", "2024"]


@dataclass(frozen=True)
class Reader:
    """A kind of file.

    Attributes
    ----------
    write : callable
        Takes a folder, and writes a valid file or directory there; returns its path.
    read : callable
        Takes the path, and reads and uses everything that is in the file; returns some of it.
    content : Any
        What `read` returns for the valid file.
    """

    write: Callable[[Path], Path]
    read: Callable[[Path], Any]
    content: Any


def _vectors() -> WordVectors:
    matrix = np.random.default_rng(0).standard_normal((5, 3)).astype(np.float32)
    return WordVectors(Vocabulary(_WORDS, [9, 7, 5, 3, 1]), matrix, context=matrix[::-1])


def _saved_vectors(format: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        vectors = _vectors()
        if format == "word2vec-binary":  # which cannot hold a space
            vectors = WordVectors(["the", "cat", "葡萄"], vectors.matrix[:3])
        path = folder / f"vectors{ {'npy': '.npy', 'tsv': '.tsv'}.get(format, '') }"
        nlpzero.save_vectors(vectors, path, format=format)
        return path

    return write


def _write_int8(folder: Path) -> Path:
    _vectors().save(folder / "model", dtype="int8")
    return folder / "model"


def _content(text: str | bytes, name: str = "file") -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder / name

    return write


def _read_vectors(path: Path) -> list[list[str]]:
    found = []
    for on_error in ("error", "skip"):
        try:
            vectors = nlpzero.load_vectors(path, on_error=on_error)
            vectors.most_similar(vectors.index_to_key[0], topn=2)
            found.append(list(vectors.index_to_key))
        except DOCUMENTED:
            pass
    formats.describe(path)
    return found


def _read_lexicon(path: Path) -> list[dict[str, int]]:
    found = []
    for on_error in ("error", "skip"):
        try:
            lexicon = nlpzero.Lexicon.load(path, on_error=on_error)
        except DOCUMENTED:
            continue
        segmenter = nlpzero.Segmenter(lexicon)
        assert "".join(segmenter.cut(CHINESE[0])) == CHINESE[0]
        found.append(_counts_of(lexicon, [*FRUIT, "New York"]))
    nlpzero.lexicon.describe_lexicon(path)
    nlpzero.Segmenter({"甜": 1}).load_userdict(path)
    return found


def _counts_of(lexicon: nlpzero.Lexicon, words: Iterable[str]) -> dict[str, int]:
    return {word: lexicon[word].count for word in words if word in lexicon}


def _vocabulary_of(counts: CooccurrenceCounts) -> dict[str, int]:
    return dict(zip(counts.vocabulary, counts.vocabulary.counts.tolist(), strict=True))


def _write_lexicon(folder: Path) -> Path:
    lexicon = nlpzero.WordDiscoverer(threads=1, min_count=2).fit(CHINESE).lexicon_
    lexicon.save(folder / "lexicon.tsv")
    return folder / "lexicon.tsv"


def _write_counts(folder: Path) -> Path:
    counts = count_cooccurrences(encode_corpus(LINES, min_count=5, threads=1), window=2, threads=1)
    counts.save(folder / "counts")
    return folder / "counts"


def _read_counts(path: Path) -> dict[str, int]:
    counts = CooccurrenceCounts.load(path)
    nlpzero.SimplerGlove(vector_size=2, sweeps=1, threads=1).fit(counts)
    return _vocabulary_of(nlpzero.merge_counts([counts, counts], threads=1))


def _write_corpus(folder: Path) -> Path:
    save_corpus(encode_corpus(LINES, min_count=1, threads=1), folder / "corpus")
    return folder / "corpus"


def _write_text(folder: Path) -> Path:
    nlpzero.encode_text(CHINESE, threads=1).save(folder / "text")
    return folder / "text"


def _write_model(folder: Path) -> Path:
    tokenizer = nlpzero.encode_corpus(LINES, tokenizer={"cat": 3}, min_count=1, threads=1).tokenizer
    ngrams = np.array([1, 9], np.uint32), np.zeros((2, 1), np.uint8), np.ones(2, np.float32)
    subwords = SubwordVectors(*ngrams, np.ones((256, 4), np.float32), vector_size=3)
    _vectors().replace(tokenizer=tokenizer, subwords=subwords).save(folder / "model")
    return folder / "model"


def _read_model(path: Path) -> tuple[list[str], list[str] | None]:
    vectors = nlpzero.load_vectors(path)
    vectors.most_similar(vectors.index_to_key[0], topn=2)
    vectors.most_similar(vectors.index_to_key[0], topn=2, measure="context")
    tokens = None if vectors.tokenizer is None else list(vectors.tokenizer("the cat"))
    if vectors.subwords is not None:
        vectors.subwords.vector("cats")
    formats.describe(path)
    return list(vectors.index_to_key), tokens


def _write_glove(folder: Path) -> Path:
    counts = count_cooccurrences(encode_corpus(LINES, min_count=1, threads=1), window=2, threads=1)
    nlpzero.export_glove(counts, folder / "glove")
    return folder / "glove"


def _write_phrases(folder: Path) -> Path:
    nlpzero.learn_phrases([line * 3 for line in LINES]).save(folder / "phrases.tsv")
    return folder / "phrases.tsv"


def _read_phrases(path: Path) -> tuple[int, int]:
    statistics = PhraseStatistics.load(path)
    row = statistics.words.index("the") if "the" in statistics.words else 0
    return statistics.size, int(statistics.counts[row])


def _write_templates(folder: Path) -> Path:
    lines = [*LINES, "delete 1", "delete 2 3", *(f"port={number} <*> up" for number in range(5))]
    nlpzero.TemplateFinder(threads=1).fit(lines).templates_.save(folder / "templates.tsv")
    return folder / "templates.tsv"


def _read_templates(path: Path) -> tuple[tuple[str, ...], str]:
    table = TemplateTable.load(path)
    table.merge(table)
    (found,) = table.assign(["port=80 a up"])
    return found.values, nlpzero.TemplateParser(path).parse("see delete 7").bracket()


def _read_gold(path: Path) -> tuple[int, int]:
    scores = nlpzero.evaluate_segmentation(path, nlpzero.Segmenter({"葡萄": 2}).lcut)
    return scores.words, scores.predicted_words


def _read_text_store(path: Path) -> dict[str, int]:
    discoverer = nlpzero.WordDiscoverer(threads=1).fit(nlpzero.EncodedText.load(path))
    return _counts_of(discoverer.lexicon_, FRUIT)


def _read_text(path: Path) -> int:
    encode_corpus(path, min_count=1, threads=1)
    nlpzero.encode_text(path, threads=1)
    lines = list(text_lines(path))
    segmenter = nlpzero.Segmenter({"葡萄": 3, "水果": 2})
    written = b"".join(nlpzero.segment_text(path, segmenter, threads=1, delimiter="/")).decode()
    assert [line.removesuffix("\r") for line in written.replace("/", "").split("\n")[:-1]] == [
        line.replace("/", "") for line in lines
    ]
    return len(lines)


READERS: dict[str, Reader] = {
    **{
        name: Reader(_saved_vectors(name), _read_vectors, [_WORDS] * 2)
        for name in formats.WRITABLE
        if name not in ("native", "parquet", "word2vec-binary")
    },
    "word2vec-binary": Reader(
        _saved_vectors("word2vec-binary"), _read_vectors, [["the", "cat", "葡萄"]] * 2
    ),
    "int8": Reader(_write_int8, _read_vectors, [_WORDS] * 2),
    "aligned": Reader(
        _content("cat    1.00000  0.20000\ndog   -2.50000  1e-3\n"),
        _read_vectors,
        [["cat", "dog"]] * 2,
    ),
    "commas": Reader(
        _content("cat,1.00000,0.20000\ndog,-2.50000,1e-3\n"), _read_vectors, [["cat", "dog"]] * 2
    ),
    # a format that is described, not read
    "fasttext-bin": Reader(_content(b"\xba\x16\x4f\x2f" + bytes(96)), _read_vectors, []),
    "model": Reader(_write_model, _read_model, (_WORDS, ["the", "cat"])),
    "lexicon": Reader(_write_lexicon, _read_lexicon, [FRUIT] * 2),
    "jieba-dict": Reader(
        _content("葡萄 30 n\n香蕉 20 n\n很 10 d\n"), _read_lexicon, [{"葡萄": 30, "香蕉": 20}] * 2
    ),
    "user-dictionary": Reader(
        _content("葡萄 30 n\n香蕉\n很甜 d\nNew York 3\n"),
        _read_lexicon,
        [{"葡萄": 30, "香蕉": 0, "New York": 3}] * 2,
    ),
    "word-count": Reader(
        _content("葡萄 30\n香蕉 20\nNew York 3\n"),
        _read_lexicon,
        [{"葡萄": 30, "香蕉": 20, "New York": 3}] * 2,
    ),
    "phrases": Reader(_write_phrases, _read_phrases, (12, 32)),
    "analogies": Reader(
        _content(": family\nman king woman queen\na b c d\n"),
        lambda path: [question.words for question in read_analogies(path)],
        [("man", "king", "woman", "queen"), ("a", "b", "c", "d")],
    ),
    "word-pairs": Reader(
        _content("cat\tdog\t9.5\nthe\ta\t1e1\nking,queen,3\n"),
        lambda path: [(*pair.words, pair.score) for pair in read_pairs(path)],
        [("cat", "dog", 9.5), ("the", "a", 10.0), ("king", "queen", 3.0)],
    ),
    "templates": Reader(_write_templates, _read_templates, (("80", "a"), "(see (delete (7)))")),
    "gold": Reader(_content("葡萄 很 甜\n我 吃 香蕉\n"), _read_gold, (6, 7)),
    "vocabulary": Reader(
        _content("the 9\nNew York 7\n葡萄 1\n"),
        lambda path: list(Vocabulary.load(path)),
        ["the", "New York", "葡萄"],
    ),
    "glove-counts": Reader(
        _write_glove,
        lambda path: _vocabulary_of(
            nlpzero.import_glove(path / "vocab.txt", path / "cooccurrence.bin", window=2)
        ),
        COUNTS,
    ),
    "counts": Reader(
        _write_counts, _read_counts, {word: 2 * count for word, count in COUNTS.items()}
    ),
    "corpus": Reader(
        _write_corpus,
        lambda path: _vocabulary_of(count_cooccurrences(load_corpus(path), window=2, threads=1)),
        COUNTS,
    ),
    "text-store": Reader(_write_text, _read_text_store, FRUIT),
    "text": Reader(_content("\n".join(LINES + CHINESE) + "\n"), _read_text, 30),
}
if importlib.util.find_spec("pyarrow") is not None:
    READERS["parquet"] = Reader(_saved_vectors("parquet"), _read_vectors, [_WORDS] * 2)


def run_case(name: str, seed: int, folder: Path) -> None:
    """Read one damaged file; any exception that is not documented is passed on."""
    rng = random.Random(f"{name} {seed}")
    reader = READERS[name]
    original = folder / "original" / name
    if not original.exists():
        original.mkdir(parents=True)
        reader.write(original)
    copy = folder / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(original, copy)
    (target,) = [path for path in copy.iterdir() if path.is_dir()] or [_main_file(copy)]
    if target.is_dir():
        mutate_directory(target, rng)
    else:
        victim = rng.choice(sorted(copy.iterdir()))
        victim.write_bytes(mutate(victim.read_bytes(), rng))
    try:
        reader.read(target)
    except DOCUMENTED:
        pass


def _main_file(folder: Path) -> Path:
    """Return the vectors of a pair of files, or the only file."""
    files = sorted(folder.iterdir())
    return next((path for path in files if path.suffix in (".npy", ".tsv")), files[0])
