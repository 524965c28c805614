"""Parse time against the length of sentences, and description length with templates.

Sentences of 5 to 200 words are parsed with 4,000 overlapping templates, compared with the recursion
of nlp-zero for the lengths that it parses within a time limit. For each --text, words are
discovered, templates are found in nine of ten lines, and the other lines are parsed with templates
and words, and with words alone. Scores are description lengths: minus the log probability, in nats.
The fifty templates with the largest gain are listed as well, without those that consist of
punctuation, such as pairs of brackets.

    python -m benchmarks.parsing --text reviews.txt --text news.txt
"""

from __future__ import annotations

import argparse
import statistics
import time
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from nlpzero import TemplateParser, WordDiscoverer
from nlpzero.errors import EmptyCorpusError
from nlpzero.segmentation import text_lines
from nlpzero.templates import Template
from nlpzero.templates.skeletons import has_word

from ._measure import seconds
from ._nlp_zero import NlpZeroParser
from ._report import Report, options
from ._table import Table

_LENGTHS = (5, 7, 9, 12, 15, 20, 50, 100, 200)
_LIMIT_S = 0.3  # the next length may take a hundred times longer
_WORDS, _TEMPLATES = 200, 4000
_SHOWN = 50
_NO_TEMPLATES = 1 << 40  # as the minimum count


def main() -> None:
    """Measure the time, then the description length of each text, and report."""
    args = _parse()
    report = Report("parsing", {"threads": args.threads, "lines": args.lines})
    repeat = args.repeat or (1 if args.quick else 5)
    report.measurements["seconds"] = _times(_LENGTHS[:1] if args.quick else _LENGTHS, repeat)
    texts = {path.stem: list(text_lines(str(path)))[: args.lines] for path in args.text}
    if args.quick:
        texts["synthetic"] = [f"from w{n} to v{n} by x{n % 7}" for n in range(300)]
    report.measurements["description"] = {
        name: _description(lines, args.threads) for name, lines in texts.items()
    }
    _fill(report)
    report.write(args)


def _parse() -> argparse.Namespace:
    parser = options(__doc__, corpus=False)
    parser.add_argument("--text", type=Path, action="append", default=[], help="text of sentences")
    parser.add_argument("--lines", type=int, default=8_000, help="first lines of each text")
    args = parser.parse_args()
    if not args.text and not args.quick:
        parser.error("give --text FILE, or --quick to try the benchmark on synthetic lines")
    return args


def _times(lengths: tuple[int, ...], repeat: int) -> dict[str, dict[str, float | None]]:
    """Return median seconds for each length; None for lengths that nlp-zero does not parse."""
    rng = np.random.default_rng(0)
    weights = 1 / np.arange(1, _WORDS + 1)
    weights /= weights.sum()

    def words(size: int) -> list[str]:
        return [f"w{number}" for number in rng.choice(_WORDS, size, p=weights)]

    counts = {
        " <*> ".join(words(rng.integers(2, 5))): int(rng.zipf(1.5)) for _ in range(_TEMPLATES)
    }
    ours, theirs, last = TemplateParser(counts), NlpZeroParser(counts), 0.0
    found: dict[str, dict[str, float | None]] = {}
    for length in lengths:
        sentences = [words(length) for _ in range(repeat)]
        taken = [
            statistics.median(seconds(partial(ours.parse, " ".join(sentence)), repeat=3))
            for sentence in sentences
        ]
        peer = None
        if last < _LIMIT_S:
            start = time.perf_counter()
            for sentence in sentences:
                theirs.parse(sentence)
            peer = last = (time.perf_counter() - start) / repeat
        found[str(length)] = {"nlpzero": statistics.median(taken), "nlp-zero": peer}
    return found


def _description(lines: list[str], threads: int) -> dict[str, Any]:
    """Return nats per held-out line with templates and without, and facts about the templates."""
    training = [line for number, line in enumerate(lines) if number % 10]
    held_out = [line for line in lines[::10] if line.strip()]
    lexicon = _lexicon(training, threads)
    start = time.perf_counter()
    parser = TemplateParser(tokenizer=lexicon, threads=threads).fit(training)
    fit_s = time.perf_counter() - start
    words = TemplateParser(tokenizer=lexicon, window=1, min_count=_NO_TEMPLATES, threads=threads)
    with_templates = [trees[0] for trees in parser.parse_each(held_out)]
    alone = [trees[0] for trees in words.fit(training).parse_each(held_out)]
    templates = [t for t in parser.templates_ if len(t.tokens) > 1]
    return {
        "lines": len(lines),
        "fit_s": fit_s,
        "templates": len(templates),
        "templates_with_slots": sum("<*>" in template.text for template in templates),
        "with_templates": -statistics.fmean(tree.score for tree in with_templates),
        "words_alone": -statistics.fmean(tree.score for tree in alone),
        "largest_gain": [
            (t.count, round(t.gain), t.text)
            for t in islice(filter(_has_word, sorted(templates, key=_loss)), _SHOWN)
        ],
    }


def _loss(template: Template) -> float:
    return -template.gain


def _has_word(template: Template) -> bool:
    """Return whether a template is more than punctuation, such as a pair of brackets."""
    return any(map(has_word, template.tokens))


def _lexicon(lines: list[str], threads: int) -> Any:
    """Return discovered words, or none for a text in scripts with spaces between words."""
    try:
        return WordDiscoverer(threads=threads).fit(lines).lexicon_
    except EmptyCorpusError:
        return {}


def _fill(report: Report) -> None:
    times = report.measurements["seconds"]
    table = Table("Milliseconds per sentence", ["words", "nlpzero", "recursion of nlp-zero"])
    for length, row in times.items():
        peer = row["nlp-zero"]
        shown = "-" if peer is None else f"{1000 * peer:,.1f}"
        table.add(length, f"{1000 * row['nlpzero']:,.1f}", shown)
    report.tables.append(table)
    table = Table(
        "Description length of a held-out line",
        ["text", "lines", "templates", "with slots", "seconds", "nats, words", "nats, templates"],
    )
    for name, row in report.measurements["description"].items():
        table.add(
            name, f"{row['lines']:,}", f"{row['templates']:,}", f"{row['templates_with_slots']:,}",
            f"{row['fit_s']:.1f}", f"{row['words_alone']:.1f}", f"{row['with_templates']:.1f}",
        )  # fmt: skip
    report.tables.append(table)
    for name, row in report.measurements["description"].items():
        table = Table(f"Templates with the largest gain: {name}", ["count", "gain", "template"])
        for count, gain, text in row["largest_gain"]:
            table.add(f"{count:,}", f"{gain:,}", text)
        report.tables.append(table)
    compared = [length for length, row in times.items() if row["nlp-zero"] is not None][-1]
    ours, peer = times[compared]["nlpzero"], times[compared]["nlp-zero"]
    report.headline.append(
        (
            f"parsing a sentence of {compared} words",
            f"{1000 * ours:.1f} ms",
            f"recursion of nlp-zero: {1000 * peer:,.1f} ms",
            f"{peer / ours:.1f}×",
            "description length: see the table",
        )
    )


if __name__ == "__main__":
    main()
