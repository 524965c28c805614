"""Folders for compiled code: only those that no other user can write to."""

from __future__ import annotations

import os
import stat
import sys
import tempfile

import pytest

from simpler_glove.private_folders import is_private, private_folder, temporary_folder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
OTHER = 12345  # a user who does not exist
is_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can change owners"
)


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "a" / "b"
    path.mkdir(parents=True)
    for each in (path, path.parent, tmp_path):
        each.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("mode", "private"), [(0o700, True), (0o755, True), (0o757, False), (0o1777, False)]
)
def test_a_folder_that_others_can_write_to(folder, mode, private):
    folder.chmod(mode)
    assert is_private(folder) == private


@pytest.mark.parametrize(("mode", "private"), [(0o755, True), (0o777, False), (0o1777, True)])
def test_a_folder_in_one_that_others_can_write_to(folder, mode, private):
    folder.parent.chmod(mode)
    assert is_private(folder) == private
    folder.parent.chmod(0o755)


def test_a_link_counts_as_its_target(folder, tmp_path):
    folder.chmod(0o777)
    (tmp_path / "link").symlink_to(folder)
    assert not is_private(tmp_path / "link")


@is_root
def test_a_folder_of_another_user(folder):
    os.chown(folder, OTHER, -1)
    assert not is_private(folder)
    assert is_private(folder, owners=(OTHER,))


@is_root
@pytest.mark.parametrize("mode", [0o755, 0o1777])
def test_a_folder_in_one_of_another_user(folder, mode):
    folder.parent.chmod(mode)
    os.chown(folder.parent, OTHER, -1)
    assert not is_private(folder)  # the owner of a sticky folder may rename what is in it
    assert is_private(folder, owners=(OTHER,))


@is_root
def test_a_folder_of_another_group(folder):
    folder.chmod(0o775)
    assert is_private(folder)  # the group of root
    os.chown(folder, -1, OTHER)
    assert not is_private(folder)


def test_a_folder_is_created_for_the_user_only(tmp_path):
    umask = os.umask(0)
    try:
        assert private_folder(tmp_path / "new")
    finally:
        os.umask(umask)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    (tmp_path / "file").touch()
    assert not private_folder(tmp_path / "file" / "new")


def test_the_temporary_folder_of_a_user(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert temporary_folder("code") == tmp_path / f"nlpzero-code-{os.geteuid()}"
    monkeypatch.chdir(tmp_path)
    assert temporary_folder("code") is None
