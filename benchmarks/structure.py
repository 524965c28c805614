"""Measure the structure of a checkout: files, imports, cycles, public names, options.

    python -m benchmarks.structure [CHECKOUT]

prints one line per measure. `tests/test_layers.py` checks rules with the same functions.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import os
import subprocess
import sys
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

PACKAGES = ("simpler_glove", "nlpzero", "cli")
DEFINITIONS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


class Import(NamedTuple):
    """One imported name: where the statement is, and the absolute dotted name it imports."""

    file: str  # relative to the root, with slashes
    line: int
    target: str
    at_load: bool  # executed when the module is loaded


class Source(NamedTuple):
    """One Python file of a checkout."""

    path: str  # relative to the root, with slashes
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        """First folder of the path."""
        return self.path.partition("/")[0]

    @property
    def folder(self) -> str:
        """Path of the folder that contains the file."""
        return self.path.rpartition("/")[0]


def read_sources(root: Path, packages: Iterable[str] = PACKAGES) -> list[Source]:
    """Read every Python file of the packages, sorted by path."""
    paths = sorted(path for package in packages for path in (root / package).rglob("*.py"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return [
        Source(path.relative_to(root).as_posix(), text, ast.parse(text))
        for path, text in zip(paths, texts, strict=True)
    ]


def _is_deferred(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return isinstance(node, ast.FunctionDef)


def imports_of(source: Source) -> Iterator[Import]:
    """Yield every import of a file, those inside functions and `if TYPE_CHECKING` included."""
    package = source.folder.split("/")
    nodes: list[tuple[ast.AST, bool]] = [(source.tree, False)]
    for node, deferred in nodes:
        inside = deferred or _is_deferred(node)
        nodes += [(child, inside) for child in ast.iter_child_nodes(node)]
        targets: list[str] = []
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            targets = [f"{module}.{alias.name}" for alias in node.names]
        for target in targets:
            yield Import(source.path, node.lineno, target, not deferred)


def is_private(name: str) -> bool:
    """Return True for names with one leading underscore."""
    return name.startswith("_") and not name.startswith("__")


def crosses_packages(found: Import) -> bool:
    """Return True for an import from another of the project's packages."""
    target = found.target.partition(".")[0].replace("nlpzero_cli", "cli")
    return target in PACKAGES and target != found.file.partition("/")[0]


def private_part(found: Import) -> str:
    """Return the imported name up to its first private part, or an empty string."""
    parts = found.target.split(".")
    for end, part in enumerate(parts, 1):
        if is_private(part):
            return ".".join(parts[:end])
    return ""


def module_graph(sources: list[Source]) -> dict[str, set[str]]:
    """Return the modules of the project that each module imports, by dotted name."""
    names = {_dotted(source.path): source for source in sources}
    graph: dict[str, set[str]] = {}
    for name, source in names.items():
        graph[name] = set()
        for found in imports_of(source):
            target = found.target.replace("nlpzero_cli", "cli")
            while target and target not in names:
                target = target.rpartition(".")[0]
            if target and target != name:
                graph[name].add(target)
    return graph


def _dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def import_cycles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that import each other, directly or through others."""
    reachable = {name: _reachable(graph, name) for name in graph}
    groups = {
        tuple(sorted(other for other in reachable[name] if name in reachable[other]))
        for name in graph
        if name in reachable[name]
    }
    return [list(group) for group in sorted(groups)]


def _reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(graph[name])
    return seen


def docstrings_of(source: Source) -> Iterator[ast.Constant]:
    """Yield the docstrings of a module, its classes and functions."""
    for node in ast.walk(source.tree):
        if isinstance(node, DEFINITIONS) and ast.get_docstring(node, clean=False) is not None:
            yield node.body[0].value


@cache
def code_lines(source: Source) -> set[int]:
    """Return the numbers of the lines with code: no docstrings, comments or blank lines."""
    lines: set[int] = set()
    ignored = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    ignored |= {tokenize.ENDMARKER, tokenize.ENCODING}
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type not in ignored:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in docstrings_of(source):
        lines.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def classes_by_name(sources: list[Source]) -> dict[str, list[str]]:
    """Return the files in which each class name is defined at module level."""
    files: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        for node in source.tree.body:
            if isinstance(node, ast.ClassDef):
                files[node.name].append(source.path)
    return files


# The checkout's own packages, even where another checkout is installed as editable.
_PRELUDE = """
import sys
sys.meta_path[:] = [f for f in sys.meta_path if "__editable__" not in str(f)]
"""
_PUBLIC = """
import json, conftest, nlpzero, simpler_glove
print(json.dumps([len(nlpzero.__all__), len(simpler_glove.__all__)]))
"""
_OPTIONS = """
import json, click, conftest
from nlpzero_cli.main import program
def options(command, name):
    if isinstance(command, click.Group):
        context = click.Context(command)
        for inner in command.list_commands(context):
            yield from options(command.get_command(context, inner), f"{name} {inner}".strip())
    else:
        yield name, sum(isinstance(entry, click.Option) for entry in command.params)
print(json.dumps(dict(options(program, ""))))
"""
# The largest number of nested calls of functions of the packages, on one thread, without kernels.
_DEPTHS = """
import json, os, sys, conftest, nlpzero
from simpler_glove import encode_corpus
from nlpzero import WordDiscoverer
def depth(work):
    depths = [0, 0]
    def profile(frame, event, value):
        folders = frame.f_code.co_filename.split(os.sep)
        if {"simpler_glove", "nlpzero"} & {*folders} and "_kernels" not in folders:
            depths[0] += (event == "call") - (event == "return")
            depths[1] = max(depths)
    work()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(None)
    return depths[1]
text = ["我吃葡萄，他买葡萄。", "葡萄很甜，香蕉不酸。"] * 40
words = ["a b c d", "b c d e"] * 40
discover = lambda: WordDiscoverer(threads=1).fit(text)
print(json.dumps([depth(discover), depth(lambda: encode_corpus(words, threads=1))]))
"""


def _run(root: Path, code: str) -> object:
    """Run code with the packages of a checkout and return the JSON that it prints."""
    done = subprocess.run(
        [sys.executable, "-c", _PRELUDE + code],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def measures(root: Path) -> dict[str, object]:
    """Return every measure of a checkout by its name."""
    sources = read_sources(root)
    private = [s for s in sources if is_private(s.path.rpartition("/")[2])]
    tests = read_sources(root, ["tests"])
    crossing = [
        found
        for source in sources
        for found in imports_of(source)
        if crosses_packages(found) and private_part(found)
    ]
    repeated = [name for name, files in classes_by_name(sources).items() if len(files) > 1]
    nlpzero_names, engine_names = _run(root, _PUBLIC)
    discovery, encoding = _run(root, _DEPTHS)
    options: dict[str, int] = _run(root, _OPTIONS)
    return {
        "Python files": len(sources),
        "files named `_x.py`": len(private),
        "imports of private modules or names of another package": len(crossing),
        "private modules or names imported by another package": len(
            {private_part(found) for found in crossing}
        ),
        "import cycles": len(import_cycles(module_graph(sources))),
        "class names defined more than once": len(repeated),
        "files of more than 250 lines of code": sum(len(code_lines(s)) > 250 for s in sources),
        "lines of code": sum(len(code_lines(s)) for s in sources),
        "lines of code of the tests": sum(len(code_lines(s)) for s in tests),
        "public names of nlpzero": nlpzero_names,
        "public names of simpler_glove": engine_names,
        "nested calls in `WordDiscoverer.fit`": discovery,
        "nested calls in `encode_corpus`": encoding,
        "options per command": ", ".join(f"{name} {n}" for name, n in options.items()),
    }


def main() -> None:
    """Print the measures of a checkout, by default of this one."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("checkout", nargs="?", type=Path, default=Path(__file__).parent.parent)
    for name, value in measures(parser.parse_args().checkout.resolve()).items():
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
