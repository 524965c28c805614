"""Keywords of abstracts, compared with those of their authors; documents per second.

Gold files have lines of ID TAB TEXT TAB PHRASE|PHRASE...; a keyword is correct if it is one of the
phrases, after Porter stemming in English. F1 of the best 5 and 10 is averaged over documents. For
comparison with publications on keyphrases, F1 of the best 5, 10 and 15 is also computed as there
(micro): from the first 512 tokens of each text, and from sums over documents. In both, phrases that
do not occur in the text count as missed.
Vectors and phrases are learned from the texts, without the gold, and from further raw text. Peers
read the same texts with their default settings. With --single, nlpzero has no vectors and phrases,
and each text is processed for itself, as if there were no others.

    python -m benchmarks.keywords --english inspec.tsv --english-text wikinews.txt.gz \
        --chinese csl_dev.tsv --chinese-text news_sogou.txt
    python -m benchmarks.keywords --single --english inspec.tsv --chinese csl_dev.tsv
"""

from __future__ import annotations

import argparse
import gzip
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import nlpzero
from nlpzero.keywords import Keywords

from ._keyword_peers import COLLECTION_PEERS, peers, stemmer
from ._measure import seconds
from ._report import Report, options
from ._table import Table

NLPZERO = "nlpzero"
_SIZES = (5, 10)
_MICRO_SIZES = (5, 10, 15)
_MICRO_TOKENS = 512  # of the beginning of a text, separated by white space
_LIBRARIES = ("nlpzero", "numpy", "numba", "yake", "jieba", "scikit-learn", "snowballstemmer")


class Gold(NamedTuple):
    """Texts, and the keywords of their authors."""

    texts: list[str]
    phrases: list[list[str]]


def main() -> None:
    """Measure each language, report."""
    args = _parse()
    variant = "single" if args.single else ""
    settings = {"threads": args.threads}
    report = Report("keywords", settings, libraries=_LIBRARIES, variant=variant)
    languages = {
        "en": (args.english, args.english_text),
        "zh": (args.chinese, args.chinese_text),
    }
    for language, (path, more) in languages.items():
        if path is None and not args.quick:
            continue
        gold = read_gold(path) if path else _synthetic()
        name = path.stem if path else f"synthetic {language}"
        raw = [line for text in more for line in _lines(text)]
        report.input[name] = {"documents": len(gold.texts), "further_texts": len(raw)}
        report.measurements[name] = _measure(gold, raw, language, args)
    _fill(report)
    report.write(args)


def _parse() -> argparse.Namespace:
    parser = options(__doc__, corpus=False)
    for language in ("english", "chinese"):
        parser.add_argument(f"--{language}", type=Path, help="gold")
        parser.add_argument(f"--{language}-text", type=Path, action="append", default=[],
                            help="further raw text, one per line; may be .gz")  # fmt: skip
    parser.add_argument("--no-peers", action="store_true", help="only nlpzero")
    parser.add_argument(
        "--single",
        action="store_true",
        help="each text for itself, without vectors learned from the texts",
    )
    args = parser.parse_args()
    if not (args.quick or args.english or args.chinese):
        parser.error("give --english FILE or --chinese FILE, or --quick to try the benchmark")
    return args


def read_gold(path: Path) -> Gold:
    """Read lines of ID TAB TEXT TAB PHRASES."""
    rows = [line.split("\t") for line in _lines(path)]
    return Gold([row[1] for row in rows], [row[2].split("|") for row in rows])


def _lines(path: Path) -> list[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if line.strip()]


def _synthetic() -> Gold:
    generator = random.Random(0)
    nouns = [f"{a}{b}" for a in ("neur", "graph", "lex", "trop") for b in ("al", "ome", "ica")]
    phrases = [" ".join(generator.sample(nouns, 2)) for _ in range(40)]
    texts = []
    for phrase in phrases * 3:
        other = generator.choice(nouns)
        texts.append(f"The {phrase} is of the {other}. We show a {phrase} and the {other}.")
    return Gold(texts, [[phrase] for phrase in phrases * 3])


def f1(golds: Sequence[set[str]], answers: Sequence[list[str]], size: int) -> float:
    """Return F1 of the best `size` answers, averaged over documents, in percent.

    Example
    -------
    >>> f1([{"a", "b"}], [["a", "c"]], 2)
    50.0
    """
    total = 0.0
    for gold, answer in zip(golds, answers, strict=True):
        best = list(dict.fromkeys(answer))[:size]
        right = len(gold.intersection(best))
        total += 2 * right / (len(best) + len(gold)) if right else 0.0
    return 100 * total / len(golds)


def micro_f1(golds: Sequence[set[str]], answers: Sequence[list[str]], size: int) -> float:
    """Return F1 of the best `size` answers, from sums over documents, in percent.

    Example
    -------
    >>> micro_f1([{"a", "b"}, {"c"}], [["a"], ["d"]], 2)
    40.0
    """
    right = number = 0
    for gold, answer in zip(golds, answers, strict=True):
        best = set(list(dict.fromkeys(answer))[:size])
        right += len(gold & best)
        number += len(gold) + len(best)
    return 200 * right / max(number, 1)


def beginning(text: str) -> str:
    """Return the first 512 tokens of a text."""
    tokens = text.split(maxsplit=_MICRO_TOKENS)
    if len(tokens) <= _MICRO_TOKENS:
        return text
    return text[: len(text) - len(tokens[-1])]


def _measure(gold: Gold, raw: list[str], language: str, args: argparse.Namespace) -> dict[str, Any]:
    normal: Callable[[str], str] = str.lower if language == "zh" else stemmer()
    wanted = [set(map(normal, phrases)) for phrases in gold.phrases]
    found: dict[str, Any] = {}

    beginnings = list(map(beginning, gold.texts))

    def score(answers: list[list[str]], first: list[list[str]]) -> dict[str, float]:
        result, begun = (
            [list(map(normal, answer)) for answer in each] for each in (answers, first)
        )
        return {
            **{f"f1_at_{size}": f1(wanted, result, size) for size in _SIZES},
            **{f"micro_f1_at_{size}": micro_f1(wanted, begun, size) for size in _MICRO_SIZES},
        }

    start = time.perf_counter()
    extractors = _single() if args.single else _learned(gold.texts, raw, language, args.threads)
    learning = time.perf_counter() - start
    for name, one in extractors.items():

        def run(
            texts: list[str] = gold.texts, one: nlpzero.KeywordExtractor = one
        ) -> list[Keywords]:
            return one.extract_many(texts, topn=15, threads=args.threads, learn=False)

        taken = seconds(run, repeat=args.repeat or 5)
        answers, first = ([[word.text for word in words] for words in run(texts)]
                          for texts in (gold.texts, beginnings))  # fmt: skip
        speed = len(gold.texts) / sorted(taken)[len(taken) // 2]
        found[name] = {**score(answers, first), "documents_per_s": speed, "learning_s": learning}
    for name, extract in () if args.no_peers else peers(language):
        if args.single and name in COLLECTION_PEERS:
            continue
        extract(gold.texts[:2] * 2, 10)
        start = time.perf_counter()
        answers = extract(gold.texts, 15)
        speed = len(gold.texts) / (time.perf_counter() - start)
        first = answers if beginnings == gold.texts else extract(beginnings, 15)
        found[name] = {**score(answers, first), "documents_per_s": speed}
    return found


def _single() -> dict[str, nlpzero.KeywordExtractor]:
    """Return an extractor without vectors, with the word frequencies loaded."""
    extractor = nlpzero.KeywordExtractor()
    extractor.extract("")
    return {NLPZERO: extractor}


def _learned(
    gold: list[str], raw: list[str], language: str, threads: int
) -> dict[str, nlpzero.KeywordExtractor]:
    """Learn vectors and phrases of the texts; return an extractor for each method."""
    texts = [*gold, *raw]
    segmenter = nlpzero.Segmenter(nlpzero.jieba_lexicon() if language == "zh" else {})
    vectors = nlpzero.build_vectors(
        texts, tokenizer=segmenter, lowercase=True, min_count=2, threads=threads
    )
    phrases = nlpzero.learn_phrases(texts, tokenizer=segmenter)
    options = {"tokenizer": segmenter, "phrases": phrases}
    return {
        NLPZERO if method == "combined" else f"{NLPZERO}, {method}": nlpzero.KeywordExtractor(
            vectors, method=method, **options
        )
        for method in ("combined", "likelihood", "norm")
    }


def _fill(report: Report) -> None:
    sizes = [*(f"f1_at_{size}" for size in _SIZES),
             *(f"micro_f1_at_{size}" for size in _MICRO_SIZES)]  # fmt: skip
    names = [size.replace("_", " ").replace("f1 at ", "F1@") for size in sizes]
    columns = ["system", *names, "documents per second"]
    for name, found in report.measurements.items():
        table = Table(f"Keywords of {name}", columns)
        for system, result in found.items():
            values = [f"{result[size]:.1f}" for size in sizes]
            table.add(system, *values, f"{result['documents_per_s']:,.0f}")
        report.tables.append(table)
        others = [system for system in found if not system.startswith(NLPZERO)]
        if not others:
            continue
        best = max(others, key=lambda system: found[system]["f1_at_10"])
        ours, theirs = found[NLPZERO], found[best]
        report.headline.append(
            (
                f"keywords of {name}, documents per second",
                f"{ours['documents_per_s']:,.0f}",
                f"{best}: {theirs['documents_per_s']:,.0f}",
                f"{ours['documents_per_s'] / theirs['documents_per_s']:.1f}×",
                f"F1@5 {ours['f1_at_5']:.1f} vs. {theirs['f1_at_5']:.1f}, "
                f"F1@10 {ours['f1_at_10']:.1f} vs. {theirs['f1_at_10']:.1f}",
            )
        )


if __name__ == "__main__":
    main()
