"""System calls on the files of every command fail one by one."""

from __future__ import annotations

import errno
import sys

import numpy as np
import pytest

from .conftest import KINDS

ERRORS = {
    "open": (errno.ENOSPC, errno.EIO, errno.ENOMEM),
    "write": (errno.ENOSPC, errno.EIO, errno.ENOMEM),
    "fsync": (errno.EIO, errno.ENOSPC),
    "rename": (errno.ENOSPC, errno.EIO),
    "mmap": (errno.ENOMEM,),
    "reserve": (errno.ENOSPC, errno.EIO),
}
MAX_FAILURES = 5  # of each kind; --all-calls sets no limit
DONE, FAILURE, INPUT, RESOURCES = 0, 1, 3, 5


def numbers(calls: int, most: int) -> list[int]:
    """Return at most `most` numbers of calls, at regular intervals."""
    return sorted(set(np.linspace(1, calls, min(calls, most)).round().astype(int).tolist()))


@pytest.fixture(scope="module")
def most(request) -> int:
    """Number of calls of each kind that fail, one in each run."""
    return sys.maxsize if request.config.getoption("--all-calls", default=False) else MAX_FAILURES


@pytest.mark.slow
def test_a_failing_call_leaves_nothing_incomplete(job, most):
    assert job.run(kinds=0).status == DONE  # loads the code
    expected = job.content()
    failed = 0
    for kind, mask in KINDS.items():
        job.clear()
        calls = job.run(kinds=mask).calls
        for turn, number in enumerate(numbers(calls, most)):
            error = ERRORS[kind][turn % len(ERRORS[kind])]
            where = f"{kind} {number} of {calls}: {errno.errorcode[error]}"
            job.clear()
            ended = job.run(kinds=mask, number=number, error=error)
            where += f" -> {ended.status}: {ended.messages}"
            assert "Traceback" not in ended.messages, where
            assert job.others() == [], where
            if ended.status == DONE:  # for example a stage that could not be saved
                assert job.content() == expected, where
                continue
            failed += 1
            assert ended.status == RESOURCES or (error == errno.EIO and kind == "open"), where
            assert ended.messages.startswith("nlpzero: "), where
            assert job.content() in (None, expected), where
            assert job.run(force=True).status == DONE, where
            assert job.content() == expected, where
            assert job.others() == [] and not job.stages(), where
    assert failed
