"""Public names of the packages, which are imported at their first use."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import nlpzero
import nlpzero.errors
import simpler_glove
import simpler_glove.errors

PACKAGES = [simpler_glove, nlpzero]


def names_for_type_checkers(package) -> set[str]:
    """Names that the stub exports by the form `from m import x as x`."""
    stub = Path(package.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    imports = [node for node in ast.parse(stub).body if isinstance(node, ast.ImportFrom)]
    aliases = [alias for node in imports for alias in node.names]
    assert all(alias.asname == alias.name for alias in aliases), "only `x as x` is exported"
    return {alias.name for alias in aliases}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_can_be_imported(package):
    for name in package.__all__:
        assert getattr(package, name) is not None
        assert name in dir(package)


@pytest.mark.parametrize("package", PACKAGES)
def test_dir_lists_only_public_names_and_submodules(package):
    others = {name for name in dir(package) if not name.startswith("__")} - {*package.__all__}
    assert all(inspect.ismodule(getattr(package, name)) for name in others)
    assert not others & {"Any", "import_module", "logging", "attach_stub"}


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
        assert getattr(package, name).__doc__, name


MAX_PUBLIC_NAMES = 47


def test_toolkit_has_few_public_names():
    assert len(nlpzero.__all__) <= MAX_PUBLIC_NAMES, "put result types into their modules only"


def test_shared_names_are_the_same_objects():
    wrapped = {"encode_corpus"}
    for name in {*simpler_glove.__all__} & {*nlpzero.__all__} - wrapped:
        assert getattr(nlpzero, name) is getattr(simpler_glove, name)


def test_all_exceptions_are_in_the_errors_module():
    defined = {
        name for name, value in vars(simpler_glove.errors).items() if isinstance(value, type)
    }
    exceptions = {name for name in defined if name.endswith("Error")}
    assert exceptions == {name for name in vars(nlpzero.errors) if name.endswith("Error")}


def test_encode_corpus_has_all_parameters_of_the_engine():
    engine, toolkit = (dict(inspect.signature(home.encode_corpus).parameters) for home in PACKAGES)
    assert [(entry.kind, entry.default) for entry in toolkit.values()] == [
        (entry.kind, entry.default) for entry in engine.values()
    ]
    variable = inspect.Parameter.VAR_KEYWORD
    assert [entry.name for entry in toolkit.values() if entry.kind != variable] == [
        entry.name for entry in engine.values() if entry.kind != variable
    ]


def test_star_import():
    scope: dict[str, object] = {}
    exec("from nlpzero import *", scope)
    assert set(nlpzero.__all__) <= set(scope)
