"""Write the pages of the site that are not in the repository.

These are a page for each package, whose public names autodoc documents, and copies of Markdown
files outside this folder.
"""

from __future__ import annotations

import inspect
import pkgutil
import re
import shutil
from importlib import import_module
from pathlib import Path
from types import ModuleType

import nlpzero
import simpler_glove

HERE = Path(__file__).parent
#: File of the repository: name of its copy.
COPIES = {
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changes.md",
    "benchmarks/README.md": "measuring.md",
}


def write_pages(folder: Path) -> None:
    """Write all pages into `folder`, which is replaced."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, copy in COPIES.items():
        text = (HERE.parent / name).read_text(encoding="utf-8")
        text = re.sub(r"\]\((?:\.\./)?docs/", "](../", text)
        (folder / copy).write_text(text, encoding="utf-8")
    seen: set[int] = set()
    for module in public_modules():
        names = [name for name in module.__all__ if id(getattr(module, name)) not in seen]
        seen.update(id(getattr(module, name)) for name in names)
        if names:
            path = folder / f"{module.__name__}.rst"
            path.write_text(reference_page(module, names), encoding="utf-8")


def replace_links(app: object, name: str, source: list[str]) -> None:
    """Replace links to files that have a copy by links to the copy, in the source of a page."""
    up = "../" * name.count("/")
    for original, copy in COPIES.items():
        source[0] = source[0].replace(f"({up}../{original}", f"({up}generated/{copy}")


def public_modules() -> list[ModuleType]:
    """Return nlpzero and simpler_glove, each followed by its modules with public names."""
    modules = []
    for package in (nlpzero, simpler_glove):
        inner = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
        names = [f"{package.__name__}.{name}" for name in inner if not name.startswith("_")]
        found = [package, *map(import_module, names)]
        modules += [module for module in found if getattr(module, "__all__", None)]
    return modules


def reference_page(module: ModuleType, names: list[str]) -> str:
    """Return a page with the documentation of names of a module."""
    lines = [module.__name__, "=" * len(module.__name__), "", f".. automodule:: {module.__name__}"]
    for name in sorted(names):
        value = getattr(module, name)
        if inspect.isclass(value):
            kind = "exception" if issubclass(value, BaseException) else "class"
            lines += ["", f".. auto{kind}:: {name}", "   :members:", "   :show-inheritance:"]
        elif callable(value):
            lines += ["", f".. autofunction:: {name}"]
        else:  # the docstring of its type says nothing about a constant
            lines += ["", f".. py:data:: {name}", f"   :value: {_shown(value)}"]
    return "\n".join([*lines, ""])


def _shown(value: object) -> str:
    """Return the value of a constant, or the keys of a mapping."""
    shown = tuple(value) if isinstance(value, dict) else value
    return re.sub(r" at 0x[0-9a-f]+", "", repr(shown))
