"""Import of nlpzero.pipelines: without other libraries, and errors if they are missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]


def run(code):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_import_loads_no_library_and_lists_the_names():
    code = "import sys, nlpzero.pipelines as p; print(*sys.modules); print(*p.__all__, sep=' ')"
    words = run(code)
    assert not {"sklearn", "spacy", "pandas", "numba", "scipy"} & set(words)
    assert {"SegmentTransformer", "VectorTransformer", "segment_each", "vectors_each"} <= set(words)


@pytest.mark.parametrize(
    ("library", "names"),
    [
        ("sklearn", ["SegmentTransformer", "VectorTransformer", "KeywordTransformer"]),
        ("spacy", ["SpacyTokenizer", "SpacyKeywords", "spacy_components"]),
    ],
)
def test_error_of_missing_library_says_how_to_install_it(library, names):
    code = (
        f"import sys; sys.modules[{library!r}] = None\n"
        "from simpler_glove.errors import BackendUnavailableError\n"
        f"for name in {names}:\n"
        "    try:\n        exec('from nlpzero.pipelines import ' + name)\n"
        "    except BackendUnavailableError as error:\n"
        "        print(str(error).split('nlpzero')[-1].rstrip('.'))\n"
        "from nlpzero.pipelines import keywords_each, segment_each, vectors_each\n"
    )
    assert run(code) == [f"[{library}]'"] * len(names)
