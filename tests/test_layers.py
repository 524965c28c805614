"""Check the structure of the packages: layers, private names, import cycles, sizes, language.

Exceptions from a rule are listed by name, and must be removed when they are no longer needed.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from benchmarks.structure import (
    Import,
    Source,
    classes_by_name,
    code_lines,
    crosses_packages,
    docstrings_of,
    import_cycles,
    imports_of,
    is_private,
    module_graph,
    private_part,
    read_sources,
)

ROOT = Path(__file__).parent.parent

# A module imports only from layers with a lower number; modules of one layer don't import each
# other. A folder (vectors/) counts as one module, with all its files.
LAYERS = {
    "simpler_glove": {
        "_version": 0,
        "arrays": 0,
        "compile_events": 0,
        "lazy": 0,
        "errors": 0,
        "html": 0,
        "identity_cache": 0,
        "private_folders": 0,
        "memory": 1,
        "optional": 1,
        "spelling": 0,
        "split_rule": 0,
        "tokenizer_registry": 0,
        "_kernels": 1,
        "devices": 1,
        "estimator": 1,
        "validation": 1,
        "narrow_matrix": 2,
        "packed_strings": 2,
        "parallel": 2,
        "progress": 2,
        "storage": 2,
        "stages": 3,
        "stored_arrays": 3,
        "tensor_ops": 2,
        "textio": 3,
        "tokenizer": 3,
        "tokenizer_storage": 4,
        "subwords": 4,
        "vocabulary": 4,
        "corpus": 5,
        "evaluation": 5,
        "formats": 5,
        "cooccurrence": 6,
        "vectors": 6,
        "pmi": 7,
        "solvers": 8,
        "glove_parameters": 9,
        "refit": 9,
        "glove": 10,
        "compilation": 11,
        "estimates": 12,
    },
    "nlpzero": {
        "_kernels": 0,
        "errors": 0,
        "initial_model": 0,
        "subword_fitting": 0,
        "text": 1,
        "deprecated": 7,
        "training_text": 1,
        "unknown_words": 0,
        "trie": 1,
        "word_importance": 1,
        "lexicon": 2,
        "ngrams": 2,
        "word2vec": 2,
        "demo": 3,
        "discovery": 3,
        "disk_space": 2,
        "models": 3,
        "segmentation": 3,
        "process_memory": 4,
        "tokenization": 4,
        "templates": 5,
        "parsing": 6,
        "appending": 5,
        "build": 7,
        "counting": 5,
        "cluster": 6,
        "keywords": 5,
        "merging": 5,
        "solving": 5,
        "text_stage": 4,
        "estimates": 6,
        "similarity": 6,
        "explanations": 7,
        "pipelines": 8,
        "report": 8,
        "plots": 9,
    },
    "cli": {
        "formatting": 0,
        "help_format": 0,
        "option_types": 0,
        "spelling": 1,
        "progress": 1,
        "console": 2,
        "command": 3,
        "errors": 3,
        "keyword_documents": 3,
        "keyword_output": 3,
        "output_files": 4,
        "summary": 3,
        "options": 4,
        "discovery_steps": 5,
        "lexicons": 5,
        "model_options": 5,
        "vectors": 5,
        "commands": 6,
        "main": 6,
    },
}
# The packages that a package may import.
BELOW = {"simpler_glove": (), "nlpzero": ("simpler_glove",), "cli": ("simpler_glove", "nlpzero")}

# The only files that may import a library, by the beginning of their path.
HOMES = {
    # Kernels use njit of simpler_glove.compilation, whose cache only the user can write to.
    "numba": (
        "simpler_glove/_kernels/__init__.py",
        "simpler_glove/_kernels/compiler.py",
        "simpler_glove/_kernels/intrinsics.py",
        "simpler_glove/_kernels/pipeline.py",
        "simpler_glove/_kernels/subroutines.py",
        "nlpzero/_kernels/matrix_tiles.py",
    ),
    "llvmlite": (
        "simpler_glove/_kernels/intrinsics.py",
        "simpler_glove/_kernels/subroutines.py",
        "nlpzero/_kernels/matrix_tiles.py",
    ),
    "click": ("cli/",),
    "keras": (
        "simpler_glove/devices.py",
        "simpler_glove/tensor_ops.py",
        "simpler_glove/solvers/keras_",
        "nlpzero/word2vec/keras_model.py",
    ),
    "tensorflow": ("simpler_glove/devices.py", "simpler_glove/tensor_ops.py"),
    "jax": ("simpler_glove/devices.py", "simpler_glove/tensor_ops.py"),
    "torch": ("simpler_glove/devices.py", "simpler_glove/tensor_ops.py"),
    "sklearn": ("nlpzero/pipelines/",),
    "spacy": ("nlpzero/pipelines/",),
    "dask": ("nlpzero/cluster/dask_engine.py",),
    "distributed": ("nlpzero/cluster/dask_engine.py",),
    "matplotlib": (
        "nlpzero/plots/figures.py",
        "nlpzero/plots/vector_plots.py",
        "nlpzero/plots/text_plots.py",
    ),
    "umap": ("nlpzero/report/layout.py",),
    "infomap": ("nlpzero/report/communities.py",),
    "setuptools": (),
    "pytest": (),
}
# Imported inside functions only: they are slow to load, and most calls use none of them.
INSIDE_FUNCTIONS = {"gensim", "infomap", "jax", "jieba", "matplotlib", "pandas",
                    "pyarrow", "safetensors", "smart_open", "tensorflow", "torch", "tqdm",
                    "umap"}  # fmt: skip
HEAVY = ("numba", "scipy", "keras", "tensorflow", "jax", "torch", "gensim", "jieba",
         "numpy", "click", "distributed")  # fmt: skip

NAMED_TUPLE_ATTRIBUTES = {"_asdict", "_fields", "_make", "_replace"}
# Parts of numba's compiler that have no public names; see `simpler_glove/_kernels/subroutines.py`.
NUMBA_ATTRIBUTES = {"_OverloadFunctionTemplate", "_compiler", "_final_module", "_linking_libraries"}
MAX_CODE_LINES = 250
# Kernels that call each other, which numba compiles together.
LONG_FILES = {
    "nlpzero/_kernels/paths.py",
    "simpler_glove/_kernels/numbers.py",
}
MAX_BODY_LINES = 40
# Compiled loops that would be slower in parts.
LONG_BODIES = {
    "nlpzero/_kernels/ngrams.py refine",
    "nlpzero/_kernels/paths.py _spell",
}
# An example in a docstring shows how the command line uses exceptions.
FILES_WITH_OPTIONS = {"simpler_glove/errors.py"}


@cache
def all_sources() -> list[Source]:
    return read_sources(ROOT)


@cache
def all_imports() -> list[Import]:
    return [found for source in all_sources() for found in imports_of(source)]


def module_of(path: str) -> tuple[str, str]:
    """Return package and module of a file: simpler_glove, vectors of .../vectors/files.py."""
    return component(path.removesuffix(".py").replace("/", "."))


def component(dotted: str) -> tuple[str, str]:
    package, _, rest = dotted.partition(".")
    return package, rest.partition(".")[0]


def described(found: Import) -> str:
    return f"{found.file}:{found.line} imports {found.target}"


def check(violations: list[str], rule: str) -> None:
    """Fail with one violation per line."""
    if violations:
        pytest.fail("\n  ".join([rule, *violations]), pytrace=False)


def test_every_module_has_a_layer():
    missing = [
        f"{source.path}: add {module!r}"
        for source in all_sources()
        if (module := module_of(source.path)[1]) not in {*LAYERS[source.package], "__init__"}
    ]
    check(missing, "Modules without a layer in LAYERS:")


def test_every_entry_of_the_layer_table_exists():
    existing = {module_of(source.path) for source in all_sources()}
    table = {(package, module) for package, layers in LAYERS.items() for module in layers}
    check(
        [f"{package}: remove {module!r}" for package, module in sorted(table - existing)],
        "Modules in LAYERS that don't exist:",
    )


def test_packages_import_downward():
    wrong = [
        described(found)
        for found in all_imports()
        if crosses_packages(found)
        and component(found.target)[0] not in BELOW[found.file.partition("/")[0]]
    ]
    check(wrong, "Imports of a package above:")


def test_modules_import_downward():
    wrong = []
    for found in all_imports():
        package, module = module_of(found.file)
        target_package, target = component(found.target)
        if module == "__init__" or target_package != package or target == module:
            continue  # the __init__ of a package may import everything in it
        layers = LAYERS[package]
        if target in layers and layers[target] >= layers[module]:
            wrong.append(f"{described(found)} (layer {layers[module]} <- {layers[target]})")
        if target not in {*layers, "__version__"} and module != "commands":
            wrong.append(f"{described(found)}: import it from its module, not from the package")
    check(wrong, "Imports of the same layer or of a layer above:")


def test_no_import_cycles():
    cycles = import_cycles(module_graph(all_sources()))
    check(
        [" <-> ".join(cycle) for cycle in cycles],
        "Modules that import each other (imports inside functions included):",
    )


def test_private_modules_and_names_stay_in_their_folder():
    wrong = []
    for found in all_imports():
        private = private_part(found)
        home = private.rpartition(".")[0].replace("nlpzero_cli", "cli").replace(".", "/")
        if not (ROOT / home).is_dir():
            home = home.rpartition("/")[0]
        if private and not found.file.startswith(f"{home}/"):
            wrong.append(f"{described(found)}: make {private} public, or move it")
    check(wrong, "Imports of private modules or names of another package or folder:")


def names_defined_in(source: Source) -> set[str]:
    """Return everything that may define an attribute: definitions, assignments, strings."""
    names = set()
    for node in ast.walk(source.tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                names.add(name)
            case ast.Constant(value=str(name)) | ast.arg(arg=name):
                names.add(name)
            case ast.alias(name=name, asname=other):
                names.add((other or name).rpartition(".")[2])
    return names


def owner_of(source: Source) -> str:
    """Return the file, or the folder of a package, that a private attribute may belong to."""
    return "/".join(source.path.split("/")[:2])


def test_private_attributes_are_read_where_they_are_defined():
    defined: dict[str, set[str]] = defaultdict(set)
    for source in all_sources():
        defined[owner_of(source)] |= names_defined_in(source)
    wrong = [
        f"{source.path}:{node.lineno} reads {ast.unparse(node)}"
        for source in all_sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and is_private(node.attr)
        and node.attr not in defined[owner_of(source)] | NAMED_TUPLE_ATTRIBUTES | NUMBA_ATTRIBUTES
    ]
    check(wrong, "Private attributes of classes that are defined elsewhere:")


def check_exceptions(sizes: dict[str, int], allowed: set[str], rule: str) -> None:
    """Fail for names that are not allowed, and for allowed names that are no exceptions."""
    check([f"{name}: {sizes[name]} lines" for name in sorted(sizes.keys() - allowed)], rule)
    check(sorted(allowed - sizes.keys()), "Exceptions that are no longer needed:")


def test_files_are_short():
    sizes = {source.path: len(code_lines(source)) for source in all_sources()}
    long = {path: size for path, size in sizes.items() if size > MAX_CODE_LINES}
    rule = f"Files of more than {MAX_CODE_LINES} lines of code (documentation not counted):"
    check_exceptions(long, LONG_FILES, rule)


def test_function_bodies_are_short():
    long = {}
    for source in all_sources():
        lines = code_lines(source)
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef):
                body = range(node.body[0].lineno, (node.end_lineno or 0) + 1)
                size = len(lines.intersection(body))
                if size > MAX_BODY_LINES:
                    long[f"{source.path} {node.name}"] = size
    check_exceptions(long, LONG_BODIES, f"Bodies of more than {MAX_BODY_LINES} lines of code:")


def test_class_names_are_unique():
    repeated = [
        f"{name}: {', '.join(files)}"
        for name, files in classes_by_name(all_sources()).items()
        if len(files) > 1
    ]
    check(repeated, "Class names that are defined more than once:")


def test_summaries_name_the_thing_or_the_action():
    wrong = [
        f"{source.path}:{node.lineno} {summary}"
        for source in all_sources()
        for node in docstrings_of(source)
        if re.match(
            r"(What|Whether|Where|How)\b", summary := str(node.value).strip().split("\n")[0]
        )
    ]
    check(wrong, "Docstrings begin with a noun phrase or an imperative, not with What or Whether:")


def test_engine_does_not_name_options_of_the_command_line():
    wrong = [
        f"{source.path}:{number} {line.strip()}"
        for source in all_sources()
        if source.package == "simpler_glove" and source.path not in FILES_WITH_OPTIONS
        for number, line in enumerate(source.text.splitlines(), 1)
        if re.search(r"(?<![\w-])--[a-z]", line)
    ]
    check(wrong, "The engine names options of the command line:")


@pytest.mark.parametrize("library", HOMES)
def test_library_is_imported_only_in_its_files(library):
    wrong = [
        described(found)
        for found in all_imports()
        if found.target.partition(".")[0] == library and not found.file.startswith(HOMES[library])
    ]
    check(wrong, f"{library} may be imported in {', '.join(HOMES[library]) or 'no file'} only:")


def test_slow_libraries_are_imported_inside_functions():
    wrong = [
        described(found)
        for found in all_imports()
        if found.at_load and found.target.partition(".")[0] in INSIDE_FUNCTIONS
    ]
    check(wrong, "Slow libraries that are imported when a module is loaded:")


@pytest.mark.parametrize("package", ["nlpzero", "simpler_glove"])
def test_importing_a_package_loads_no_slow_library(package):
    code = f"import sys, {package}; print(*sorted({{m.partition('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert package in done.stdout.split()
    assert not set(HEAVY) & set(done.stdout.split())
