"""Run a program and write its resource usage as JSON.

    python -I -S _launch.py REPORT COMMAND...

This is a separate, small program, because on Linux the peak memory of a new process is at least the
size of the process that started it.
"""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> int:
    """Run the command, write elapsed and CPU seconds and peak memory; return its exit status."""
    report, *command = sys.argv[1:]
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    unit = 1 if sys.platform == "darwin" else 1024
    used = {
        "wall_s": wall,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_bytes": usage.ru_maxrss * unit,
    }
    with open(report, "w", encoding="utf-8") as file:
        json.dump(used, file)
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
