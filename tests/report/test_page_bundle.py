"""The bundled scripts of the page are current, fit into HTML, and pass node's tests."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from .sample_page import PAGE

PLACEHOLDERS = {"lang", "title", "script-hash", "style", "tables", "data", "script"}

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
needs_sources = pytest.mark.skipif(not (PAGE / "src").is_dir(), reason="installed without sources")


def test_page_has_each_placeholder():
    text = (PAGE / "page.html").read_text(encoding="utf-8")
    assert set(re.findall(r"<!--([a-z-]+)-->", text)) == PLACEHOLDERS


def test_bundles_can_be_inside_elements():
    script = (PAGE / "bundle.js").read_text(encoding="utf-8")
    styles = (PAGE / "bundle.css").read_text(encoding="utf-8")
    assert not re.search(r"</script|<script|<!--|-->", script, re.IGNORECASE)
    assert "<" not in styles
    assert not re.search(
        r"\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write", script
    )
    assert not re.search(
        r"\bfetch\(|XMLHttpRequest|WebSocket|import\(|https?://(?!www\.w3\.org/)", script
    )


@needs_node
@needs_sources
def test_scripts_pass_their_tests():
    done = subprocess.run(
        ["node", "--test", "tests/"], cwd=PAGE, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^# pass [1-9]", done.stdout, re.MULTILINE)


@needs_node
@needs_sources
def test_bundles_are_current():
    if not (PAGE / "node_modules" / "esbuild").is_dir():
        pytest.skip("esbuild is not installed: npm install in nlpzero/report/page")
    done = subprocess.run(
        ["node", "build.js", "--check"], cwd=PAGE, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
