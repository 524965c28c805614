import os
import threading
import time

import pytest

from simpler_glove.errors import ParameterError
from simpler_glove.parallel import available_cpus, map_in_order, resolve_threads
from simpler_glove.progress import Stage


def test_available_cpus_is_what_the_process_may_use():
    if hasattr(os, "sched_getaffinity"):
        assert available_cpus() == len(os.sched_getaffinity(0))
    assert available_cpus() >= 1


def test_available_cpus_without_affinity(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert available_cpus() == 1


def test_resolve_threads():
    assert resolve_threads(None, "f") == available_cpus()
    assert resolve_threads(3, "f") == 3
    for wrong in (0, -1, 1.5, True, "2"):
        with pytest.raises(ParameterError, match="'threads' parameter of f must be an int >= 1"):
            resolve_threads(wrong, "f")


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_results_come_in_order(threads):
    def work(item):
        time.sleep(0.002 * (item % 3))
        return -item

    assert list(map_in_order(work, range(20), threads)) == [-item for item in range(20)]
    assert list(map_in_order(work, [], threads)) == []


@pytest.mark.parametrize("threads", [1, 3])
def test_look_ahead_is_bounded_and_items_are_drawn_by_the_caller(threads):
    drawn = []

    def items():
        for item in range(100):
            drawn.append(threading.current_thread())
            yield item

    results = map_in_order(abs, items(), threads)
    assert next(results) == 0
    assert len(drawn) <= threads + 2
    results.close()
    assert set(drawn) == {threading.current_thread()}


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_cancels_what_is_queued(error):
    begun = []
    before = threading.active_count()

    def work(item):
        begun.append(item)
        time.sleep(0.01)
        if item == 1:
            raise error
        return item

    with pytest.raises(error):
        list(map_in_order(work, range(1000), 2))
    assert len(begun) < 20
    assert threading.active_count() == before


def test_stage_reports_begin_and_end_and_not_too_often():
    told = []
    with Stage(lambda *report: told.append(report), "counting", 1000, "rows") as stage:
        for _ in range(1000):
            stage.add(1)
    assert told[0] == ("counting", 0, 1000, "rows")
    assert told[-1] == ("counting", 1000, 1000, "rows")
    assert len(told) < 20
    done = [report[1] for report in told]
    assert done == sorted(set(done))


def test_stage_that_fails_does_not_report_an_end():
    told = []
    with (
        pytest.raises(RuntimeError),
        Stage(lambda *report: told.append(report), "x", None, "y") as stage,
    ):
        stage.add(1)
        raise RuntimeError
    assert told == [("x", 0, None, "y")]
