"""Files that commands write: replaced only on request, and checked before work begins."""

from __future__ import annotations

import os
import re
import subprocess

import pytest


@pytest.fixture
def inputs(tmp_path, call, raw, lexicon, model, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus.txt").write_text("a b c\nb c d\n" * 9)
    assert call("count", "corpus.txt", "-o", "counts", "--min-count", 1).code == 0


# One command line per output; {} is the path. The inputs of the second column do not exist, so
# that an error about the output shows that it was checked first.
OUTPUTS = [
    "build-vectors missing.txt -o {}",
    "count missing.txt -o {}",
    "count --from-glove missing missing -o {}",
    "merge missing -o {}",
    "solve missing -o {}",
    "demo -o {}",
    "discover missing.txt -o {}",
    "discover missing.txt --save-text {}",
    "segment missing.txt --tokenizer lexicon.txt -o {}",
    "convert missing {} --format word2vec-text",
    "convert missing {} --format native",
    "convert counts {} --format glove-counts",
]
FILES = [line for line in OUTPUTS if line.startswith(("discover missing.txt -o", "segment")) or
         line.endswith("text")]  # fmt: skip


def command(call, line, path):
    return call(*(path if part == "{}" else part for part in line.split()))


@pytest.mark.parametrize("line", OUTPUTS)
def test_the_folder_of_an_output_must_exist(call, inputs, line):
    code, out, err = command(call, line, "no/such/folder")
    assert (code, out) == (3, "")
    assert "No such directory: no/such" in err
    assert not os.path.exists("no")


@pytest.mark.parametrize("line", [line for line in OUTPUTS if "glove-counts" not in line])
def test_an_output_is_replaced_only_with_force(call, inputs, tmp_path, line):
    (tmp_path / "precious").write_text("precious")
    code, _, err = command(call, line, "precious")
    assert code == 2
    assert "File exists" in err
    assert (tmp_path / "precious").read_text() == "precious"
    for force in ([], ["--force"]):
        (tmp_path / "folder").mkdir(exist_ok=True)
        (tmp_path / "folder" / "file").write_text("precious")
        code, _, err = command(call, " ".join([line, *force]), "folder")
        assert code in (2, 3)
        assert "missing" not in err and "folder" in err
        assert (tmp_path / "folder" / "file").read_text() == "precious"


@pytest.mark.parametrize("line", FILES)
@pytest.mark.slow
def test_force_replaces_a_file(call, inputs, tmp_path, line):
    (tmp_path / "old").write_text("old")
    present = line.replace("convert missing", "convert model").replace("missing.txt", "raw.txt")
    assert command(call, f"{present} --force", "old").code == 0
    assert (tmp_path / "old").read_text() != "old"


def test_the_files_of_glove_are_replaced_only_with_force(call, inputs, tmp_path):
    (tmp_path / "glove").mkdir()
    (tmp_path / "glove" / "vocab.txt").write_text("precious")
    assert call("convert", "counts", "glove", "--format", "glove-counts").code == 2
    assert (tmp_path / "glove" / "vocab.txt").read_text() == "precious"
    assert not (tmp_path / "glove" / "cooccurrence.bin").exists()


def test_two_outputs_have_two_names(call, inputs):
    code, _, err = call("discover", "raw.txt", "-o", "same", "--save-text", "./same")
    assert code == 2
    assert "--save-text" in err


@pytest.mark.parametrize("line", [line for line in OUTPUTS if line not in FILES])
def test_directories_are_not_written_to_standard_output(call, inputs, line):
    code, out, err = command(call, line, "-")
    assert (code, out) == (2, "")
    assert re.search("standard output|OUT cannot be -", err)
    assert not os.path.exists("-")


def test_compression_that_cannot_be_written(call, inputs):
    code, _, err = call("segment", "missing.txt", "--tokenizer", "lexicon.txt", "-o", "a.zst")
    assert code == 2
    assert "--output must be a name that ends with .gz" in err


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="needs to mount a file system")
@pytest.mark.parametrize("line", OUTPUTS)
def test_a_full_disk_is_reported_before_work_begins(call, inputs, tmp_path, line):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("file systems cannot be mounted here")
    try:
        with open(disk / "filler", "wb", buffering=0) as file, pytest.raises(OSError):
            while True:
                file.write(bytes(4096))
        code, out, err = command(call, line, disk / "new")
        assert (code, out) == (5, ""), err
        assert "No space left" in err
        assert "missing" not in err
        assert [path.name for path in disk.iterdir()] == ["filler"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("segment corpus.txt --tokenizer lexicon.txt -o {}", "corpus.txt"),
        ("segment corpus.txt --tokenizer lexicon.txt -o {}", "lexicon.txt"),
        ("segment corpus.txt --tokenizer words --user-dict extra.txt -o {}", "extra.txt"),
        ("segment . --tokenizer words -o {}", "corpus.txt"),
        ("segment *.txt --tokenizer words -o {}", "corpus.txt"),
        ("segment corpus.txt --tokenizer words -o {}", "link"),
        ("segment link --tokenizer words -o {}", "corpus.txt"),
        ("segment ./corpus.txt --tokenizer words -o {}", "corpus.txt"),
        ("segment corpus.txt --tokenizer words -o {} --dry-run", "corpus.txt"),
        ("discover corpus.txt -o {}", "corpus.txt"),
        ("discover corpus.txt --not-in lexicon.txt -o {}", "lexicon.txt"),
        ("templates corpus.txt -o {}", "corpus.txt"),
        ("parse corpus.txt -o {}", "corpus.txt"),
        ("parse corpus.txt --save-templates {}", "corpus.txt"),
        ("keywords corpus.txt --save-phrases {}", "corpus.txt"),
        ("convert vectors.txt {} --format word2vec-text", "vectors.txt"),
        ("convert lexicon.txt {} --format sentencepiece-vocab", "lexicon.txt"),
        ("plot map vectors.txt -o {}", "vectors.txt"),
        ("report vectors.txt -o {}", "vectors.txt"),
    ],
)
def test_an_input_is_not_replaced_even_with_force(call, inputs, tmp_path, line, path):
    (tmp_path / "extra.txt").write_text("a b 5\n")
    (tmp_path / "vectors.txt").write_text("3 2\na 1 0\nb 0 1\nc 1 1\n")
    (tmp_path / "link").symlink_to("corpus.txt")
    before = (tmp_path / path).read_bytes()
    code, out, err = command(call, f"{line} --force", path)
    assert (code, out) == (2, "")
    assert f"{path} is read by this command: choose another output." in err
    assert (tmp_path / path).read_bytes() == before


def test_a_file_beside_an_input_is_replaced_with_force(call, inputs, tmp_path):
    (tmp_path / "out.txt").write_text("old")
    line = "segment corpus.txt --tokenizer words -o {} --force"
    assert command(call, line, "out.txt").code == 0
    assert (tmp_path / "out.txt").read_text() == "a b c\nb c d\n" * 9
