"""Time, memory and size of `nlpzero report` for models of several sizes.

The models have random vectors around random centres, and counts by Zipf's law. If Chromium and
selenium are installed, the times of the page are measured: first picture, longest frame while the
map is moved at four zooms, median and longest query of 20 words by each measure.

    python -m benchmarks.report --words 10000 --words 50000 --words 100000 --words 1000000

With --peers, pages of those of DataMapPlot, Embedding Atlas and pyLDAvis that are installed are
also made, about the same words at the same places, and the time is measured after which each page,
opened in the same browser, no longer changes. Pictures of the pages are written into a folder.

    python -m benchmarks.report --words 10000 --layout pca --peers pictures
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from nlpzero import Vocabulary, WordVectors, load_vectors, save_vectors

from ._measure import MIB, run
from ._programs import nlpzero
from ._report import Report, options, scratch
from ._report_browser import figures, is_available, page_times, settling_seconds
from ._report_peers import PeerPage, peer_pages
from ._table import Table

_DIMENSIONS = 100
_CENTRES = 500
_LAYOUTS = ("pca", "umap")
_IN_BROWSER = ["first picture, s", "longest frame, ms", "query, ms", "longest query, ms"]
_QUERIES = 20


def main() -> None:
    """Measure each size and layout, report."""
    parser = options(__doc__, corpus=False)
    parser.add_argument("--words", type=int, action="append", help="default: 10,000")
    parser.add_argument("--layout", action="append", choices=_LAYOUTS, help="default: all")
    parser.add_argument("--peers", type=Path, metavar="DIR", help="also measure peers; pictures")
    args = parser.parse_args()
    sizes = args.words or ([500] if args.quick else [10_000])
    layouts = args.layout or (_LAYOUTS[:1] if args.quick else _LAYOUTS)
    settings = {"threads": args.threads, "dimensions": _DIMENSIONS}
    report = Report("report", settings, variant="peers" if args.peers else "")
    columns = ["words", "layout", "seconds", "CPU seconds", "peak, MiB", "page, MB", *_IN_BROWSER]
    table = Table(f"Report of a model with {_DIMENSIONS} dimensions", columns)
    peers = Table("Pages of other tools", ["words", "tool", "seconds", "files, MB", "settled, s"])
    with scratch(args) as folder:
        page = folder / "page" / "report.html"
        page.parent.mkdir()
        for size in sizes:
            model = _random_model(size, folder / f"model-{size}")
            for layout in layouts:
                command = nlpzero("report", model, "-o", page, "--layout", layout, "--force")
                limits = ["--max-words", str(size), "--threads", str(args.threads)]
                usage = run([*command, *limits])
                megabytes = page.stat().st_size / 1e6
                key = f"{size} words, {layout}"
                in_browser = page_times(page, _names(_QUERIES)) if is_available() else None
                report.measurements[key] = usage._asdict() | {
                    "page_mb": megabytes,
                    "browser": in_browser,
                }
                table.add(
                    f"{size:,}",
                    layout,
                    f"{usage.wall_s:.1f}",
                    f"{usage.cpu_s:.1f}",
                    f"{usage.peak_bytes / MIB:.0f}",
                    f"{megabytes:.1f}",
                    *_shown(in_browser),
                )
            if args.peers:
                own = PeerPage("nlpzero", usage.wall_s, page.parent, page.name, served=False)
                found = _measure_peers(load_vectors(model), own, folder / f"{size}", args.peers)
                report.measurements[f"{size} words, peers"] = found
                for name, each in found.items():
                    peers.add(f"{size:,}", name, *(f"{value:.1f}" for value in each.values()))
    report.tables += [table, peers] if args.peers else [table]
    report.write(args)


def _measure_peers(
    vectors: WordVectors, own: PeerPage, folder: Path, pictures: Path
) -> dict[str, dict[str, float]]:
    """Return seconds to make a page, its size, and seconds to show it, by tool."""
    pictures.mkdir(parents=True, exist_ok=True)
    found = {}
    for page in [own, *peer_pages(vectors, folder)]:
        with page.address() as address:
            picture = pictures / f"{page.name}-{len(vectors)}.png"
            found[page.name] = {
                "seconds": page.seconds,
                "megabytes": page.megabytes,
                "settled_s": settling_seconds(address, picture),
            }
    return found


def _shown(in_browser: dict[str, Any] | None) -> list[str]:
    if in_browser is None:
        return ["–"] * len(_IN_BROWSER)
    found = figures(in_browser)
    first, *others = found.values()
    return [f"{first:.2f}", *(f"{ms:.0f}" for ms in others)]


def _names(size: int) -> list[str]:
    return [f"word{number}" for number in range(size)]


def _random_model(size: int, path: Path) -> Path:
    """Save a model of `size` words in clusters; equal for equal sizes."""
    random = np.random.default_rng(0)
    centres = random.normal(size=(_CENTRES, _DIMENSIONS)).astype(np.float32)
    rows = centres[random.integers(0, _CENTRES, size)]
    rows += random.normal(size=rows.shape).astype(np.float32)
    counts = np.maximum(20.0 * size / np.arange(1, size + 1), 5).astype(np.int64)
    words = Vocabulary(_names(size), counts)
    contexts = rows + random.normal(size=rows.shape).astype(np.float32)
    save_vectors(WordVectors(words, rows, context=contexts), path)
    return path


if __name__ == "__main__":
    main()
