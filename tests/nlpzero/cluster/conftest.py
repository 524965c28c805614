"""A text, its counts of one machine, and a Dask cluster of real processes on the loopback."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from nlpzero.counting import count_text

ROOT = Path(__file__).parents[3]
PIECES = 1000
OPTIONS = {"window": 3, "threads": 1}


@pytest.fixture(scope="session")
def text(tmp_path_factory):
    """A text with line ends of all kinds, and no line end at its end."""
    draw = random.Random(0)
    words = ["a ", "bb ", "ccc ", "語 ", "\n", "\r\n", "\r", "\n\n"]
    path = tmp_path_factory.mktemp("text") / "text.txt"
    path.write_bytes("".join(draw.choices(words, k=PIECES)).encode() + b"end")
    return path


@pytest.fixture(scope="session")
def whole(text):
    """The counts of one machine."""
    counts = count_text(text, output=text.parent / "whole", min_count=2, **OPTIONS)
    return text.parent / "whole", counts.vocabulary


@pytest.fixture(scope="session")
def given(text, whole):
    """The counts of one machine with a given vocabulary."""
    count_text(text, output=text.parent / "given", vocabulary=whole[1], **OPTIONS)
    return text.parent / "given", whole[1]


@contextmanager
def dask(command, *arguments):
    """Run `dask scheduler` or `dask worker`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", command, *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


@contextmanager
def scheduler(folder):
    """Run a scheduler; yield its address and the file by which workers find it."""
    file = folder / "scheduler.json"
    with dask("scheduler", "--port", 0, "--no-dashboard", "--scheduler-file", file):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                address = json.loads(file.read_text())["address"]
                break
            except (FileNotFoundError, ValueError):
                time.sleep(0.05)
        yield address, file


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Address of a scheduler with four workers, three of which tests kill."""
    folder = tmp_path_factory.mktemp("dask")
    options = ("--nthreads", 2, "--no-dashboard", "--no-nanny", "--local-directory", folder)
    with scheduler(folder) as (address, file):
        options = ("--scheduler-file", file, *options)
        with ExitStack() as workers:
            for _ in range(4):
                workers.enter_context(dask("worker", *options))
            yield address
