"""What all benchmarks share: options, the corpus, and the way results go out."""

from __future__ import annotations

import argparse
import gzip
import json
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simpler_glove.parallel import available_cpus

from . import _text
from ._machine import LIBRARIES, surroundings
from ._measure import ROOT
from ._table import HEADLINE, Table

RESULTS = ROOT / "benchmarks" / "results"


def options(description: str | None, *, corpus: bool = True) -> argparse.ArgumentParser:
    """Return a parser with the options that every benchmark has."""
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=description, formatter_class=as_written)
    if corpus:
        parser.add_argument("--corpus", type=Path, help="text file, one text a line; may be .gz")
    parser.add_argument("--threads", type=int, default=available_cpus(), help="default: all")
    parser.add_argument("--repeat", type=int, help="runs, of which the median counts")
    parser.add_argument("--quick", action="store_true", help="a minute small input; no figures")
    parser.add_argument("--tmp", type=Path, help="folder for scratch files")
    parser.add_argument("--out", type=Path, help="folder of the JSON file (benchmarks/results)")
    return parser


@dataclass
class Report:
    """The results of one benchmark, on their way to the screen and to ``NAME.json``.

    Parameters
    ----------
    benchmark : str
        Its name.
    settings : dict
        What was asked for.
    input : dict
        What the input is: file name, lines, tokens, bytes.
    measurements : dict
        All figures, with the single runs.
    headline : list of tuples
        Rows for the README: what, nlpzero, compared with, ratio, quality.
    tables : list of Table
    libraries : sequence of str
        Libraries whose versions matter.
    """

    benchmark: str
    settings: dict[str, Any] = field(default_factory=dict)
    input: dict[str, Any] = field(default_factory=dict)
    measurements: dict[str, Any] = field(default_factory=dict)
    headline: list[Sequence[str]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    libraries: Sequence[str] = LIBRARIES

    def deliver(self, given: argparse.Namespace) -> None:
        """Print the tables; write the JSON file, for a quick run only where a folder is given."""
        main = Table(self.benchmark, HEADLINE, self.headline)
        shown = [*self.tables, main] if self.headline else self.tables
        sys.stdout.write("\n\n".join(table.text() for table in shown) + "\n")
        if given.quick and given.out is None:
            return
        folder = given.out or RESULTS
        folder.mkdir(parents=True, exist_ok=True)
        content = {
            "benchmark": self.benchmark,
            "command": _command(self.benchmark, sys.argv[1:]),
            "quick": given.quick,
            **surroundings(self.libraries),
            "settings": self.settings,
            "input": self.input,
            "headline": self.headline,
            "measurements": self.measurements,
            "tables": [table.as_json() for table in self.tables],
        }
        text = json.dumps(content, indent=1, ensure_ascii=False)
        (folder / f"{self.benchmark}.json").write_text(text + "\n", encoding="utf-8")


def _command(benchmark: str, arguments: Sequence[str]) -> str:
    """Return the command line, with the last part of each path alone.

    Example
    -------
    >>> _command("counting", ["--corpus", "/data/a.txt", "--glove=/opt/GloVe"])
    'python -m benchmarks.counting --corpus a.txt --glove=GloVe'
    """

    def shown(word: str) -> str:
        option, equals, value = word.rpartition("=")
        return option + equals + (Path(value).name if "/" in value else value)

    return shlex.join(["python", "-m", f"benchmarks.{benchmark}", *map(shown, arguments)])


@contextmanager
def scratch(given: argparse.Namespace) -> Iterator[Path]:
    """Give a folder for scratch files that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="nlpzero-bench-", dir=given.tmp) as folder:
        yield Path(folder)


def corpus_of(given: argparse.Namespace, folder: Path) -> Path:
    """Return the corpus as a plain text file: made up, unpacked into `folder`, or as it stands."""
    if given.corpus is None:
        if not given.quick:
            sys.exit("Say --corpus FILE, or --quick to try the benchmark on a made-up text.")
        return _text.make_up(folder / "made-up.txt", tokens=30_000)
    if given.corpus.suffix != ".gz":
        return given.corpus.resolve()
    target = folder / given.corpus.stem
    with gzip.open(given.corpus, "rb") as packed, open(target, "wb") as plain:
        shutil.copyfileobj(packed, plain, 1 << 20)
    return target
