"""Every command is killed at random calls; the next run gives the same bytes."""

from __future__ import annotations

import signal

import numpy as np
import pytest

KILLS = 20


@pytest.mark.slow
def test_a_killed_command_is_completed_by_the_next_run(job, inputs):
    assert job.run(kinds=0).status == 0  # loads the code
    expected = job.content()
    assert job.others() == [] and not job.stages()
    job.clear()
    calls = job.run().calls
    killed_runs = 0
    for turn, number in enumerate(np.random.default_rng(0).integers(1, calls + 1, KILLS).tolist()):
        job.clear()
        if replaces := turn % 2 == 1:
            job.place_previous(inputs / "other.counts")
        previous = job.content()
        killed = job.run(number=number, force=replaces)
        assert killed.status in (0, -signal.SIGKILL), killed.messages
        killed_runs += killed.status != 0
        assert job.content() in (previous, expected), number
        again = job.run(force=True)
        assert again.status == 0, again.messages
        assert job.content() == expected, number
        assert job.others() == [] and not job.stages(), number
    assert killed_runs > KILLS // 2  # the number of calls varies a little with threads
