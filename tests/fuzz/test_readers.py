"""Every reader loads a damaged file or raises a documented exception, in a short time."""

from __future__ import annotations

import signal
import warnings

import pytest

from .readers import READERS, run_case

CASES = 12
MAX_SECONDS = 300  # a case takes some milliseconds, the first compiles kernels


def _hangs(number: int, frame: object) -> None:
    raise RuntimeError(f"no result after {MAX_SECONDS} s")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


@pytest.mark.parametrize("name", READERS)
def test_files_without_damage(name, tmp_path):
    reader = READERS[name]
    assert reader.read(reader.write(tmp_path)) == reader.content


@pytest.mark.parametrize("name", READERS)
@pytest.mark.slow
def test_damaged_files(name, folder):
    warnings.simplefilter("ignore", UserWarning)
    before = signal.signal(signal.SIGALRM, _hangs)
    try:
        for seed in range(CASES):
            signal.alarm(MAX_SECONDS)
            run_case(name, seed, folder)
    except Exception as error:
        raise AssertionError(f"{name}, seed {seed}: {error!r}") from error
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
