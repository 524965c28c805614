"""The code of docs/pipelines.md runs from top to bottom."""

from __future__ import annotations

import contextlib
import io
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
PAGE = Path(__file__).parents[3] / "docs" / "pipelines.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
OPTIONAL = ("dask", "pandas", "pyspark", "sklearn", "spacy")
NEEDED_BY = {"dask.dataframe": "pyarrow"}


def missing(block: str) -> list[str]:
    """Return libraries that a block imports and that are not installed."""
    named = [name for name in OPTIONAL if re.search(rf"^(from|import) {name}\b", block, re.M)]
    named += [library for module, library in NEEDED_BY.items() if module in block]
    return [name for name in named if find_spec(name) is None]


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Output of each block, run in one session; None if a library is missing."""
    if find_spec("spacy"):
        import nlpzero.pipelines.spacy_components  # noqa: F401 - as spaCy does if it is installed
    if find_spec("joblib"):  # processes of earlier tests are in another folder
        from joblib.externals.loky import get_reusable_executor

        get_reusable_executor().shutdown(wait=True)
    folder = tmp_path_factory.mktemp("docs")
    found, scope = [], {"__name__": "__main__"}
    with contextlib.chdir(folder) if hasattr(contextlib, "chdir") else _changed(folder):
        for block in BLOCKS:
            if missing(block):
                found.append(None)
                continue
            with contextlib.redirect_stdout(io.StringIO()) as output:
                exec(compile(block, str(PAGE), "exec"), scope)
            found.append(output.getvalue())
    return found


@contextlib.contextmanager
def _changed(folder):  # contextlib.chdir came with Python 3.11
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield


def output_of(printed, text):
    (number,) = [number for number, block in enumerate(BLOCKS) if text in block]
    if printed[number] is None:
        pytest.skip(f"needs {', '.join(missing(BLOCKS[number]))}")
    return printed[number]


def test_blocks_run_unless_a_library_is_missing(printed):
    assert len(printed) == len(BLOCKS)
    assert [text for text in printed if text] and "" not in printed[1:]


def test_classifier_with_discovered_words(printed):
    assert "[1 0]" in output_of(printed, "classifier.predict")


def test_grid_search(printed):
    assert output_of(printed, "GridSearchCV").strip().endswith("1.0")


def test_tables(printed):
    assert "meaning__vectortransformer0" in output_of(printed, "ColumnTransformer")


def test_keywords(printed):
    output = output_of(printed, "import KeywordTransformer")
    assert output.startswith("['葡萄酒庄']") and "(24, 9)" in output


def test_spacy(printed):
    assert "'葡萄', '。', 'In', 'New York', '?'" in output_of(printed, "import spacy")
    output = output_of(printed, "nlp.add_pipe")
    assert "('飞机机场', 2, (" in output and output.endswith("飞机机场\n")


@pytest.mark.parametrize("where", ["islice(", "na_action", "dask.bag", "pyspark"])
def test_functions_can_be_mapped(printed, where):
    assert "葡萄" in output_of(printed, where)


def test_partitions_in_other_processes(printed):
    assert output_of(printed, "pickle.loads").startswith("[12, 12]")
