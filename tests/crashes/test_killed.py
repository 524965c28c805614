"""Every command is killed at random calls; the next run gives the same bytes."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest

from .conftest import COMMANDS, FURTHER_COMMANDS

KILLS = 20
FURTHER_KILLS = int(os.environ.get("FURTHER_KILLS", 6))  # make fuzz: 20


@pytest.mark.slow
@pytest.mark.parametrize("job", [*COMMANDS, *FURTHER_COMMANDS], indirect=True)
def test_a_killed_command_is_completed_by_the_next_run(job, inputs):
    assert job.run(kinds=0).status == 0  # loads the code
    expected = job.content()
    assert job.others() == [] and not job.stages()
    job.clear()
    calls = job.run().calls
    kills = KILLS if job.name in COMMANDS else FURTHER_KILLS
    killed_runs = 0
    for turn, number in enumerate(np.random.default_rng(0).integers(1, calls + 1, kills).tolist()):
        job.clear()
        if replaces := turn % 2 == 1 and job.name != "append":
            job.place_previous(inputs / "other.counts")
        previous = job.content()
        killed = job.run(number=number, force=replaces)
        assert killed.status in (0, -signal.SIGKILL), killed.messages
        killed_runs += killed.status != 0
        assert job.content() in (previous, expected), number
        if job.name == "append" and job.content() == expected:
            continue  # the new text would be counted twice
        again = job.run(force=job.name != "append")
        assert again.status == 0, again.messages
        assert job.content() == expected, number
        assert job.others() == [] and not job.stages(), number
    assert killed_runs > kills // 2  # the number of calls varies a little with threads
