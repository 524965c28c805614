"""Directories and files are written completely or not at all, and damage is reported."""

import errno
import json
import os
import resource
import subprocess
import sys

import numpy as np
import pytest
import smart_open

from simpler_glove.errors import FormatError, ParameterError, ResourceError
from simpler_glove.storage import (
    atomic,
    atomic_file,
    check_file,
    check_free,
    kind_of,
    reading,
    writing,
)


def store(path, force=False, values=range(5), **parameters):
    with writing(path, kind="example", parameters=parameters, force=force) as output:
        output.array("counts", np.array(values, np.int64))
        output.tensors(
            "vectors",
            {
                "embeddings": np.arange(6, dtype=np.float32).reshape(3, 2),
                "norms": np.ones(3),
                "blob": np.arange(5, dtype=np.uint8),
            },
        )
        output.text("vocabulary.txt", ["the 3", "é 2"])
        output.file("extra.bin").write_bytes(b"12345")
        output.parameters["late"] = True
    return path


def content(path):
    return {file.name: file.read_bytes() for file in sorted(path.iterdir())}


def test_written_directories_are_read_back(tmp_path):
    opened = reading(store(tmp_path / "a", window=10), kind="example")
    assert opened.manifest.parameters == {"window": 10, "late": True}
    assert set(opened.manifest.libraries) == {"nlpzero", "numpy", "scipy", "numba"}
    assert opened.array("counts").tolist() == [0, 1, 2, 3, 4]
    tensors = opened.tensors("vectors")
    assert tensors["embeddings"].tolist() == [[0, 1], [2, 3], [4, 5]]
    assert tensors["embeddings"].dtype == np.float32
    assert opened.path("vocabulary.txt").read_bytes() == b"the 3\n\xc3\xa9 2\n"
    assert opened.path("extra.bin").read_bytes() == b"12345"
    opened.verify()
    assert kind_of(tmp_path / "a") == "example"


def test_reading_maps_and_does_not_write(tmp_path):
    opened = reading(store(tmp_path / "a"))
    for array in (opened.array("counts"), *opened.tensors("vectors").values()):
        assert type(array) is np.ndarray
        assert not array.flags.writeable
        assert array.flags.aligned


def test_equal_content_gives_equal_files(tmp_path):
    assert content(store(tmp_path / "a")) == content(store(tmp_path / "elsewhere"))


def test_tensors_are_safetensors(tmp_path):
    from safetensors.numpy import load_file

    loaded = load_file(store(tmp_path / "a") / "vectors.safetensors")
    assert loaded["embeddings"].tolist() == [[0, 1], [2, 3], [4, 5]]
    assert loaded["blob"].tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((0,), np.int64),
        np.zeros((0, 3), np.float32),
        np.zeros((4, 0), np.float32),
        np.array(7),
        np.arange(2_000_000, dtype=np.int32),
        np.asfortranarray(np.arange(12.0).reshape(3, 4)),
        np.arange(3_000_000, dtype=np.int16).reshape(1000, 3000)[:, ::2],
        np.array([True, False]),
        np.arange(5, dtype=">f4"),
    ],
    ids=lambda array: f"{array.dtype}{array.shape}",
)
def test_arrays_of_all_shapes_and_orders(tmp_path, array):
    with writing(tmp_path / "a", kind="x") as output:
        output.array("array", array)
        output.tensors("array", {"it": array})
    opened = reading(tmp_path / "a")
    opened.verify()
    for again in (opened.array("array"), opened.tensors("array")["it"]):
        assert again.shape == array.shape
        assert np.array_equal(again, array)
        assert not again.flags.writeable


def test_no_objects(tmp_path):
    with (
        pytest.raises(ParameterError, match="without pickle"),
        writing(tmp_path / "a", kind="x") as output,
    ):
        output.array("words", np.array(["a", None], object))
    with (
        pytest.raises(ParameterError, match="no type for 'words'"),
        writing(tmp_path / "a", kind="x") as output,
    ):
        output.tensors("words", {"words": np.array(["a"])})
    assert list(tmp_path.iterdir()) == []


def test_existing_directory_needs_force(tmp_path):
    store(tmp_path / "a")
    before = content(tmp_path / "a")
    with pytest.raises(FileExistsError, match="a"):
        store(tmp_path / "a")
    assert content(tmp_path / "a") == before
    store(tmp_path / "a", force=True, values=[9])
    assert reading(tmp_path / "a").array("counts").tolist() == [9]
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_only_native_directories_are_replaced(tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    for target in (tmp_path, tmp_path / "thesis.tex"):
        with pytest.raises(FileExistsError, match="not a directory of nlpzero"):
            store(target, force=True)
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_an_empty_directory_may_be_filled(tmp_path):
    (tmp_path / "a").mkdir()
    store(tmp_path / "a")
    assert kind_of(tmp_path / "a") == "example"


@pytest.mark.parametrize("durable", [True, False])
def test_files_are_flushed_before_they_are_published(tmp_path, monkeypatch, durable):
    flushed = set()
    flush = os.fsync

    def record(handle):
        flushed.add(os.fstat(handle).st_ino)
        flush(handle)

    monkeypatch.setattr(os, "fsync", record)
    with writing(tmp_path / "store", kind="example", durable=durable) as output:
        output.array("counts", np.arange(3))
        output.file("extra.bin").write_bytes(b"12345")
    files = {path.name: path.stat().st_ino for path in (tmp_path / "store").iterdir()}
    assert len(files) == 3
    expected = files.values() if durable else [files["manifest.json"]]
    assert flushed.intersection(files.values()) == set(expected)
    assert reading(tmp_path / "store", kind="example").array("counts").tolist() == [0, 1, 2]


def test_errors_change_nothing(tmp_path):
    store(tmp_path / "a")
    before = content(tmp_path / "a")
    for error in (RuntimeError, KeyboardInterrupt):
        with (
            pytest.raises(error),
            writing(tmp_path / "a", kind="example", force=True) as output,
        ):
            output.array("counts", np.arange(3))
            raise error
    assert content(tmp_path / "a") == before
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


FULL_DISK = """
import resource, signal, sys
import numpy as np
from simpler_glove.errors import ResourceError
from simpler_glove.storage import atomic, atomic_file, writing
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    if sys.argv[2] == "directory":
        with writing(sys.argv[1], kind="example", force=True) as output:
            output.array("counts", np.zeros(1_000_000))
    else:
        with atomic_file(sys.argv[1], force=True) as file:
            file.write(bytes(8_000_000))
except ResourceError as error:
    sys.exit(f"ResourceError: {error}")
"""


def run_on_full_disk(target, what):
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, target, what], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("ResourceError: ")
    assert "nothing was replaced" in done.stderr


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="needs POSIX limits")
def test_a_full_disk_changes_nothing(tmp_path):
    store(tmp_path / "a")
    (tmp_path / "b").write_bytes(b"old")
    before = content(tmp_path / "a")
    run_on_full_disk(tmp_path / "a", "directory")
    run_on_full_disk(tmp_path / "b", "file")
    assert content(tmp_path / "a") == before
    assert (tmp_path / "b").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_other_errors_of_the_system_are_not_converted(tmp_path):
    with pytest.raises(PermissionError), writing(tmp_path / "a", kind="x"):
        raise PermissionError(errno.EACCES, "Permission denied", "x")


def damage(path, change):
    manifest = json.loads((path / "manifest.json").read_bytes())
    change(manifest)
    (path / "manifest.json").write_text(json.dumps(manifest))


FILE = {"bytes": 1, "sha256": "0" * 64}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: m.update(kind="other"), "contains 'other', not 'example'"),
        (lambda m: m.update(format_version=2), "newer than the newest supported version"),
        (lambda m: m.update(format_version="1"), "not a manifest of nlpzero"),
        (lambda m: m.pop("kind"), "not a manifest of nlpzero"),
        (lambda m: m.update(format="web"), "not a manifest of nlpzero"),
        (lambda m: m.update(files=[]), "not a manifest of nlpzero"),
        (lambda m: m["files"].update({"../x": {"bytes": 1}}), "not a manifest of nlpzero"),
        (lambda m: m["files"]["counts.npy"].update(bytes=3), "counts.npy: 168 bytes, but"),
        (lambda m: m["files"].update({"gone.npy": FILE}), "gone.npy: missing"),
        (lambda m: m["files"].update({"gone.npy": {"bytes": 1}}), "not a manifest of nlpzero"),
        (lambda m: m["files"].update({"manifest.json": FILE}), "not a manifest of nlpzero"),
        (lambda m: m["files"].update({"..": FILE}), "not a manifest of nlpzero"),
        (lambda m: m["files"].update({"a\0b": FILE}), "not a manifest of nlpzero"),
        (lambda m: m["files"].update({"x" * 5000: FILE}), "not a manifest of nlpzero"),
        (lambda m: m["files"].update({"\ud800": FILE}), "not a manifest of nlpzero"),
        (lambda m: m["files"].update({"a": FILE | {"bytes": -1}}), "not a manifest of nlpzero"),
        (lambda m: m["files"].update({"a": FILE | {"bytes": True}}), "not a manifest of nlpzero"),
        (lambda m: m["files"].update({"a": FILE | {"sha256": None}}), "not a manifest of nlpzero"),
        (lambda m: m["files"].update({"a": [FILE]}), "not a manifest of nlpzero"),
        (lambda m: m.update(format_version=True), "not a manifest of nlpzero"),
        (lambda m: m.update(format_version=10**30), "not a manifest of nlpzero"),
        (lambda m: m.update(libraries={"numpy": [2]}), "not a manifest of nlpzero"),
        (lambda m: m.update(parameters={"a": float("nan")}), "not a manifest of nlpzero"),
    ],
)
def test_invalid_manifests(tmp_path, change, message):
    damage(store(tmp_path / "a"), change)
    with pytest.raises(FormatError, match=message):
        reading(tmp_path / "a", kind="example")


def test_a_manifest_that_is_not_json(tmp_path):
    (store(tmp_path / "a") / "manifest.json").write_bytes(b"\xff{")
    with pytest.raises(FormatError, match=r"manifest\.json: not a manifest"):
        reading(tmp_path / "a")
    assert kind_of(tmp_path / "a") is None


def test_damaged_arrays(tmp_path):
    path = store(tmp_path / "a")
    for name in ("counts.npy", "vectors.safetensors"):
        data = bytearray((path / name).read_bytes())
        data[-1] ^= 1
        (path / name).write_bytes(data)
        with pytest.raises(FormatError, match=name):
            reading(path).verify()
        data[-1] ^= 1
        (path / name).write_bytes(data)
    opened = reading(path)
    opened.verify()
    for name in ("counts.npy", "vectors.safetensors"):
        (path / name).write_bytes(bytes((path / name).stat().st_size))
    with pytest.raises(FormatError, match="counts"):
        opened.array("counts")
    with pytest.raises(FormatError, match="vectors"):
        opened.tensors("vectors")


def test_large_files_are_verified_on_request_only(tmp_path):
    path = store(tmp_path / "a", values=range(2**19 + 1))
    data = bytearray((path / "counts.npy").read_bytes())
    data[-1] ^= 1
    (path / "counts.npy").write_bytes(data)
    opened = reading(path)
    with pytest.raises(FormatError, match=r"counts\.npy: the file was changed"):
        opened.verify()


def test_a_deeply_nested_manifest(tmp_path):
    path = store(tmp_path / "a") / "manifest.json"
    path.write_text('{"format": ' + "[" * 100_000)
    with pytest.raises(FormatError, match="nested too deeply"):
        reading(tmp_path / "a")


@pytest.mark.parametrize(
    "entry",
    [
        {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]},
        {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
        {"dtype": "F8", "shape": [1], "data_offsets": [0, 1]},
        {"dtype": "F32"},
        [],
    ],
)
def test_damaged_tensor_header(tmp_path, entry):
    header = json.dumps({"it": entry}).encode()
    with writing(tmp_path / "a", kind="x") as output:
        output.file("v.safetensors").write_bytes(
            len(header).to_bytes(8, "little") + header + bytes(4)
        )
    with pytest.raises(FormatError, match="damaged .safetensors header"):
        reading(tmp_path / "a").tensors("v")


def test_truncated_files(tmp_path):
    with writing(tmp_path / "a", kind="x") as output:
        output.file("v.safetensors").write_bytes(b"\xff\xff\xff\xff\x00\x00\x00\x00{}")
        output.file("w.safetensors").write_bytes(b"12")
        output.file("v.npy").write_bytes(b"")
    opened = reading(tmp_path / "a")
    for name in ("v", "w"):
        with pytest.raises(FormatError, match="not a complete .safetensors file"):
            opened.tensors(name)
    with pytest.raises(FormatError, match="not a complete .npy file"):
        opened.array("v")


def test_missing_directories_and_files(tmp_path):
    with pytest.raises(FileNotFoundError):
        reading(tmp_path / "none")
    with pytest.raises(FormatError, match=r"has no manifest\.json"):
        reading(tmp_path)
    with pytest.raises(FormatError, match=r"other\.npy is missing"):
        reading(store(tmp_path / "a")).array("other")


def test_atomic_file(tmp_path):
    target = tmp_path / "deep" / "a.txt"
    with atomic_file(target) as file:
        file.write(b"one")
        assert not target.exists()
    assert target.read_bytes() == b"one"
    with pytest.raises(FileExistsError), atomic_file(target):
        pass
    with pytest.raises(ZeroDivisionError), atomic_file(target, force=True) as file:
        file.write(bytes(1 // 0))
    assert target.read_bytes() == b"one"
    with atomic_file(target, force=True) as file:
        file.write(b"two")
    assert target.read_bytes() == b"two"
    assert [path.name for path in target.parent.iterdir()] == ["a.txt"]


def test_atomic_file_of_devices_and_links(tmp_path):
    with pytest.raises(FileExistsError, match="is a directory"), atomic_file(tmp_path, force=True):
        pass
    with atomic_file(os.devnull) as file:
        file.write(b"gone")
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "link").symlink_to("a")
    with atomic_file(tmp_path / "link", force=True) as file:
        file.write(b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "a").read_bytes() == b"new"


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz", ".txt"])
def test_atomic_file_compresses_by_suffix(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    with atomic_file(path, compress=True) as file:
        file.write(b"words")
    with smart_open.open(path, "rb") as file:
        assert file.read() == b"words"
    first = path.read_bytes()
    with atomic_file(path, force=True, compress=True) as file:
        file.write(b"words")
    assert path.read_bytes() == first
    with atomic_file(path, force=True) as file:
        file.write(b"words")
    assert path.read_bytes() == b"words"


def test_compression_that_cannot_be_written(tmp_path):
    with pytest.raises(ParameterError, match="ends with .gz"):
        with atomic_file(tmp_path / "a.zst", compress=True):
            pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_device():
    with pytest.raises(ResourceError, match="No space left"), atomic_file("/dev/full") as file:
        file.write(bytes(1 << 20))


@pytest.mark.parametrize("check", [check_file, check_free])
def test_the_check_of_a_target_leaves_nothing(tmp_path, check):
    check(tmp_path / "new", force=False)
    check(tmp_path / "a" / "b" / "new", force=False)  # missing folders are created
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("x")
    with pytest.raises(NotADirectoryError, match="file"):
        check(tmp_path / "file" / "new", force=False)
    with pytest.raises(OSError, match="too long"):
        check(tmp_path / ("n" * 300), force=False)


def test_the_working_directory_as_a_target(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path / "a")
    for name in (".", "../a/", "b/.."):
        check_free(name, force=False)  # empty
        with pytest.raises(FileExistsError, match="is a directory"):
            check_file(name, force=True)
    store(".")
    assert kind_of(tmp_path / "a") == "example"
    with pytest.raises(FileExistsError, match="File exists"):
        check_free(tmp_path / "a" / ".", force=False)


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_was_created_after_the_check_is_not_replaced(tmp_path, monkeypatch, links):
    def checked(target, force):
        if any(tmp_path.iterdir()):  # the second check, of the complete file
            target.write_text("first")

    monkeypatch.setattr(atomic, "check_file_name", checked)
    if not links:
        monkeypatch.setattr(os, "link", raise_not_supported)
    path = tmp_path / "words"
    with pytest.raises(FileExistsError) as caught, atomic_file(path) as file:
        file.write(b"second")
    assert (caught.value.strerror, caught.value.filename) == ("File exists", str(path))
    assert [path.name for path in tmp_path.iterdir()] == ["words"]
    assert path.read_text() == "first"
    with atomic_file(path, force=True) as file:
        file.write(b"third")
    assert path.read_text() == "third"
    monkeypatch.undo()


@pytest.mark.parametrize("links", [True, False])
def test_a_new_file_has_one_name(tmp_path, monkeypatch, links):
    if not links:
        monkeypatch.setattr(os, "link", raise_not_supported)
    with atomic_file(tmp_path / "words") as file:
        file.write(b"text")
    assert (tmp_path / "words").read_bytes() == b"text"
    assert (tmp_path / "words").stat().st_nlink == 1
    assert [path.name for path in tmp_path.iterdir()] == ["words"]


def raise_not_supported(*names):
    raise OSError(errno.ENOTSUP, "no hard links")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.EMFILE])
@pytest.mark.parametrize(("name", "read"), [("manifest.json", kind_of), ("counts.npy", reading)])
def test_what_cannot_be_read_is_not_called_damaged(tmp_path, monkeypatch, number, name, read):
    store(tmp_path / "a")

    def fail(place, flags, *mode, **where):
        if place == name:
            raise OSError(number, os.strerror(number), place)
        return os_open(place, flags, *mode, **where)

    os_open = os.open
    monkeypatch.setattr(os, "open", fail)
    with pytest.raises(OSError) as caught:
        read(tmp_path / "a")
    assert caught.value.errno == number and not isinstance(caught.value, FormatError)


@pytest.mark.skipif(not os.path.exists("/proc/self"), reason="needs /proc")
@pytest.mark.parametrize("check", [check_file, check_free])
def test_a_target_in_a_folder_that_takes_no_files(check):
    # /proc takes none from any user, not even root.
    with pytest.raises(OSError, match="/proc/"):
        check("/proc/self/model", force=False)
