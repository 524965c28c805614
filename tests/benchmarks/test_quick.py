"""Each benchmark runs on a tiny synthetic text, without peers."""

import json
import shutil
import subprocess
import sys

import pytest

from benchmarks._measure import ROOT
from benchmarks.figures import ORDER

WITHOUT_PEERS = {
    "building": ["--no-gensim"],
    "discovering": ["--no-peers"],
    "keywords": ["--no-peers", "--repeat=1"],
    "solving": ["--library=tensorflow", "--sweeps=2"],
    "templates": ["--no-peers"],
    "word2vec": ["--backends=cpu", "--epochs=1"],
}


def start(name, *options):
    command = [sys.executable, "-m", f"benchmarks.{name}", *options]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


@pytest.mark.parametrize("name", ORDER)
def test_quick_run(name, tmp_path):
    if name == "report_answers" and shutil.which("node") is None:
        pytest.skip("node is not installed")
    done = start(name, "--quick", "--threads=2", f"--out={tmp_path}", *WITHOUT_PEERS.get(name, []))
    assert done.returncode == 0, done.stderr
    result = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
    assert result["benchmark"] == name
    assert result["quick"] is True
    assert result["machine"]["cpus"] >= 1
    assert f"--out={tmp_path.name}" in result["command"]
    assert all(len(row) == 5 for row in result["headline"])
    assert (tmp_path / "growth.svg").exists() == (name == "growth")
    for table in result["tables"]:
        assert table["title"] in done.stdout
        assert all(len(row) == len(table["columns"]) for row in table["rows"])


def test_results_of_a_variant_have_their_own_file(tmp_path):
    options = ["--single", "--quick", "--no-peers", "--repeat=1", f"--out={tmp_path}"]
    assert start("keywords", *options).returncode == 0
    (path,) = tmp_path.iterdir()
    assert path.name == "keywords_single.json"
    result = json.loads(path.read_text(encoding="utf-8"))
    assert result["benchmark"] == "keywords_single"
    assert result["command"].startswith("python -m benchmarks.keywords --single")


def test_quick_run_writes_a_file_only_with_out(tmp_path):
    results = ROOT / "benchmarks" / "results"
    before = {path: path.stat().st_mtime_ns for path in results.glob("*")}
    assert start("startup", "--quick", "--repeat=1").returncode == 0
    assert {path: path.stat().st_mtime_ns for path in results.glob("*")} == before


def test_missing_corpus_error_suggests_quick():
    done = start("counting")
    assert done.returncode != 0
    assert "--quick" in done.stderr
    assert "Traceback" not in done.stderr
