"""No command executes what lies in the working directory, for example beside a downloaded text."""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import sys

import pytest

from nlpzero_cli.main import COMMANDS
from simpler_glove.compilation import call_in_process

from .conftest import environment

# Like the installed program, and unlike `python -c`, a script does not import from there itself.
SCRIPT = """
import json, sys
import conftest
from nlpzero_cli.main import run
for arguments in json.load(sys.stdin):
    print("running", *arguments, file=sys.stderr)
    code = run(arguments)
    assert code == 0, (code, arguments)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
LINES = [
    "the cat sat on the mat and the dog lay on the mat",
    "the king and the queen saw the cat and the dog",
    "葡萄很甜，香蕉很甜，12年", "葡萄不酸，香蕉不酸", "我吃葡萄，你买香蕉",
] * 9  # fmt: skip
SMALL = ["--min-count", "1", "--vector-size", "4"]
ARGUMENTS = [
    ["build-vectors", "text", "-o", "model", *SMALL],
    ["build-vectors", "text", "-o", "zh", "--tokenizer", "discover", *SMALL],
    ["count", "text", "-o", "counts", "--min-count", "1"],
    ["merge", "counts", "counts", "-o", "merged"],
    ["solve", "merged", "-o", "solved", "--vector-size", "4"],
    ["most-similar", "model", "cat"],
    ["similar-texts", "model", "the cat", "text"],
    ["analogy", "model", "cat", "dog", "king"],
    ["discover", "text", "-o", "words.tsv", "--memory", "2G"],
    ["segment", "text", "--tokenizer", "words.tsv"],
    ["segment", "text", "--tokenizer", "jieba"],
    ["keywords", "text", "--model", "model"],
    ["explain", "word", "words.tsv", "葡萄"],
    ["compare", "counts", "merged"],
    ["templates", "text"],
    ["parse", "text"],
    ["evaluate", "vectors", "model", "--pairs", "pairs.tsv"],
    ["report", "model", "-o", "report.html", "--layout", "pca"],
    ["plot", "norms", "model", "-o", "norms.svg"],
    ["convert", "model", "vectors.txt"],
    ["info", "model", "--verify"],
    ["demo"],
]


def plant(folder):
    """Create files that would be executed or read if the working directory was searched."""
    modules = {*sys.stdlib_module_names, *importlib.metadata.packages_distributions()}
    modules = {name.partition(".")[0] for name in modules.union(sys.modules) if "/" not in name}
    modules |= {"sitecustomize", "usercustomize", "nlpzero", "nlpzero_cli", "simpler_glove"}
    marker = folder / "executed"
    for name in modules:
        (folder / f"{name}.py").write_text(f"open({str(marker)!r}, 'a').write(__file__)\n1 / 0\n")
    cache = folder / "planted-cache"
    cache.mkdir()
    (folder / ".numba_config.yaml").write_text(f"cache_dir: {cache}\nchrome_trace: {marker}\n")
    return marker


@pytest.fixture
def downloaded(tmp_path):
    folder = tmp_path / "downloaded"
    folder.mkdir()
    (folder / "text").write_text("\n".join(LINES), encoding="utf-8")
    (folder / "pairs.tsv").write_text("cat\tdog\t9\nking\tqueen\t8\ncat\tking\t1\n")
    return folder


@pytest.mark.slow
def test_no_command_imports_from_the_working_directory(downloaded, tmp_path):
    marker = plant(downloaded)
    script = tmp_path / "nlpzero-script"
    script.write_text(SCRIPT)
    home = {"HOME": str(downloaded), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, script], cwd=downloaded, env=environment(**home), check=False,
        input=json.dumps(ARGUMENTS), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not marker.exists(), marker.read_text()
    assert not os.listdir(downloaded / "planted-cache")


def test_every_command_is_tried():
    tried = {arguments[0] for arguments in ARGUMENTS}
    assert tried == {*COMMANDS}


@pytest.mark.slow
def test_the_process_that_compiles_imports_nothing_from_there(downloaded, monkeypatch):
    marker = plant(downloaded)
    monkeypatch.chdir(downloaded)
    done = call_in_process("nlpzero.process_memory:discover_sample", {"threads": 1})
    assert done.returncode == 0
    assert not marker.exists()
