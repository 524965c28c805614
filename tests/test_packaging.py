"""Contents of the wheel and the source distribution; the wheel runs without the checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import nlpzero

# The first that knows licence expressions.
pytest.importorskip("setuptools", minversion="77.0.3")

ROOT = Path(__file__).parent.parent
PARTS = ["simpler_glove", "nlpzero", "cli", "tests", "benchmarks", "docs"]
FILES = ["setup.py", "pyproject.toml", "MANIFEST.in", "README.md", "LICENSE", "CHANGELOG.md",
         "CITATION.cff", "CONTRIBUTING.md", "Makefile", "conftest.py"]  # fmt: skip
ENVIRONMENT = {"TZ": "UTC", "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(scope="module")
def distributions(tmp_path_factory):
    """Build both from a copy of the checkout, without pip and network."""
    folder = tmp_path_factory.mktemp("build")
    source = folder / "source"
    source.mkdir()
    for name in FILES:
        shutil.copy(ROOT / name, source)
    for name in PARTS:
        if (ROOT / name).exists():
            shutil.copytree(
                ROOT / name,
                source / name,
                ignore=shutil.ignore_patterns("__pycache__", "*.nb?", "node_modules"),
            )
    for kind in ("wheel", "sdist"):
        code = f"from setuptools.build_meta import build_{kind} as b; b({str(folder)!r})"
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=source,
            capture_output=True,
            text=True,
            env=os.environ | ENVIRONMENT,
        )
        assert done.returncode == 0, done.stderr
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist


def modules(folder: str) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*.py")}


def test_wheel_contains_exactly_the_three_packages(distributions):
    names = set(zipfile.ZipFile(distributions[0]).namelist())
    commands = {re.sub("^cli/", "nlpzero_cli/", name) for name in modules("cli")}
    typed = {f"{package}/py.typed" for package in ("simpler_glove", "nlpzero", "nlpzero_cli")}
    stubs = {
        path.relative_to(ROOT).as_posix()
        for package in ("simpler_glove", "nlpzero")
        for path in (ROOT / package).rglob("*.pyi")
    }
    assert stubs
    folder = ROOT / "nlpzero" / "report" / "page"
    files = [*folder.glob("page.html"), *folder.glob("bundle.*")]
    page = {path.relative_to(ROOT).as_posix() for path in files}
    folders = (ROOT / "nlpzero" / "data", ROOT / "simpler_glove" / "evaluation" / "data")
    data = {path.relative_to(ROOT).as_posix() for folder in folders for path in folder.iterdir()}
    expected = (
        data | stubs | page | modules("simpler_glove") | modules("nlpzero") | commands | typed
    )
    assert {name for name in names if ".dist-info/" not in name} == expected
    assert any(name.endswith("LICENSE") for name in names)


def test_wheel_is_pure_python(distributions):
    assert distributions[0].name == f"nlpzero-{nlpzero.__version__}-py3-none-any.whl"


def test_source_distribution_can_build_and_test_itself(distributions):
    with tarfile.open(distributions[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert set(FILES) <= names
    for folder in ("simpler_glove", "nlpzero", "cli", "tests"):
        assert modules(folder) <= names
    assert not [name for name in names if "__pycache__" in name]


def test_metadata(distributions):
    with zipfile.ZipFile(distributions[0]) as wheel:
        (name,) = [name for name in wheel.namelist() if name.endswith("METADATA")]
        metadata = Parser().parsestr(wheel.read(name).decode())
        entries = wheel.read(name.replace("METADATA", "entry_points.txt")).decode()
    assert metadata["Version"] == nlpzero.__version__
    assert metadata["Requires-Python"] == ">=3.10"
    assert "nlpzero = nlpzero_cli.main:main" in entries
    extras = {"keras", "sklearn", "spacy", "parquet", "remote", "cluster", "report"}
    assert extras == set(metadata.get_all("Provides-Extra"))
    assert metadata["License-Expression"] == "Apache-2.0 AND BSD-3-Clause AND CC-BY-4.0 AND CC0-1.0"
    for file in metadata.get_all("License-File"):
        assert (ROOT / file).is_file()


def test_gensim_is_required_where_it_can_be_installed(distributions):
    with zipfile.ZipFile(distributions[0]) as wheel:
        (name,) = [name for name in wheel.namelist() if name.endswith("METADATA")]
        metadata = Parser().parsestr(wheel.read(name).decode())
    required = [line.partition(";") for line in metadata.get_all("Requires-Dist")]
    (marker,) = [marker for line, _, marker in required if line.startswith("gensim")]
    assert marker.strip().replace("'", '"') == 'python_version < "3.14"'


def test_wheel_runs_without_the_checkout(distributions, tmp_path):
    zipfile.ZipFile(distributions[0]).extractall(tmp_path / "site")
    code = "import sys; from nlpzero_cli.main import main; sys.argv[0] = 'nlpzero'; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "site"), "PYTHONSAFEPATH": "1"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split()[-1] == nlpzero.__version__


def test_version_is_defined_once():
    holders = [
        path.relative_to(ROOT).as_posix()
        for folder in ("simpler_glove", "nlpzero", "cli")
        for path in (ROOT / folder).rglob("*.py")
        if f'"{nlpzero.__version__}"' in path.read_text(encoding="utf-8")
    ]
    assert holders == ["simpler_glove/_version.py"]
    for name in ("setup.py", "pyproject.toml"):
        assert nlpzero.__version__ not in (ROOT / name).read_text(encoding="utf-8")
