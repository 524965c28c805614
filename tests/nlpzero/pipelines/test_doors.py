"""The door of nlpzero.pipelines: light, and plain about libraries that are missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def run(code):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_import_loads_no_library_and_knows_its_names():
    code = "import sys, nlpzero.pipelines as p; print(*sys.modules); print(*p.__all__, sep=' ')"
    words = run(code)
    assert not {"sklearn", "spacy", "pandas", "numba", "scipy"} & set(words)
    assert {"SegmentTransformer", "VectorTransformer", "segment_each", "vectors_each"} <= set(words)


@pytest.mark.parametrize(
    ("library", "name", "command"),
    [
        ("sklearn", "SegmentTransformer", "pip install 'nlpzero[sklearn]'"),
        ("sklearn", "VectorTransformer", "pip install 'nlpzero[sklearn]'"),
        ("sklearn", "KeywordTransformer", "pip install 'nlpzero[sklearn]'"),
        ("spacy", "SpacyKeywords", "pip install 'nlpzero[spacy]'"),
        ("spacy", "SpacyTokenizer", "pip install 'nlpzero[spacy]'"),
        ("spacy", "spacy_components", "pip install 'nlpzero[spacy]'"),
    ],
)
def test_missing_library_is_told_with_its_cure(library, name, command):
    code = (
        f"import sys; sys.modules[{library!r}] = None\n"
        "from simpler_glove.errors import BackendUnavailableError\n"
        f"try:\n    from nlpzero.pipelines import {name}\n"
        f"except BackendUnavailableError as error:\n    print({command!r} in str(error))\n"
        "from nlpzero.pipelines import segment_each, vectors_each\n"
    )
    assert run(code) == ["True"]
