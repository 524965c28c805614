"""Libraries that are missing: the error contains the command that installs them."""

from __future__ import annotations

import sys

import pytest

from simpler_glove.errors import BackendUnavailableError
from simpler_glove.optional import import_optional


def test_module_of_an_installed_library():
    assert import_optional("email.message", "This") is sys.modules["email.message"]


def test_missing_library(monkeypatch):
    monkeypatch.setitem(sys.modules, "colorsys", None)
    with pytest.raises(BackendUnavailableError) as error:
        import_optional("colorsys", "Mixing colours", install="'nlpzero[colours]'")
    assert str(error.value) == (
        "Mixing colours needs colorsys. Install it: pip install 'nlpzero[colours]'"
    )


def test_library_that_fails_to_load(tmp_path, monkeypatch):
    (tmp_path / "broken_library.py").write_text("from math import no_such_name")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(BackendUnavailableError, match="loading it failed .*no_such_name"):
        import_optional("broken_library", "This")
