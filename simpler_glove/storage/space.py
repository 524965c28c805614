"""Free space of disks."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from ..errors import ResourceError


def check_space(needed: Mapping[str, float]) -> None:
    """Raise ResourceError if disks have too little free space.

    Parameters
    ----------
    needed : mapping of str to float
        Bytes that will be written below each path, which need not exist yet. Paths on the same
        disk are added.

    Raises
    ------
    ResourceError
        With the path, if the free space is too small.

    Example
    -------
    >>> check_space({".": 1000})
    """
    places: dict[int, Path] = {}
    total: dict[int, float] = defaultdict(float)
    for path, size in needed.items():
        folder = Path(os.path.realpath(path))
        while not folder.is_dir():
            folder = folder.parent
        disk = os.stat(folder).st_dev
        places.setdefault(disk, folder)
        total[disk] += size
    for disk, folder in places.items():
        free = shutil.disk_usage(folder).free
        if total[disk] > free:
            raise ResourceError(
                f"{total[disk]:,.0f} bytes are needed on this disk, and {free:,} are free",
                path=folder,
                hint="Free some space or choose another folder.\nSet {tmp} to another disk.",
                needed_bytes=int(total[disk]),
                available_bytes=free,
            )
