"""The code of every page runs from top to bottom, on small generated texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.blocks import blocks_of, commands_of, run_python, run_shell
from tests.docs.inputs import write_inputs

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
# Folders that are written by Sphinx.
PAGES = [page for page in PAGES if not {"_build", "generated"} & set(page.parts)]
# Pages whose code has a test of its own, because it needs other libraries or machines.
ELSEWHERE = {
    "pipelines.md": "tests/nlpzero/pipelines/test_documentation.py",
    "clusters.md": "tests/nlpzero/cluster/test_clusters_page.py",
    "migration.md": "tests/docs/test_migration.py",
    "languages.md": "tests/docs/test_languages.py",
    "recipes.md": "tests/docs/test_recipes.py",
}
# Commands that are run before the first block of a page.
BEFORE = {
    "similarity.md": ["nlpzero count corpus.txt -o counts", "nlpzero solve counts -o model"],
    "parsing.md": ["nlpzero discover reviews.txt -o words.tsv"],
    "report.md": [
        "nlpzero build-vectors corpus.txt -o model",
        "nlpzero discover novel.txt -o words.tsv",
    ],
    "report-format.md": [
        "nlpzero build-vectors corpus.txt -o model",
        "nlpzero report model -o report.html --layout pca",
    ],
    "evaluation.md": [
        "nlpzero build-vectors corpus.txt -o model",
        "nlpzero discover novel.txt -o words.tsv",
    ],
}
DRAWING = ("nlpzero plot ", "nlpzero report ")
LIBRARIES = ("infomap", "matplotlib")


def code_pages() -> list[Path]:
    kinds = ("python", "sh")
    return [
        page
        for page in PAGES
        if page.name not in ELSEWHERE
        and page.parent.name != "zh"
        and any(block.language in kinds for block in blocks_of(page))
    ]


@pytest.mark.parametrize("page", code_pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_blocks_run(page, tmp_path, monkeypatch, capsys):
    commands = [*BEFORE.get(page.name, ()), *(block.code for block in blocks_of(page))]
    if any(command in code for command in DRAWING for code in commands):
        for library in LIBRARIES:
            pytest.importorskip(library)
    monkeypatch.chdir(tmp_path)
    write_inputs(tmp_path)
    for command in BEFORE.get(page.name, ()):
        run_shell(command, lambda: capsys.readouterr().out)
    names: dict = {"__name__": "__main__"}
    for block in blocks_of(page):
        if block.language == "python":
            run_python(block, page, names)
        elif block.language == "sh":
            for command in commands_of(block.code):
                run_shell(command, lambda: capsys.readouterr().out)


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "zh").glob("*.md")), ids=lambda p: p.name)
def test_translations_have_the_same_code(page):
    (original,) = (other for other in PAGES if other.name == page.name and other != page)
    translated = [block.code for block in blocks_of(page)]
    assert translated == [block.code for block in blocks_of(original)] and translated


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_other_tests_exist(name):
    assert name in (ROOT / ELSEWHERE[name]).read_text(encoding="utf-8")
