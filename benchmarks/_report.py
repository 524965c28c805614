"""Options, corpus and output of results, for all benchmarks."""

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
    """Return a parser with the common options."""
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=description, formatter_class=as_written)
    if corpus:
        parser.add_argument("--corpus", type=Path, help="text file, one text per line; may be .gz")
    parser.add_argument("--threads", type=int, default=available_cpus(), help="default: all")
    parser.add_argument("--repeat", type=int, help="number of runs; the median is reported")
    parser.add_argument("--quick", action="store_true", help="use a tiny input and write no file")
    parser.add_argument("--tmp", type=Path, help="folder for scratch files")
    parser.add_argument("--out", type=Path, help="folder of the JSON file (benchmarks/results)")
    return parser


@dataclass
class Report:
    """Results of one benchmark, printed and written to ``NAME.json`` or ``NAME_VARIANT.json``.

    Parameters
    ----------
    benchmark : str
        Name of the benchmark.
    settings : dict
        Parameters of the run.
    input : dict
        Description of the input: file name, lines, tokens, bytes.
    measurements : dict
        All figures, single runs included.
    headline : list of tuples
        Rows of the summary: task, nlpzero, peer, ratio, quality.
    tables : list of Table
    libraries : sequence of str
        Libraries whose versions are recorded.
    variant : str, default ""
        Part of the name of the file, for results of other options.
    """

    benchmark: str
    settings: dict[str, Any] = field(default_factory=dict)
    input: dict[str, Any] = field(default_factory=dict)
    measurements: dict[str, Any] = field(default_factory=dict)
    headline: list[Sequence[str]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    libraries: Sequence[str] = LIBRARIES
    variant: str = ""

    def write(self, args: argparse.Namespace) -> None:
        """Print the tables and write the JSON file; a quick run needs ``--out`` to write it."""
        main = Table(self.benchmark, HEADLINE, self.headline)
        shown = [*self.tables, main] if self.headline else self.tables
        sys.stdout.write("\n\n".join(table.text() for table in shown) + "\n")
        if args.quick and args.out is None:
            return
        folder = args.out or RESULTS
        folder.mkdir(parents=True, exist_ok=True)
        name = "_".join(filter(None, (self.benchmark, self.variant)))
        content = {
            "benchmark": name,
            "command": _command(self.benchmark, sys.argv[1:]),
            "quick": args.quick,
            **surroundings(self.libraries),
            "settings": self.settings,
            "input": self.input,
            "headline": self.headline,
            "measurements": self.measurements,
            "tables": [table.as_json() for table in self.tables],
        }
        text = json.dumps(content, indent=1, ensure_ascii=False)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _command(benchmark: str, arguments: Sequence[str]) -> str:
    """Return the command line with file names instead of paths.

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
def scratch(args: argparse.Namespace) -> Iterator[Path]:
    """Provide a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="nlpzero-bench-", dir=args.tmp) as folder:
        yield Path(folder)


def corpus_of(args: argparse.Namespace, folder: Path) -> Path:
    """Return the corpus as a plain text file, generated or decompressed into `folder` if needed."""
    if args.corpus is None:
        if not args.quick:
            sys.exit("Give --corpus FILE, or --quick to try the benchmark on a synthetic text.")
        return _text.make_text(folder / "synthetic.txt", tokens=30_000)
    if args.corpus.suffix != ".gz":
        return args.corpus.resolve()
    target = folder / args.corpus.stem
    with gzip.open(args.corpus, "rb") as packed, open(target, "wb") as plain:
        shutil.copyfileobj(packed, plain, 1 << 20)
    return target
