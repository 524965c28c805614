"""Commands on a small disk that becomes full."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import numpy as np
import pytest

from .conftest import ROOT

PROGRAM = "import conftest; from nlpzero_cli.main import main; main()"
# The disk exists only for the processes of this script; its content is listed at the end.
SCRIPT = """
mount -t tmpfs -o size=$1 none "$2" || exit 99
shift 2
disk=$1
shift
"$@"
code=$?
find "$disk" -mindepth 1 >&2
exit $code
"""


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    """Six million words: more than fit in a small memory budget."""
    path = tmp_path_factory.mktemp("text") / "text"
    words = np.random.default_rng(0).integers(0, 500, (20_000, 100))
    np.savetxt(path, words, "w%d")
    path.write_bytes(path.read_bytes() * 3)
    return path


@pytest.fixture
def on_disk(tmp_path):
    """Run a command with a folder that is a disk of some size."""
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-rm", "true"], check=False).returncode:
        pytest.skip("needs user namespaces")

    def on_disk(size, *arguments, stdin=None):
        disk = tmp_path / "disk"
        disk.mkdir(exist_ok=True)
        command = [sys.executable, "-c", PROGRAM, *map(str, arguments), "-q"]
        done = subprocess.run(
            [unshare, "-rm", "sh", "-c", SCRIPT, "sh", size, disk, disk, *command],
            cwd=ROOT, stdin=stdin, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode == 99:
            pytest.skip("needs permission to mount a disk")
        return done

    return on_disk


@pytest.mark.slow
def test_a_temporary_disk_that_becomes_full(on_disk, text, tmp_path):
    """The message names the folder and the option; nothing remains on either disk."""
    disk = tmp_path / "disk"
    options = ["--threads", 1, "--tmp", disk, "--memory"]
    refused = on_disk("2m", "count", text, "-o", tmp_path / "counts", *options, "99M")
    least = re.search(r"--memory (\d+M)", refused.stderr)[1]  # depends on the libraries
    with text.open("rb") as pipe:  # whose size is not known, so that the space is not estimated
        done = on_disk("2m", "count", "-", "-o", tmp_path / "counts", *options, least, stdin=pipe)
    assert (done.returncode, done.stdout) == (5, "")
    problem, hint = done.stderr.splitlines()
    assert problem.startswith("nlpzero: ") and str(disk) in problem
    assert "No space left on device while writing temporary files" in problem
    assert hint.startswith("hint: Free some space.") and "--tmp" in hint
    assert sorted(path.name for path in tmp_path.iterdir()) == ["disk"]


@pytest.mark.slow
def test_an_output_disk_that_becomes_full(on_disk, text, tmp_path):
    done = on_disk("1m", "count", text, "-o", tmp_path / "disk" / "counts")
    assert done.returncode == 5
    assert "are needed on this disk" in done.stderr or "No space left" in done.stderr
    rest = done.stderr.partition(f"\n{tmp_path}")[2]
    assert ".partial-" not in rest and "counts/" not in rest
