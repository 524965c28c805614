"""Links of the documentation: files and headings exist; `make docs-links` checks the web."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "benchmarks/README.md"]
WRITTEN_BY_SPHINX = {"_build", "generated"}
PAGES = [
    *(ROOT / name for name in FILES),
    *(
        page
        for page in sorted((ROOT / "docs").rglob("*.md"))
        if WRITTEN_BY_SPHINX.isdisjoint(page.parts)
    ),
]


@cache
def prose(page: Path) -> str:
    """Return a page without blocks and spans of code."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "`code`", text)


@cache
def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub and Sphinx derive from the headings of a page."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    cleaned = (re.sub(r"[^\w\- ]", "", title.replace("`", "")) for title in titles)
    return {title.strip().lower().replace(" ", "-") for title in cleaned}


def links(page: Path) -> list[str]:
    return [
        link
        for link in re.findall(r"\]\(([^)\s]+)\)", prose(page))
        if not re.match(r"(https?|mailto):", link)
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_and_headings(page):
    wrong = []
    for link in links(page):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        missing = not target.exists()
        if missing or (anchor and anchor not in anchors(target)):
            wrong.append(link)
    assert not wrong


def test_links_are_found():
    assert len(links(ROOT / "README.md")) > 20
    assert "the-table" in anchors(ROOT / "docs" / "templates.md")


def test_every_page_is_in_the_table_of_contents():
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^([\w/-]+)$", index, re.MULTILINE)) | {"index"}
    pages = [page.relative_to(ROOT / "docs") for page in PAGES if ROOT / "docs" in page.parents]
    assert {page.with_suffix("").as_posix() for page in pages} <= listed
