"""Installation of the wheel in clean environments: interpreters, versions, sizes, first run.

The source distribution is built from the checkout and the wheel from the source distribution. Each
environment runs some commands with warnings as errors. Needs a network.

    python -m benchmarks.installation
    python -m benchmarks.installation --python python3.10 --python python3.13
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from ._measure import ROOT
from ._report import Report, options, scratch
from ._table import Table

SERIES = ("3.10", "3.11", "3.12", "3.13", "3.14")
SOURCE_ONLY = ("jieba",)  # distributed as source in plain Python, without wheels
SHOWN = ("numpy", "scipy", "numba", "gensim")
NEWEST, NUMPY_1, LOWEST = "newest", "numpy 1.26", "lowest"
#: Series that have wheels of these versions.
SERIES_OF = {NEWEST: SERIES, NUMPY_1: SERIES[:3], LOWEST: SERIES[:1]}
TEXT = "the cat purrs and the dog barks\nthe kitten purrs and the puppy barks\n" * 50
SIZES = """
import json
from importlib.metadata import distributions
sizes = {}
for found in distributions():
    files = [found.locate_file(file) for file in found.files or ()]
    sizes[found.name] = sum(file.stat().st_size for file in files if file.is_file())
print(json.dumps(sizes))
"""


def main() -> None:
    """Build, install in each environment, resolve for each version of Python; report."""
    parser = options(__doc__, corpus=False)
    parser.add_argument("--python", action="append", help="interpreter; repeatable")
    args = parser.parse_args()
    report = Report("installation", {"series": SERIES})
    with scratch(args) as folder:
        wheel = _build(folder)
        report.input = {"file": wheel.name, "bytes": wheel.stat().st_size}
        report.tables.append(_resolutions(wheel, folder))
        report.tables.append(_installations(wheel, folder, args, report))
        report.tables.append(_sizes(report))
    report.write(args)


def _run(*command: str | Path, **settings: object) -> str:
    """Run a program and return its standard output; raise with its messages if it fails."""
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=False, **settings
    )  # type: ignore[call-overload]
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command[-4:]))}: {done.stderr.strip()[-500:]}")
    return str(done.stdout)


def _environment(python: str, folder: Path) -> Path:
    """Create a virtual environment with the newest pip; return its interpreter."""
    _run(python, "-m", "venv", "--clear", folder)
    inside = folder / "bin" / "python"
    _run(inside, "-m", "pip", "install", "--quiet", "--upgrade", "pip")
    return inside


def _build(folder: Path) -> Path:
    """Build the source distribution, and the wheel from it; return the wheel."""
    python = _environment(sys.executable, folder / "tools")
    _run(python, "-m", "pip", "install", "--quiet", "build")
    _run(python, "-m", "build", "--outdir", folder / "dist", ROOT)
    (wheel,) = (folder / "dist").glob("*.whl")
    return wheel


def _requirements(wheel: Path, python: Path) -> list[str]:
    """Return the requirements of the wheel, without those of extras."""
    code = (
        "import sys, zipfile; from email.parser import Parser; z = zipfile.ZipFile(sys.argv[1]); "
        "(n,) = [n for n in z.namelist() if n.endswith('METADATA')]; "
        "print(*Parser().parsestr(z.read(n).decode()).get_all('Requires-Dist'), sep='\\n')"
    )
    lines = _run(python, "-c", code, wheel).splitlines()
    return [line for line in lines if "extra ==" not in line]


def _resolutions(wheel: Path, folder: Path) -> Table:
    """Find wheels of all requirements for each version of Python, installed or not."""
    python = folder / "tools" / "bin" / "python"
    needed = [line for line in _requirements(wheel, python) if not line.startswith(SOURCE_ONLY)]
    table = Table("Wheels of the requirements", ["Python", *SHOWN, "result"])
    for series in SERIES:
        # pip evaluates markers for the running interpreter.
        lines = [line for line in needed if series != "3.14" or not line.startswith("gensim")]
        names = [line.partition(";")[0].strip() for line in lines]
        answer = folder / "answer.json"
        try:
            _run(python, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed",
                 "--target", folder / series, "--report", answer, "--python-version", series,
                 "--only-binary", ":all:", *names)  # fmt: skip
        except RuntimeError as error:
            table.add(series, *[""] * len(SHOWN), f"failed: {error}")
            continue
        found = [item["metadata"] for item in json.loads(answer.read_text("utf-8"))["install"]]
        versions = {item["name"].lower(): item["version"] for item in found}
        shown = [versions.get(name, "-") for name in SHOWN]
        table.add(series, *shown, f"{len(found)} wheels, {SOURCE_ONLY[0]} as source")
    return table


def _interpreters(args: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Yield the series and the path of each interpreter."""
    for name in args.python or [f"python{series}" for series in SERIES]:
        path = shutil.which(name)
        try:
            code = "import sys; print('%d.%d' % sys.version_info[:2])"
            series = _run(path or name, "-c", code).strip()
        except (OSError, RuntimeError) as error:
            if args.python:
                raise SystemExit(f"{name} cannot be run: {error}") from error
            continue
        yield series, path or name


def _installations(wheel: Path, folder: Path, args: argparse.Namespace, report: Report) -> Table:
    """Install and check the wheel in an environment per interpreter and choice of versions."""
    columns = [
        "Python",
        "versions",
        "numpy",
        "numba",
        "first run, s",
        "second run, s",
        "MB",
        "result",
    ]
    table = Table("Installations", columns)
    for series, python in _interpreters(args):
        for choice in (name for name, has in SERIES_OF.items() if series in has):
            place = folder / "environment"
            try:
                found = _install_and_check(wheel, python, choice, place)
                sizes = found["sizes"]
                table.add(series, choice, found["numpy"], found["numba"], found["first"],
                          found["second"], f"{sum(sizes.values()) / 1e6:.0f}", "ok")  # fmt: skip
                report.measurements[f"{series} {choice}"] = found
            except RuntimeError as error:
                table.add(series, choice, "", "", "", "", "", f"failed: {error}")
            shutil.rmtree(place, ignore_errors=True)
    return table


def _sizes(report: Report) -> Table:
    """Return the installed size of each distribution, in the last environment with all of them."""
    table = Table("Installed size", ["distribution", "MB"])
    newest = [found for name, found in report.measurements.items() if NEWEST in name]
    largest = max((found["sizes"] for found in newest), key=len, default={})
    for name, size in sorted(largest.items(), key=lambda item: -item[1]):
        table.add(name, f"{size / 1e6:.1f}")
    return table


def _install_and_check(wheel: Path, python: str, choice: str, place: Path) -> dict[str, object]:
    inside = _environment(python, place)
    _run(inside, "-m", "pip", "install", "--quiet", wheel, *_pins(choice, wheel, inside))
    sizes = json.loads(_run(inside, "-c", SIZES))
    versions = {
        name: _run(inside, "-c", f"import {name}; print({name}.__version__)").strip()
        for name in ("numpy", "numba")
    }
    home = place / "home"
    home.mkdir()
    seconds = _use(inside, home)
    return {"sizes": sizes, **versions, **dict(zip(("first", "second"), seconds, strict=True))}


def _pins(choice: str, wheel: Path, python: Path) -> list[str]:
    """Return further requirements: an older numpy, or the oldest version of everything."""
    if choice == NUMPY_1:
        return ["numpy==1.26.*"]
    if choice == LOWEST:
        lines = (line.partition(";")[0].strip() for line in _requirements(wheel, python))
        return [line.replace(">=", "==") + ".*" for line in lines]
    return []


def _use(python: Path, home: Path) -> Sequence[str]:
    """Run commands with warnings as errors; return the seconds of two equal builds."""
    modules = "nlpzero, simpler_glove, nlpzero_cli.main"
    settings = {"cwd": home, "env": os.environ | {"HOME": str(home)}}
    _run(python, "-W", "error", "-c", f"import {modules}", **settings)
    (home / "text.txt").write_text(TEXT, encoding="utf-8")
    (home / "raw.txt").write_text(
        "葡萄很甜，香蕉很甜。我吃葡萄，你买香蕉。\n" * 20, encoding="utf-8"
    )
    program = [python, "-W", "error", "-c", "from nlpzero_cli.main import main; main()"]
    seconds = []
    for name in ("first", "second"):
        start = time.perf_counter()
        _run(*program, "build-vectors", "text.txt", "-o", name, "--vector-size", "8", **settings)
        seconds.append(f"{time.perf_counter() - start:.1f}")
    for line in (
        "most-similar first cat",
        "evaluate vectors first --pairs pairs.tsv",
        "convert first vectors.txt --format word2vec-text",
        "discover raw.txt -o words.tsv --min-count 2 --all-lines",
        "segment raw.txt --tokenizer words.tsv",
        "segment raw.txt --tokenizer jieba-dictionary",
    ):
        (home / "pairs.tsv").write_text("cat\tdog\t5\ncat\tbarks\t1\n", encoding="utf-8")
        _run(*program, *line.split(), **settings)
    return seconds


if __name__ == "__main__":
    main()
