"""Keywords of a collection from those of its texts."""

from __future__ import annotations

from collections.abc import Iterable

from .results import Keyword, Keywords


def gathered(texts: Iterable[Keywords], topn: int) -> Keywords:
    """Add scores up over texts, phrases in lower case being one."""
    sums: dict[str, float] = {}
    counts: dict[str, int] = {}
    shown: dict[str, str] = {}
    number = 0
    for keywords in texts:
        number += 1
        for found in keywords:
            key = found.text.lower()
            shown.setdefault(key, found.text)
            sums[key] = sums.get(key, 0.0) + found.score
            counts[key] = counts.get(key, 0) + 1
    best = sorted(sums, key=lambda key: -sums[key])[:topn]
    most = max(sums.values(), default=1.0)
    found_all = [Keyword(shown[key], sums[key] / most, counts[key], ()) for key in best]
    if topn == 0:
        reason = "topn is 0"
    else:
        reason = "no text has a keyword" if number else "there are no texts"
    return Keywords(found_all, reason)
