"""Arrays in temporary files keep their values, and their resident pages are limited."""

from __future__ import annotations

import sys
import time

import numpy as np
import pytest

from simpler_glove.memory import resident_bytes
from simpler_glove.solvers import ScratchArrays

MIB = 1 << 20


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_resident_pages_are_limited(tmp_path):
    arrays = ScratchArrays(str(tmp_path), on_disk=True)
    rows = [arrays.floats(96, MIB // 4) for _ in range(2)]  # 96 MiB each
    before = resident_bytes()
    with arrays.limited(128 * MIB):
        used = []
        for number in range(96):
            for array in rows:
                array[number] = number
            time.sleep(0.005)  # the thread that releases pages runs, also on a busy machine
            used.append(resident_bytes())
        sums = [array[:, :5].sum(axis=1).tolist() for array in rows]
    assert max(used) - before <= 128 * MIB
    assert sums == [[5 * number for number in range(96)]] * 2


def test_arrays_in_memory_are_not_limited():
    arrays = ScratchArrays(on_disk=False)
    with arrays.limited(1):
        array = arrays.zeros(2, 3)
    assert array.tolist() == np.zeros((2, 3)).tolist()
