"""Answers of the page of `nlpzero report` compared with those of the library.

Neighbours of words that are equally spaced among the words of each measure: the share of queries
with the same ten; words at the tenth place whose scores differ by less than 1e-6 are ties.
Sentences: the share with the same words. Keywords: the share of the ten single words that agree.
The scripts of the page run in node.

    python -m benchmarks.report_answers news.model --sentences news.txt
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from nlpzero import KeywordExtractor, Vocabulary, WordVectors, load_vectors
from nlpzero.report import write_report
from nlpzero.segmentation import LexiconTokenizer

from ._measure import ROOT
from ._report import Report, options, scratch
from ._table import Table

_TIE = 1e-6
_NODE = ROOT / "benchmarks" / "_report_answers.mjs"


def main() -> None:
    """Ask the page of each model and the library, compare, report."""
    parser = options(__doc__, corpus=False)
    parser.add_argument("models", type=Path, nargs="*", metavar="MODEL")
    parser.add_argument("--sentences", type=Path, action="append", help="text, one for each model")
    parser.add_argument("--queries", type=int, default=1000, help="for each measure")
    args = parser.parse_args()
    texts = args.sentences or [None] * len(args.models)
    if len(texts) != len(args.models):
        sys.exit("Give --sentences once for each model.")
    if not (args.models or args.quick):
        sys.exit("Give a model, or --quick to try the benchmark on random vectors.")
    if shutil.which("node") is None:
        sys.exit("The benchmark needs node, which is not installed.")
    report = Report("report_answers", {"queries": args.queries})
    columns = ["model", "words", "measure", "words of the measure", "same ten, %"]
    table = Table("Neighbours in the page and in the library", columns)
    others = Table("Texts in the page and in the library", ["model", "task", "texts", "same, %"])
    with scratch(args) as folder:
        models = [(path.name, load_vectors(path), text)
                  for path, text in zip(args.models, texts, strict=True)]  # fmt: skip
        for name, vectors, text in models or [("random", _random_model(), None)]:
            found = _compare(vectors, folder, args.queries, text)
            report.measurements[name] = found
            for measure, (size, same) in found["neighbours"].items():
                table.add(name, f"{found['words']:,}", measure, f"{size:,}", f"{same:.1f}")
            for task, (count, same) in found["texts"].items():
                others.add(name, task, f"{count:,}", f"{same:.1f}")
    report.tables += [table, others]
    report.write(args)


def _random_model() -> WordVectors:
    rows, columns = np.random.default_rng(0).normal(size=(2, 500, 20)).astype(np.float32)
    words = Vocabulary([f"word{number}" for number in range(500)], range(1500, 1000, -1))
    return WordVectors(words, rows, context=columns)


def _compare(vectors: WordVectors, folder: Path, queries: int, text: Path | None) -> dict[str, Any]:
    page, questions, answers = (folder / name for name in ("p.html", "q.json", "a.json"))
    data = write_report(vectors, page, layout="pca", force=True)
    sentences = [] if text is None else _lines(text, 5000)
    asked = {
        "queries": [(number + 0.5) / queries for number in range(queries)],
        "sentences": sentences if isinstance(vectors.tokenizer, LexiconTokenizer) else [],
        "texts": [] if text is None else sentences[:500],
    }
    questions.write_text(json.dumps(asked), encoding="utf-8")
    subprocess.run(["node", _NODE, page, questions, answers], check=True)
    given = json.loads(answers.read_text(encoding="utf-8"))
    return {
        "words": len(data.words),
        "neighbours": {
            measure: (size, _same_neighbours(vectors, data.words.words, measure, size, given))
            for measure, size in given["sizes"].items()
        },
        "texts": _same_texts(vectors, asked, given),
    }


def _lines(path: Path, number: int) -> list[str]:
    with path.open(encoding="utf-8") as file:
        lines = (line.strip() for line in file)
        return list(islice((line for line in lines if len(line) > 10), number))


def _same_neighbours(
    vectors: WordVectors, words: list[str], measure: str, size: int, given: dict[str, Any]
) -> float:
    """Return the percentage of queries with the same ten neighbours among `size` words."""
    asked = given["neighbours"][measure]
    found = vectors.most_similar_batch(
        [word for word, _ in asked], topn=20, measure=measure, restrict_to=words[:size]
    )
    same = 0
    for (_, ten), best in zip(asked, found, strict=True):
        scores = {each.word: each.score for each in best}
        tenth = best[len(ten) - 1].score
        same += all(scores.get(word, -1e9) > tenth - _TIE for word in ten)
    return 100 * same / len(asked)


def _same_texts(
    vectors: WordVectors, asked: dict[str, Any], given: dict[str, Any]
) -> dict[str, tuple[int, float]]:
    """Return the number of texts and the percentage that agrees, for both tasks."""
    results = {}
    tokenizer = vectors.tokenizer
    if asked["sentences"] and isinstance(tokenizer, LexiconTokenizer):
        pairs = zip(
            map(tokenizer.segmenter.lcut, asked["sentences"]), given["segmented"], strict=True
        )
        same = [ours == theirs for ours, theirs in pairs]
        results["segmentation"] = (len(same), 100 * sum(same) / len(same))
    if asked["texts"] and vectors.counts is not None:
        extractor = KeywordExtractor(
            vectors, candidates="words", deduplicate=False, include_unknown=False
        )
        shares = []
        for text, theirs in zip(asked["texts"], given["keywords"], strict=True):
            best = [found.text for found in extractor.extract(text, topn=10)]
            shares.append(len(set(best) & set(theirs)) / max(len(best), len(theirs), 1))
        results["keywords"] = (len(shares), 100 * sum(shares) / len(shares))
    return results


if __name__ == "__main__":
    main()
