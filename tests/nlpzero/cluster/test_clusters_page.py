"""The recipes of docs/clusters.md give the counts of one machine."""

import os
import re
import subprocess
import sys
import types
from pathlib import Path

import pytest

from nlpzero import load_vectors
from nlpzero.cluster.jobs import count_on_cluster
from nlpzero.counting import count_text
from tests.nlpzero.cluster.conftest import ROOT

PAGE = (ROOT / "docs" / "clusters.md").read_text(encoding="utf-8")
PROGRAM = "import conftest; from nlpzero_cli.main import main; main()"


def code_of(title, language):
    section = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


def script(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_ssh(tmp_path):
    """`ssh` is replaced by a program that runs the command on this machine."""
    lines = [f"to be or not to be {number % 7}\n" for number in range(200)]
    (tmp_path / "corpus.txt").write_text("".join(lines))
    (tmp_path / "bin").mkdir()
    script(tmp_path / "bin" / "ssh", 'shift; exec sh -c "$1"')
    script(tmp_path / "bin" / "nlpzero", f"exec {sys.executable} -c '{PROGRAM}' \"$@\"")
    (recipe,) = code_of("ssh", "sh")
    recipe = recipe.replace("/shared/job", str(tmp_path))
    paths = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": paths, "PYTHONPATH": str(ROOT)}
    script(tmp_path / "job.sh", f"set -e\n{recipe}")
    subprocess.run([tmp_path / "job.sh"], env=environment, check=True, timeout=120)
    single = count_text(tmp_path / "corpus.txt", output=tmp_path / "single")
    for name in ("counts.npy", "indices.npy", "indptr.npy", "vocabulary.txt"):
        stores = tmp_path / "counts", tmp_path / "single"
        one, other = ((store / name).read_bytes() for store in stores)
        assert one == other
    assert len(load_vectors(tmp_path / "model")) == len(single.vocabulary)


class RayTask:
    def __init__(self, function):
        self.remote = function


def ray():
    """The names of Ray that are used, in one process."""
    return types.SimpleNamespace(
        init=lambda address: None,
        cluster_resources=lambda: {"CPU": 16.0},
        remote=lambda **options: RayTask,
        get=list,
    )


class Rdd(list):
    def mapPartitions(self, function):  # noqa: N802
        return Rdd(function(iter([item]))[0] for item in reversed(self))

    def collect(self):
        return list(self)


def pyspark():
    """The names of Spark that are used, in one process."""
    context = types.SimpleNamespace(
        defaultParallelism=16, parallelize=lambda items, parts: Rdd(items)
    )
    session = types.SimpleNamespace(sparkContext=context)
    builder = types.SimpleNamespace(getOrCreate=lambda: session)
    return types.SimpleNamespace(SparkSession=types.SimpleNamespace(builder=builder))


@pytest.mark.parametrize(("number", "modules"), [(1, {"ray": ray}), (2, {"pyspark.sql": pyspark})])
def test_engines(monkeypatch, text, whole, tmp_path, number, modules):
    """The classes run the tasks, with Ray and Spark replaced by functions of one process."""
    for name, make in modules.items():
        monkeypatch.setitem(sys.modules, name.partition(".")[0], types.ModuleType("package"))
        monkeypatch.setitem(sys.modules, name, make())
    namespace = {}
    exec(code_of("Ray, Spark and other schedulers", "python")[number], namespace)  # noqa: S102
    engine = namespace["engine"]
    assert engine.workers == 2
    count_on_cluster(
        text, cluster=engine, output=tmp_path / "counts", min_count=2, task_bytes=700, window=3
    )
    assert (tmp_path / "counts" / "manifest.json").read_bytes() == Path(
        whole[0], "manifest.json"
    ).read_bytes()


def test_functions_of_the_page_exist():
    for name, path in re.findall(r"\[`(\w+)`\]\(\.\./(\S+)\)", PAGE):
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")
