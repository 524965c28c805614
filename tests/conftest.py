"""Settings of all tests, and the automatic part of the marker `slow`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from types import CodeType, FunctionType

import hypothesis
import numpy as np
import pytest

# Every run draws the same examples, so that each failure can be reproduced.
PROFILE = hypothesis.settings(derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("fixed", parent=PROFILE)
hypothesis.settings.register_profile("quick", parent=PROFILE, max_examples=10)
hypothesis.settings.load_profile("fixed")


@pytest.fixture
def every_stage(monkeypatch):
    """Store also the stages that take less time than storing them is worth."""
    monkeypatch.setattr("simpler_glove.stages.LEAST_SECONDS", 0.0)


@pytest.fixture(scope="module", params=["compiled", "python"])
def mode(request):
    """Run each test with compiled kernels, and with the Python source of all in its `KERNELS`."""
    with pytest.MonkeyPatch.context() as patch, np.errstate(over="ignore"):
        if request.param == "python":
            for module in request.module.KERNELS:
                for name, kernel in vars(module).copy().items():
                    if hasattr(kernel, "py_func"):
                        patch.setattr(module, name, kernel.py_func)
        yield request.param


# Fixtures that start processes.
SLOW_FIXTURES = {"process", "start", "distributions", "learned"}
# Tests that run Keras are skipped with this reason where it is missing.
KERAS_REASON = "keras is not installed"


def names_in(code: CodeType) -> Iterator[str]:
    """Yield the global names and attributes that a function uses, nested functions included."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)


def starts_process(function: FunctionType) -> bool:
    """Return True if a function, or one of its module that it calls, uses `subprocess`."""
    seen: set[FunctionType] = set()
    waiting = [function]
    while waiting:
        function = waiting.pop()
        seen.add(function)
        for name in names_in(function.__code__):
            if name == "subprocess":
                return True
            called = function.__globals__.get(name)
            same_module = getattr(called, "__module__", None) == function.__module__
            if isinstance(called, FunctionType) and same_module and called not in seen:
                waiting.append(called)
    return False


def needs_keras(item: pytest.Item) -> bool:
    """Return True if a test is skipped where Keras is not installed."""
    return any(mark.kwargs.get("reason") == KERAS_REASON for mark in item.iter_markers("skipif"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests that start a process or run Keras; other slow tests are marked in their files."""
    for item in items:
        if isinstance(item, pytest.DoctestItem):
            needs_gensim = any("gensim" in example.source for example in item.dtest.examples)
            if needs_gensim and find_spec("gensim") is None:
                item.add_marker(pytest.mark.skip("gensim is not installed"))
        if not isinstance(item, pytest.Function):
            continue
        function = getattr(item.function, "hypothesis", item.function)
        function = getattr(function, "inner_test", function)
        uses_process = not SLOW_FIXTURES.isdisjoint(item.fixturenames)
        if uses_process or needs_keras(item) or starts_process(function):
            item.add_marker(pytest.mark.slow)
