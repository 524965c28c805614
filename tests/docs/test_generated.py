"""The pages of the site that are written when it is built."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

import nlpzero

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def generated():
    spec = importlib.util.spec_from_file_location("_generated", ROOT / "docs" / "_generated.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_public_name_is_on_one_page(generated, tmp_path):
    generated.write_pages(tmp_path / "pages")
    pages = {path.stem: path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.rst")}
    names = re.findall(
        r"^\.\. (?:auto(?:class|function|exception)|py:data):: (\w+)$",
        pages["nlpzero"],
        re.MULTILINE,
    )
    assert names == sorted(nlpzero.__all__)
    assert "KeywordExtractor" not in pages["nlpzero.keywords"]
    assert ".. autoclass:: Keyword\n" in pages["nlpzero.keywords"]
    assert ".. autoexception:: InputError\n" in "".join(pages.values())


def test_links_of_copies_lead_to_pages(generated, tmp_path):
    generated.write_pages(tmp_path)
    changes = (tmp_path / "changes.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(\.\./([\w-]+\.md)\)", changes)
    assert "updates.md" in links
    assert all((ROOT / "docs" / link).exists() for link in links)


def test_links_to_originals_are_replaced(generated):
    source = ["[a](../../CONTRIBUTING.md#rules) [b](../glossary.md)"]
    generated.replace_links(None, "zh/quickstart", source)
    assert source == ["[a](../generated/contributing.md#rules) [b](../glossary.md)"]
