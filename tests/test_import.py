"""The doors of the packages: every public name is there, and loaded when it is used."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import nlpzero
import simpler_glove

PACKAGES = [simpler_glove, nlpzero]


def names_for_type_checkers(package) -> set[str]:
    """Names that the stub exports by the form `from m import x as x`."""
    stub = Path(package.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    imports = [node for node in ast.parse(stub).body if isinstance(node, ast.ImportFrom)]
    aliases = [alias for node in imports for alias in node.names]
    assert all(alias.asname == alias.name for alias in aliases), "only `x as x` is exported"
    return {alias.name for alias in aliases}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_can_be_had(package):
    for name in package.__all__:
        assert getattr(package, name) is not None
        assert name in dir(package)


@pytest.mark.parametrize("package", PACKAGES)
def test_type_checkers_see_the_same_names(package):
    assert names_for_type_checkers(package) == set(package.__all__)


@pytest.mark.parametrize("package", PACKAGES)
def test_unknown_name_is_an_attribute_error(package):
    with pytest.raises(AttributeError, match=r"has no attribute 'nonsense'"):
        package.nonsense  # noqa: B018
    assert not hasattr(package, "nonsense")


@pytest.mark.parametrize("package", PACKAGES)
def test_public_names_have_docstrings(package):
    for name in set(package.__all__) - {"__version__"}:
        assert getattr(package, name).__doc__, f"{name} says nothing"


WRAPPED = {"build_vectors", "encode_corpus", "estimate_build"}


def test_toolkit_hands_on_the_engine():
    for name in set(simpler_glove.__all__) - WRAPPED:
        assert getattr(nlpzero, name) is getattr(simpler_glove, name)


@pytest.mark.parametrize("name", sorted(WRAPPED))
def test_toolkit_takes_all_that_the_engine_takes(name):
    theirs, ours = (dict(inspect.signature(getattr(home, name)).parameters) for home in PACKAGES)
    if "model" in ours:  # of one model or another: these are options, or their default is its own
        ours.pop("model")
        for chosen in ("window", "weighting", "direction"):
            theirs.pop(chosen)
            ours.pop(chosen, None)
    assert [(entry.kind, entry.default) for entry in ours.values()] == [
        (entry.kind, entry.default) for entry in theirs.values()
    ]
    variable = inspect.Parameter.VAR_KEYWORD
    assert [entry.name for entry in ours.values() if entry.kind != variable] == [
        entry.name for entry in theirs.values() if entry.kind != variable
    ]


def test_star_import_brings_the_public_names():
    scope: dict[str, object] = {}
    exec("from nlpzero import *", scope)
    assert set(nlpzero.__all__) <= set(scope)
