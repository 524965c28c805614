"""Commands that need an optional library name the command that installs it.

Each runs in a process in which the library cannot be imported.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from .conftest import environment

WITHOUT = (
    "import sys; sys.modules[sys.argv.pop(1)] = None; "
    "import conftest; from nlpzero_cli.main import main; main()"
)
CASES = [
    ("gensim", "convert vectors.kv out --trust-pickle", "pip install gensim"),
    ("jieba", "segment text.txt --tokenizer jieba-dictionary", "pip install jieba"),
    ("jieba", "count text.txt -o out --tokenizer jieba", "pip install jieba"),
    ("pyarrow", "convert model out.parquet --format parquet", "pip install 'nlpzero[parquet]'"),
    ("keras", "build-vectors text.txt -o out --model word2vec --backend keras",
     "pip install 'nlpzero[keras]'"),
    ("umap", "report model -o page.html", "pip install 'nlpzero[report]'"),
    ("matplotlib", "plot norms model -o norms.png", "pip install 'nlpzero[report]'"),
    ("distributed", "build-vectors text.txt -o out --cluster local:1",
     "pip install 'nlpzero[cluster]'"),
]  # fmt: skip


def run_without(library, *arguments, cwd):
    return subprocess.run(
        [sys.executable, "-c", WITHOUT, library, *arguments],
        cwd=cwd, env=environment(), capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip


@pytest.mark.parametrize(("library", "line", "install"), CASES)
def test_command_that_needs_a_missing_library(library, line, install, model, tmp_path):
    (tmp_path / "text.txt").write_text("研究生命的起源 " * 50, encoding="utf-8")
    (tmp_path / "vectors.kv").write_bytes(b"\x80\x04N.")
    before = sorted(tmp_path.iterdir())
    done = run_without(library, *line.split(), cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    *_, message, hint = done.stderr.splitlines()
    assert message.startswith("nlpzero: ") and " needs " in message
    assert hint.startswith("hint: ") and install in hint
    assert (done.stdout, sorted(tmp_path.iterdir())) == ("", before)


def test_evaluation_without_gensim_uses_the_bundled_test_sets(tmp_path):
    words = "Athens Greece Baghdad Iraq Oslo Norway love sex tiger cat book paper".split()
    rows = [f"{word} {n % 3} {n % 5} {n % 7 + 1}" for n, word in enumerate(words)]
    (tmp_path / "vectors.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
    done = run_without("gensim", "evaluate", "vectors", "vectors.txt", cwd=tmp_path)
    sets = [line.split("\t")[0] for line in done.stdout.splitlines()]
    assert sets == ["questions-words"] * 3 + ["wordsim353"]
    assert "SimLex-999 is left out: it is part of gensim (pip install gensim).\n" in done.stderr
    assert done.returncode == 0
