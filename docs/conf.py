"""Settings of Sphinx: `make docs` builds the site of this folder into docs/_build."""

import logging
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from _generated import replace_links, write_pages  # noqa: E402
from sphinx.application import Sphinx  # noqa: E402
from sphinx.domains.python import PyObject  # noqa: E402

import nlpzero  # noqa: E402

project = "nlpzero"
author = "The nlpzero developers"
version = release = nlpzero.__version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_click"]
exclude_patterns = ["_build"]
default_role = "literal"  # docstrings: `name` is a parameter or another name
myst_heading_anchors = 4  # page.md#a-heading works as on GitHub
# The languages of some blocks are formats of lexicons, which tests read.
suppress_warnings = ["misc.highlighting_failure"]

autodoc_typehints = "none"  # docstrings state the types
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False
add_module_names = False

html_theme = "furo"
html_title = f"nlpzero {version}"
html_copy_source = False
# The search index has stems of English words and the Chinese words that jieba finds.
html_search_language = "zh"
logging.getLogger("jieba").setLevel(logging.WARNING)


for field in PyObject.doc_field_types:
    if field.name in {"parameter", "variable"}:
        field.typerolename = ""  # "float32 array, shape (V, D)" refers to no object


def literal_examples(app: Sphinx, context: object, lines: list[str]) -> None:
    """Show the examples of a command as they are."""
    text = [line.replace("\b", "").rstrip() for line in lines]
    lines[:] = ["::", "", *(f"    {line}" if line else "" for line in text), ""]


def escape_text(app: Sphinx, context: object, lines: list[str]) -> None:
    """Escape characters of help texts that are markup in reStructuredText."""
    lines[:] = [line.replace("\b", "").replace("*", r"\*").replace("|", r"\|") for line in lines]


def setup(app: Sphinx) -> None:
    """Connect the functions above."""
    write_pages(HERE / "generated")
    app.connect("source-read", replace_links)
    app.connect("sphinx-click-process-description", escape_text)
    app.connect("sphinx-click-process-epilog", literal_examples)
