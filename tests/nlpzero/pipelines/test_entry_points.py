"""spaCy finds the components where the distribution is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("spacy")
pytest.importorskip("setuptools", minversion="77.0.3")
configuration = pytest.importorskip("setuptools.config.pyprojecttoml")

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with the metadata of an installation."""
    folder = tmp_path_factory.mktemp("site")
    project = configuration.read_configuration(ROOT / "pyproject.toml", expand=False)["project"]
    info = folder / "nlpzero-0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: nlpzero\nVersion: 0\n")
    groups = (
        "\n".join([f"[{group}]", *(f"{name} = {place}" for name, place in entries.items())])
        for group, entries in project["entry-points"].items()
    )
    (info / "entry_points.txt").write_text("\n".join(groups) + "\n")
    return folder


def run(code, installed):
    path = os.pathsep.join([str(installed), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_components_are_found_by_name_and_run_in_two_processes(
    installed, articles_model, phrases_file, articles
):
    config = {"vectors": articles_model, "phrases": phrases_file, "topn": 1}
    words = {"tokenizer": articles_model, "user_words": ["吃喝"]}
    code = (
        "import spacy\n"
        "if __name__ == '__main__':\n"
        "    for name in ('nlpzero_tokenizer', 'nlpzero.Tokenizer.v1'):\n"
        f"        words = {words!r} | {{'@tokenizers': name}}\n"
        "        nlp = spacy.blank('zh', config={'nlp': {'tokenizer': words}})\n"
        "        print(*[token.text for token in nlp('吃喝葡萄酒庄')])\n"
        f"    nlp.add_pipe('nlpzero_keywords', config={config!r})\n"
        f"    for doc in nlp.pipe({articles[::3]!r} * 3, n_process=2, batch_size=4):\n"
        "        print(doc[2], doc._.keywords[0].spans[0].text)\n"
    )
    found = run(code, installed)
    assert found[:6] == ["吃喝", "葡萄", "酒庄"] * 2
    assert found[6:10] == ["说", "葡萄酒庄", "说", "火车车站"]
    assert found[26:46] == found[6:26] == found[46:]


def test_entry_points_import_no_other_module(installed):
    code = (
        "import sys, spacy; spacy.blank('en')\n"
        "print('nlpzero.pipelines.spacy_components' in sys.modules, *sys.modules)\n"
    )
    loaded = run(code, installed)
    assert loaded[0] == "True"  # for the factory of keywords
    assert not {"numba", "sklearn", "gensim", "nlpzero.segmentation"} & set(loaded)
