"""spaCy finds the components by itself where the distribution is installed."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("spacy")

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with what an installation leaves there for spaCy to read."""
    folder = tmp_path_factory.mktemp("site")
    told = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("setuptools.setup", lambda **options: told.update(options))
        runpy.run_path(str(ROOT / "setup.py"))
    info = folder / "nlpzero-0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: nlpzero\nVersion: 0\n")
    groups = ("\n".join([f"[{group}]", *lines]) for group, lines in told["entry_points"].items())
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


def test_tokenizer_is_found_by_its_names(installed):
    code = (
        "import spacy\n"
        "for name in ('nlpzero.Tokenizer.v1', 'nlpzero_tokenizer'):\n"
        "    words = {'@tokenizers': name, 'user_words': ['葡萄']}\n"
        "    nlp = spacy.blank('zh', config={'nlp': {'tokenizer': words}})\n"
        "    print(*[token.text for token in nlp('吃葡萄')])\n"
    )
    assert run(code, installed) == ["吃", "葡萄"] * 2


def test_what_spacy_loads_for_every_pipeline_is_light(installed):
    code = (
        "import sys, spacy; spacy.blank('en'); before = set(sys.modules)\n"
        "import nlpzero.pipelines.spacy_components; print(*set(sys.modules) - before)\n"
    )
    loaded = run(code, installed)
    assert not [name for name in loaded if name.split(".")[0] in ("numba", "sklearn", "gensim")]


def test_keywords_in_two_processes(installed, articles_model, phrases_file, articles):
    config = {"vectors": articles_model, "phrases": phrases_file, "topn": 1}
    code = (
        "import spacy\n"
        "if __name__ == '__main__':\n"
        "    nlp = spacy.blank('zh')\n"
        f"    nlp.add_pipe('nlpzero_keywords', config={config!r})\n"
        f"    for doc in nlp.pipe({articles[::3]!r} * 3, n_process=2, batch_size=4):\n"
        "        print(*[word.spans[0].text for word in doc._.keywords])\n"
    )
    found = run(code, installed)
    assert found[:2] == ["葡萄酒庄", "火车车站"] and found[10:20] == found[:10]


def test_two_processes(installed, lexicon_file):
    code = (
        "import spacy\n"
        f"words = {{'@tokenizers': 'nlpzero.Tokenizer.v1', 'lexicon': {lexicon_file!r}}}\n"
        "if __name__ == '__main__':\n"
        "    nlp = spacy.blank('zh', config={'nlp': {'tokenizer': words}})\n"
        "    docs = nlp.pipe(['吃葡萄', '香蕉'] * 20, n_process=2, batch_size=4)\n"
        "    print(*[token.text for doc in docs for token in doc])\n"
    )
    assert run(code, installed) == ["吃", "葡萄", "香蕉"] * 20
