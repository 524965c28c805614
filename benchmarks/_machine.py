"""Facts that a figure depends on besides the code: machine, commit, versions, date."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable
from datetime import datetime, timezone
from importlib import metadata
from pathlib import Path
from typing import Any

from simpler_glove.parallel import available_cpus

from ._measure import MIB, ROOT

LIBRARIES = ("nlpzero", "numpy", "scipy", "numba", "gensim")


def surroundings(libraries: Iterable[str] = LIBRARIES) -> dict[str, Any]:
    """Return date, commit, machine and versions as plain values."""
    return {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d"),
        "commit": _commit(),
        "machine": {
            "cpu": _cpu_model(),
            "cpus": available_cpus(),
            "memory_mib": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MIB,
            "system": platform.platform(terse=True),
        },
        "versions": {"python": platform.python_version(), **_versions(libraries)},
    }


def _versions(libraries: Iterable[str]) -> dict[str, str]:
    found = {}
    for name in libraries:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def _commit() -> str:
    """Return the commit, with ``+`` where a tracked file differs from it."""
    git = ["git", "-C", str(ROOT)]
    try:
        head = subprocess.run(
            [*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
        )
        same = subprocess.run([*git, "diff", "--quiet", "HEAD"], check=False)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return head.stdout.strip() + ("+" if same.returncode else "")


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
