"""A corpus larger than memory: text is generated, and vectors are built within a memory budget.

The text follows the bigrams of the corpus, with a vocabulary that grows by Heaps' law
(`_growing_text`). The first table compares generated with real text: the generator gets the first
quarter of the corpus, or of --compared words, and the text that it makes of that is compared with
the corpus at the same number of words. The second table has the time, peak memory, disk and speed
of `build-vectors` for the corpus without a budget, for the generated text within the budget, and of
GloVe's programs up to its shuffled counts.

    python -m benchmarks.large --corpus text8like.txt.gz --gigabytes 2 --memory 1G --tmp /scratch
"""

from __future__ import annotations

import argparse
import math
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import nlpzero

from ._growing_text import heaps_law, read_source, write_growing_text
from ._measure import MIB, Usage, run
from ._programs import WINDOW, glove_count
from ._programs import nlpzero as nlpzero_command
from ._report import Report, corpus_of, options, scratch
from ._table import Table

_GLOVE_GIGABYTES = 1.0


class Build(NamedTuple):
    """One run: its usage, the largest size of its temporary files, and the size of its output."""

    usage: Usage
    disk_bytes: int
    output_bytes: int


def main() -> None:
    """Generate, compare, build, report."""
    args = _parse()
    gigabytes = args.gigabytes or (0.001 if args.quick else 2.0)
    settings = {"threads": args.threads, "gigabytes": gigabytes, "memory": args.memory}
    report = Report("large", settings)
    with scratch(args) as folder:
        corpus, large = corpus_of(args, folder), folder / "generated.txt"
        _compare(report, corpus, folder, args.compared or (20_000 if args.quick else 2_000_000))
        source = read_source(corpus)
        start = time.perf_counter()
        words = write_growing_text(source, large, size=int(gigabytes * 1e9))
        taken = time.perf_counter() - start
        report.measurements["generated_bytes_per_s"] = large.stat().st_size / taken
        report.input = {"file": corpus.name, "words": source.ids.size, "generated_words": words}
        small = _build(corpus, folder, args, None)
        builds = {"corpus": (source.ids.size, small)}
        del source
        builds["generated"] = (words, _build(large, folder, args, args.memory))
        if args.glove is not None:
            builds["generated, GloVe's counts"] = (words, _glove(args.glove, large, folder))
    _fill(report, builds)
    report.write(args)


def _parse() -> argparse.Namespace:
    parser = options(__doc__)
    add = parser.add_argument
    add("--gigabytes", type=float, help="size of the generated text (default: 2)")
    add("--memory", default="1G", help="budget for the generated text (default: 1G)")
    add("--compared", type=int, help="words that are compared (default: 2,000,000)")
    add("--glove", type=Path, help="folder of GloVe's programs")
    return parser.parse_args()


def _compare(report: Report, corpus: Path, folder: Path, words: int) -> None:
    """Compare generated with real text of the same number of words."""
    real = read_source(corpus, tokens=words)
    quarter = read_source(corpus, tokens=real.ids.size // 4)
    generated = folder / "compared.txt"
    size = int(1.2 * np.diff(real.offsets)[real.ids].sum())  # new words are a little longer
    write_growing_text(quarter, generated, size=size)
    texts = {
        "its first quarter": quarter.ids,
        "corpus": real.ids,
        "generated from the quarter": read_source(generated, tokens=real.ids.size).ids,
    }
    generated.unlink()
    columns = ["text", "words", "distinct", "Heaps exponent", "bigram perplexity", "pairs"]
    table = Table(f"Generated and real text, pairs in a window of {WINDOW}", columns)
    for name, ids in texts.items():
        found = statistics_of(ids)
        report.measurements[name] = found
        table.add(
            name,
            f"{ids.size:,}",
            f"{found['distinct']:,}",
            f"{found['heaps_exponent']:.3f}",
            f"{found['bigram_perplexity']:.1f}",
            f"{found['pairs']:,}",
        )
    report.tables.append(table)


def statistics_of(ids: NDArray[np.int32]) -> dict[str, Any]:
    """Return distinct words and pairs, the exponent of Heaps' law, and the bigram perplexity.

    The perplexity is that of the text in a bigram model without smoothing of the same text.
    """
    first, second = ids[:-1].astype(np.int64), ids[1:]
    distinct = int(ids.max()) + 1
    bigrams, counts = np.unique(first * distinct + second, return_counts=True)
    totals = np.bincount(first)[bigrams // distinct]
    entropy = -float((counts * np.log(counts / totals)).sum()) / max(first.size, 1)
    lines = (" ".join(map(str, line)) for line in np.array_split(ids, max(1, ids.size // 1000)))
    encoded = nlpzero.encode_corpus(lines, min_count=1)
    return {
        "distinct": distinct,
        "heaps_exponent": heaps_law(ids).exponent,
        "bigram_perplexity": math.exp(entropy),
        "pairs": nlpzero.count_cooccurrences(encoded, window=WINDOW).pairs,
    }


def _build(text: Path, folder: Path, args: argparse.Namespace, memory: str | None) -> Build:
    """Build vectors of a text."""
    place = folder / "build"
    place.mkdir()
    options = ["--threads", str(args.threads), "--tmp", str(place)]
    options += [] if memory is None else ["--memory", memory]
    command = nlpzero_command("build-vectors", text, "-o", place / "model", *options)
    return _measured(place, lambda: run(command))


def _glove(programs: Path, text: Path, folder: Path) -> Build:
    """Count and shuffle with GloVe, which has 1 GB of memory."""
    place = folder / "glove"
    place.mkdir()
    return _measured(place, lambda: glove_count(programs, text, place, memory=_GLOVE_GIGABYTES))


def _measured(place: Path, job: Callable[[], Usage]) -> Build:
    """Run a job that writes below a folder; remove the folder."""
    with _largest_size(place) as sizes:
        usage = job()
    output = _size(place)
    for path in sorted(place.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    place.rmdir()
    return Build(usage, sizes[0], output)


@contextmanager
def _largest_size(folder: Path, seconds: float = 0.5) -> Iterator[list[int]]:
    """Provide a list with the largest amount by which the use of the disk grew."""
    disk = lambda: shutil.disk_usage(folder).used  # noqa: E731 - files may have no name
    before, largest, done = disk(), [0], threading.Event()

    def watch() -> None:
        while not done.wait(seconds):
            largest[0] = max(largest[0], disk() - before)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield largest
    finally:
        done.set()
        thread.join()


def _size(folder: Path) -> int:
    with suppress(FileNotFoundError):
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return 0


def _fill(report: Report, builds: dict[str, tuple[int, Build]]) -> None:
    columns = ["text", "words", "seconds", "peak, MiB", "disk, MiB", "output, MiB", "words/s"]
    table = Table("Building vectors", [*columns, "time per word"])
    words, small = builds["corpus"]
    base = small.usage.wall_s / words
    for name, (words, build) in builds.items():
        per_word = build.usage.wall_s / words
        table.add(
            name,
            f"{words:,}",
            f"{build.usage.wall_s:.1f}",
            f"{build.usage.peak_bytes / MIB:.0f}",
            f"{build.disk_bytes / MIB:.0f}",
            f"{build.output_bytes / MIB:.0f}",
            f"{1 / per_word:,.0f}",
            f"{per_word / base:.2f}×",
        )
        report.measurements[name + ", build"] = {
            "words": words,
            **build.usage._asdict(),
            "disk_bytes": build.disk_bytes,
        }
    report.tables.append(table)
    words, large = builds["generated"]
    report.headline.append(
        (
            f"vectors of {words / 1e6:,.0f} million words within {report.settings['memory']}",
            f"{large.usage.wall_s:,.0f} s",
            f"corpus in memory: {small.usage.wall_s:,.0f} s",
            f"{large.usage.wall_s / words / base:.2f}× per word",
            f"peak {large.usage.peak_bytes / MIB:,.0f} MiB",
        )
    )


if __name__ == "__main__":
    main()
