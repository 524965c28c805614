"""Generate, truncate and describe text files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from simpler_glove.evaluation import bundled


def make_text(path: Path, *, tokens: int, seed: int = 0) -> Path:
    """Write a synthetic text: words of the evaluation sets, drawn by Zipf's law.

    Parameters
    ----------
    path : Path
        File to write.
    tokens : int
        Approximate number of words; each line has 20.
    seed : int

    Returns
    -------
    Path
        `path`.
    """
    words = np.array(_known_words())
    share = 1.0 / np.arange(1, len(words) + 1)
    generator = np.random.default_rng(seed)
    drawn = generator.choice(words, size=(max(1, tokens // 20), 20), p=share / share.sum())
    path.write_text("\n".join(map(" ".join, drawn.tolist())) + "\n", encoding="utf-8")
    return path


def _known_words() -> list[str]:
    lines = []
    for name in ("wordsim353", "simlex999", "questions-words"):
        text = bundled(name).read_text(encoding="utf-8")
        lines += [line for line in text.splitlines() if line[:1] not in "#:"][:400]
    words = (word.lower() for line in lines for word in line.split() if word.isalpha())
    return list(dict.fromkeys(words))


def head(source: Path, target: Path, *, tokens: int) -> int:
    """Copy the first lines of `source` with at least `tokens` words; return the word count."""
    taken = 0
    with open(source, "rb") as lines, open(target, "wb") as out:
        for line in lines:
            if taken >= tokens:
                break
            out.write(line)
            taken += len(line.split())
    return taken


def describe(path: Path) -> dict[str, Any]:
    r"""Return file name, bytes, lines and tokens of a text file.

    Example
    -------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.txt")
    ...     _ = path.write_text("one two\nthree\n")
    ...     describe(path)
    {'file': 'a.txt', 'bytes': 14, 'lines': 2, 'tokens': 3}
    """
    lines = tokens = 0
    with open(path, "rb") as text:
        for line in text:
            lines += 1
            tokens += len(line.split())
    return {"file": path.name, "bytes": path.stat().st_size, "lines": lines, "tokens": tokens}
