"""Threads, tasks, and reports of progress."""

import os
import threading
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from simpler_glove.errors import ParameterError
from simpler_glove.parallel import (
    available_cpus,
    map_in_order,
    one_blas_thread,
    resolve_threads,
    run_all,
    split_rows,
)
from simpler_glove.progress import Stage


def test_available_cpus_respects_the_affinity():
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
def test_results_are_in_input_order(threads):
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
def test_an_error_cancels_queued_items(error):
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
    assert threading.active_count() <= before  # those of dropped iterators may end meanwhile


def test_a_dropped_iterator_does_not_wait_for_running_calls():
    # The garbage collector may drop it while it holds a lock that the running calls need.
    lock = threading.Lock()
    begun = threading.Event()

    def work(item):
        if item:
            begun.set()
            with lock:
                return item
        return item

    results = map_in_order(work, range(9), 2)
    with lock:
        assert next(results) == 0
        assert begun.wait(10)
        del results


def test_run_all_raises_errors():
    done = []
    run_all(done.append, range(5), 1)
    assert done == list(range(5))
    with pytest.raises(ZeroDivisionError):
        run_all(lambda item: 1 // item, [1, 0], 2)


@given(st.lists(st.integers(0, 500), max_size=50), st.integers(1, 300), st.booleans())
def test_split_rows(lengths, work, isolate_large):
    starts = np.cumsum([0, *lengths])
    ranges = split_rows(starts, work, row_cost=16, isolate_large=isolate_large)
    assert [row for first, last in ranges for row in range(first, last)] == list(
        range(len(lengths))
    )
    costs = [length + 16 for length in lengths]
    for first, last in ranges:
        if last - first > 1:
            assert sum(costs[first : last - 1]) < work + max(costs[first : last - 1])
            assert not isolate_large or max(costs[first:last]) <= work


def test_one_blas_thread():
    def threads():
        return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

    before = threads()
    with one_blas_thread():
        assert set(threads()) <= {1}
    assert threads() == before


def test_stage_reports_begin_and_end_and_not_too_often():
    reports = []
    with Stage(lambda *report: reports.append(report), "counting", 1000, "rows") as stage:
        for _ in range(1000):
            stage.add(1)
    assert reports[0] == ("counting", 0, 1000, "rows")
    assert reports[-1] == ("counting", 1000, 1000, "rows")
    assert len(reports) < 20
    done = [report[1] for report in reports]
    assert done == sorted(set(done))


def test_a_failed_stage_does_not_report_its_end():
    reports = []
    with (
        pytest.raises(RuntimeError),
        Stage(lambda *report: reports.append(report), "x", None, "y") as stage,
    ):
        stage.add(1)
        raise RuntimeError
    assert reports == [("x", 0, None, "y")]
