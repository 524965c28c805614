"""Segmentation speed on one thread: characters per second, loading excluded.

Each system runs in a separate process and segments the same lines several times (median). nlpzero
and jieba (HMM off) use jieba's dictionary, sentencepiece a unigram model of 16,000 pieces. With
--stream-bytes, the text is repeated up to that many bytes and piped through ``nlpzero segment``,
and before that an eighth of it, to compare the memory.

    python -m benchmarks.cutting --text news.txt --stream-bytes 1000000000
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from nlpzero.segmentation.scores import evaluate_segmentation

from . import _unsegmented
from ._measure import MIB, ROOT, Usage, run
from ._programs import nlpzero
from ._report import Report, options, scratch
from ._segmenters import LIBRARIES
from ._table import Table

NAMES = {
    "nlpzero": "nlpzero, line by line",
    "nlpzero-many": "nlpzero, a list of lines",
    "nlpzero-whole": "nlpzero, the text in one call",
    "jieba": "jieba.lcut(HMM=False), line by line",
    "jieba-whole": "jieba.lcut(HMM=False), the text in one call",
    "sentencepiece": "sentencepiece, line by line",
    "sentencepiece-ids": "sentencepiece, a list of lines, to ids",
}
PARTNERS = {
    "jieba": "nlpzero",
    "jieba-whole": "nlpzero-whole",
    "sentencepiece": "nlpzero",
    "sentencepiece-ids": "nlpzero-many",
}
"""System of nlpzero that is called in the same way as a peer."""
NLPZERO, JIEBA = "nlpzero", "jieba"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


def main() -> None:
    """Measure each system, compare, stream, report."""
    args = _parse()
    repeat = args.repeat or (1 if args.quick else 5)
    report = Report("cutting", libraries=LIBRARIES)
    report.settings = {"threads": 1, "repeat": repeat, "stream_bytes": args.stream_bytes}
    with scratch(args) as folder:
        for text in _unsegmented.texts_of(args, folder):
            report.input[text.name] = _unsegmented.describe(text)
            copy = folder / text.name
            if not copy.exists():
                copy.symlink_to(text)
            found = {name: result for name in NAMES if (result := _ask(name, copy, repeat))}
            _fill(report, text.name, found)
        if args.stream_bytes:
            _stream(report, text, folder, args.stream_bytes)
    report.write(args)


def _parse() -> argparse.Namespace:
    parser = options(__doc__, corpus=False)
    add = parser.add_argument
    add("--text", type=Path, action="append", help="a raw text; may be .gz")
    add("--stream-bytes", type=int, default=0, help="bytes to stream through nlpzero segment")
    return parser.parse_args()


def _ask(system: str, text: Path, repeat: int) -> dict[str, Any] | None:
    """Run the worker; return None where the library is missing."""
    worker = [sys.executable, "-m", "benchmarks._cutting_worker", system, str(text), str(repeat)]
    done = subprocess.run(
        worker, check=False, capture_output=True, text=True, cwd=ROOT,
        env=os.environ | dict.fromkeys(THREADS, "1"),
    )  # fmt: skip
    if done.returncode == 0:
        return json.loads(done.stdout.splitlines()[-1])
    if system in PARTNERS and "ModuleNotFoundError" in done.stderr:
        sys.stderr.write(f"{NAMES[system]} is skipped: it is not installed.\n")
        return None
    raise RuntimeError(f"{NAMES[system]} failed:\n{done.stderr[-2000:]}")


def _fill(report: Report, text: str, found: dict[str, dict[str, Any]]) -> None:
    characters = report.input[text]["characters"]
    title = f"Segmentation of {text}, {characters / 1e6:.2f} M characters, one thread"
    table = Table(title, ["system", "seconds", "M characters/s"])
    rates = {}
    for name, result in found.items():
        seconds = statistics.median(result["seconds"])
        rates[name] = characters / seconds
        table.add(NAMES[name], f"{seconds:.3f}", f"{rates[name] / 1e6:.2f}")
    report.tables.append(table)
    same = _agreement(found)
    report.measurements[text] = {
        NAMES[name]: {"seconds": result["seconds"], "characters_s": rates[name]}
        for name, result in found.items()
    } | {"agreement_with_jieba": same}
    for peer, mine in PARTNERS.items():
        if peer in found:
            agreement = f"same dictionary, {same:.1%} of the words equal" if same else ""
            report.headline.append(
                (
                    f"segmentation of {text}, one thread",
                    f"{rates[mine] / 1e6:.2f} M characters/s",
                    f"{NAMES[peer]}: {rates[peer] / 1e6:.2f} M",
                    f"{rates[mine] / rates[peer]:.1f}×",
                    agreement if peer.startswith(JIEBA) else "different lexicon",
                )
            )


def _agreement(found: dict[str, dict[str, Any]]) -> float | None:
    """Return F1 of nlpzero's words against jieba's, same dictionary, on the first lines."""
    if JIEBA not in found:
        return None
    return evaluate_segmentation(found[JIEBA]["sample"], found[NLPZERO]["sample"]).f1


def _stream(report: Report, text: Path, folder: Path, size: int) -> None:
    """Pipe an eighth of the bytes and all of them through the command; compare peak memory."""
    lexicon = folder / "jieba.tsv"
    from nlpzero.lexicon import jieba_lexicon

    jieba_lexicon().save(lexicon)
    command = nlpzero("segment", "-", "--tokenizer", lexicon)
    _pipe(command, text, folder, 1 << 16)
    taken = {part: _pipe(command, text, folder, part) for part in (size // 8, size)}
    table = Table("Streaming through nlpzero segment", ["MB", "seconds", "MB/s", "peak MiB"])
    for part, used in taken.items():
        rate = part / used.wall_s / 1e6
        table.add(
            f"{part / 1e6:.0f}", f"{used.wall_s:.1f}", f"{rate:.1f}", f"{used.peak_bytes / MIB:.0f}"
        )
    report.tables.append(table)
    report.measurements["streaming"] = {str(part): used._asdict() for part, used in taken.items()}
    first, whole = taken.values()
    report.headline.append(
        (
            f"`nlpzero segment`, {size / 1e6:.0f} MB through a pipe",
            f"{whole.peak_bytes / MIB:.0f} MiB, {size / whole.wall_s / 1e6:.1f} MB/s",
            f"an eighth of it: {first.peak_bytes / MIB:.0f} MiB",
            f"{first.peak_bytes / whole.peak_bytes:.2f}×",
            "whole process",
        )
    )


def _pipe(command: list[str], text: Path, folder: Path, size: int) -> Usage:
    """Run the command with `size` bytes of the text as standard input."""
    pipe = folder / "pipe"
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)

    def feed() -> None:
        try:
            with open(pipe, "wb") as sink:
                for block in _unsegmented.repeated(text, size):
                    sink.write(block)
        except BrokenPipeError:
            return  # the command failed; run() raises the error

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    used = run(command, stdin=pipe)
    feeder.join()
    return used


if __name__ == "__main__":
    main()
