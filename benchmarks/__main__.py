r"""Run all or the named benchmarks in turn, then write the figures into the docs.

python -m benchmarks --corpus text8like.txt --glove GloVe/build --fasttext fasttext \
    --text news.txt --gold pku_test_gold.txt
"""

from __future__ import annotations

import argparse
import subprocess
import sys

from ._measure import ROOT
from ._report import options
from .figures import ORDER

#: Options that only some benchmarks have, and their names.
BENCHMARKS_WITH = {
    "--corpus": (
        "counting",
        "building",
        "growth",
        "scaling",
        "bound",
        "solving",
        "word2vec",
        "similarity",
        "memory",
        "estimates",
        "storage",
        "cluster",
        "large",
        "merge_simulation",
        "updates",
        "subwords",
    ),
    "--glove": ("counting", "large"),
    "--fasttext": ("building",),
    "--fasttext-python": ("subwords",),
    "--pairs": ("building", "storage", "subwords"),
    "--rare": ("subwords",),
    "--text": (
        "segmenting",
        "discovering",
        "cutting",
        "evidence",
        "fragments",
        "memory",
        "estimates",
        "parsing",
    ),
    "--gold": ("segmenting", "evidence"),
    "--raw": ("segmenting",),
    "--stream-bytes": ("cutting",),
    "--text-bytes": ("cluster",),
    "--english": ("keywords",),
    "--english-text": ("keywords",),
    "--chinese": ("keywords",),
    "--chinese-text": ("keywords",),
    "--log": ("templates",),
}


def main() -> None:
    """Run each benchmark in a separate process."""
    parser = options(__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(ORDER)}")
    parser.add_argument("--glove", help="folder of GloVe's programs (counting, large)")
    parser.add_argument("--fasttext", help="fastText's program (building)")
    parser.add_argument("--fasttext-python", help="Python with fasttext-wheel (subwords)")
    parser.add_argument("--pairs", action="append", help="word pairs (building, storage, subwords)")
    parser.add_argument("--rare", action="append", help="pairs of rare words (subwords)")
    parser.add_argument("--text", action="append", help="raw text (all that discover words)")
    parser.add_argument("--gold", action="append", help="gold segmentation (segmenting, evidence)")
    parser.add_argument("--raw", action="append", help="gold text without spaces (segmenting)")
    parser.add_argument("--stream-bytes", help="bytes to stream (cutting)")
    parser.add_argument("--text-bytes", help="size of the text (cluster)")
    parser.add_argument("--english", help="abstracts with keywords (keywords)")
    parser.add_argument("--english-text", action="append", help="further text (keywords)")
    parser.add_argument("--chinese", help="abstracts with keywords (keywords)")
    parser.add_argument("--chinese-text", action="append", help="further text (keywords)")
    parser.add_argument("--log", action="append", help="log lines with templates (templates)")
    args = parser.parse_args()
    unknown = set(args.names) - set(ORDER)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    for name in args.names or ORDER:
        sys.stderr.write(f"== {name}\n")
        command = [sys.executable, "-m", f"benchmarks.{name}", *_options(name, args)]
        status = subprocess.run(command, check=False, cwd=ROOT).returncode
        if status:
            sys.exit(f"{name} failed with status {status}; the benchmarks after it did not run.")
    if not args.quick and args.out is None:
        subprocess.run([sys.executable, "-m", "benchmarks.figures"], check=True, cwd=ROOT)


def _options(name: str, args: argparse.Namespace) -> list[str]:
    """Return those command-line options that the benchmark `name` has."""
    words = ["--quick"] if args.quick else []
    for key, value in vars(args).items():
        option = "--" + key.replace("_", "-")
        if (
            key in ("names", "quick")
            or value is None
            or name not in BENCHMARKS_WITH.get(option, ORDER)
        ):
            continue
        words += [f"{option}={item}" for item in (value if isinstance(value, list) else [value])]
    return words


if __name__ == "__main__":
    main()
