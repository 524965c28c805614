"""The floors of the house, held by reading every import."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent

# A module imports only from floors below its own; two on one floor don't know each other. The
# files of a package (vectors/_query.py) are one module here (vectors).
FLOORS = {
    "simpler_glove": {
        "_version": 0,
        "lazy": 0,
        "_kernels": 0,
        "errors": 0,
        "identity_cache": 0,
        "spelling": 0,
        "devices": 1,
        "estimator": 1,
        "packed_strings": 1,
        "validation": 1,
        "parallel": 2,
        "progress": 2,
        "storage": 2,
        "textio": 3,
        "vocabulary": 3,
        "corpus": 4,
        "evaluation": 4,
        "formats": 4,
        "cooccurrence": 5,
        "vectors": 5,
        "pmi": 6,
        "solvers": 7,
        "glove": 8,
        "refit": 8,
        "compilation": 9,
        "extrapolation": 9,
        "stages": 9,
        "build": 10,
        "estimate": 11,
    },
    "nlpzero": {
        "_kernels": 0,
        "text": 1,
        "trie": 1,
        "prediction": 1,
        "word_importance": 1,
        "lexicon": 2,
        "ngrams": 2,
        "word2vec": 2,
        "demo": 3,
        "discovery": 3,
        "models": 3,
        "segmentation": 3,
        "build": 4,
        "keywords": 4,
        "estimate": 5,
        "tokenization": 5,
        "similarity": 6,
        "explanations": 7,
        "pipelines": 8,
    },
    "cli": {
        "memory": 0,
        "option_types": 0,
        "progress": 0,
        "output": 1,
        "errors": 2,
        "options": 2,
        "keyword_rows": 3,
        "lexicons": 3,
        "model_options": 3,
        "neighbours": 3,
        "summary": 3,
        "segmentation": 4,
        "commands": 5,
        "main": 5,
    },
}
BELOW = {"simpler_glove": (), "nlpzero": ("simpler_glove",), "cli": ("simpler_glove", "nlpzero")}

# Where a library may be imported: paths that begin so.
HOMES = {
    "numba": ("simpler_glove/_kernels/", "nlpzero/_kernels/"),
    "llvmlite": ("simpler_glove/_kernels/", "nlpzero/_kernels/"),
    "click": ("cli/",),
    "keras": (
        "simpler_glove/devices.py",
        "simpler_glove/solvers/keras_",
        "nlpzero/word2vec/keras_model.py",
    ),
    "tensorflow": ("simpler_glove/devices.py",),
    "jax": ("simpler_glove/devices.py",),
    "torch": ("simpler_glove/devices.py",),
    "dask": ("simpler_glove/cluster.py",),
    "distributed": ("simpler_glove/cluster.py",),
    "sklearn": ("nlpzero/pipelines/",),
    "spacy": ("nlpzero/pipelines/",),
    "setuptools": (),
    "pytest": (),
}
# Never at the top of a module: they are slow to load, and most calls need none of them.
INSIDE_FUNCTIONS = {"gensim", "jax", "jieba", "opencc", "pandas", "pyarrow", "safetensors",
                    "smart_open", "tensorflow", "torch", "tqdm"}  # fmt: skip
HEAVY = ("numba", "scipy", "keras", "tensorflow", "jax", "torch", "gensim", "jieba", "dask",
         "numpy", "click")  # fmt: skip


class Import(NamedTuple):
    file: str  # relative to the root, with slashes
    line: int
    target: str  # absolute, dotted
    top: bool  # done when the module is loaded


def files() -> list[Path]:
    return sorted(path for package in FLOORS for path in (ROOT / package).rglob("*.py"))


def component(dotted: str) -> tuple[str, str]:
    """Package and module: simpler_glove and vectors of simpler_glove.vectors._io."""
    package, _, rest = dotted.partition(".")
    return package, rest.partition(".")[0]


def is_deferred(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return isinstance(node, ast.FunctionDef)


def module_of(path: Path) -> tuple[str, str]:
    return component(".".join(path.relative_to(ROOT).with_suffix("").parts))


def imports(path: Path) -> Iterator[Import]:
    relative = path.relative_to(ROOT)
    package = relative.parent.parts
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = {id(node) for part in ast.walk(tree) if is_deferred(part) for node in ast.walk(part)}
    for node in ast.walk(tree):
        targets: list[str] = []
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            # `from . import x` may bring a module: count the names as well.
            targets = [f"{module}.{alias.name}" for alias in node.names]
        for target in targets:
            yield Import(relative.as_posix(), node.lineno, target, id(node) not in inner)


ALL = [found for path in files() for found in imports(path)]


def where(found: Import) -> str:
    return f"{found.file}:{found.line} imports {found.target}"


def owner(found: Import) -> tuple[str, str]:
    return module_of(ROOT / found.file)


def test_every_module_has_a_floor():
    missing = [
        path.relative_to(ROOT).as_posix()
        for path in files()
        if (place := module_of(path))[1] not in {*FLOORS[place[0]], "__init__"}
    ]
    assert not missing, "new modules need a floor in FLOORS"


def test_no_module_of_the_table_is_gone():
    standing = {module_of(path) for path in files()}
    table = {(package, module) for package, floors in FLOORS.items() for module in floors}
    assert not table - standing, "FLOORS names modules that are gone"


def test_packages_import_downward():
    wrong = [
        where(found)
        for found in ALL
        if (package := component(found.target)[0]) in {*FLOORS, "nlpzero_cli"}
        and package not in {owner(found)[0], *BELOW[owner(found)[0]]}
    ]
    assert not wrong


def test_modules_import_downward():
    wrong = []
    for found in ALL:
        package, module = owner(found)
        target_package, target = component(found.target)
        if module == "__init__" or target_package != package or target == module:
            continue  # the door of a package may name everything behind it
        floors = FLOORS[package]
        if target in floors and floors[target] >= floors[module]:
            wrong.append(where(found))
        if target not in {*floors, "__version__"} and module != "commands":
            wrong.append(f"{where(found)}, through the door of its own package")
    assert not wrong


@pytest.mark.parametrize("library", HOMES)
def test_library_is_imported_in_its_home_alone(library):
    wrong = [
        where(found)
        for found in ALL
        if found.target.partition(".")[0] == library and not found.file.startswith(HOMES[library])
    ]
    assert not wrong


def test_slow_libraries_are_imported_inside_functions():
    wrong = [
        where(found)
        for found in ALL
        if found.top and found.target.partition(".")[0] in INSIDE_FUNCTIONS
    ]
    assert not wrong


@pytest.mark.parametrize("package", ["nlpzero", "simpler_glove"])
def test_import_loads_nothing_heavy(package):
    code = f"import sys, {package}; print(*sorted({{m.partition('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert package in done.stdout.split()
    assert not set(HEAVY) & set(done.stdout.split())
