"""Times of a report page in Chromium without a GPU: first picture, frames, queries."""

from __future__ import annotations

import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_ARGUMENTS = """--headless=new --no-sandbox --disable-gpu --no-first-run --disable-quic
--disable-background-networking --disable-component-update --disable-sync
--window-size=1280,900""".split()
_FIRST_PICTURE = """
const put = CanvasRenderingContext2D.prototype.putImageData;
CanvasRenderingContext2D.prototype.putImageData = function (...image) {
  put.apply(this, image);
  window.firstPicture ??= performance.now();
};"""
_PAN = """
const done = arguments[0], times = [], canvas = document.querySelectorAll("#map canvas")[1];
const { left, top } = canvas.getBoundingClientRect();
const send = (type, x, y) => canvas.dispatchEvent(
  new PointerEvent(type, { bubbles: true, pointerId: 1, clientX: left + x, clientY: top + y }));
let last = performance.now();
send("pointerdown", 400, 300);
requestAnimationFrame(function frame() {
  const now = performance.now();
  times.push(now - last);
  last = now;
  const angle = times.length / 10;
  send("pointermove", 400 + 200 * Math.sin(angle), 300 + 100 * Math.cos(angle));
  if (times.length < 90) return requestAnimationFrame(frame);
  send("pointerup", 400, 300);
  done(times.slice(1));
});"""
_ZOOM = "for (let i = 0; i < 5; i++) document.querySelector('.zoom button').click()"
_ZOOMS = 4
_SECONDS = 300
_SOFTWARE_WEBGL = ("--enable-unsafe-swiftshader",)
_QUIET_SECONDS = 5.0


def page_times(page: Path, words: Sequence[str]) -> dict[str, Any]:
    """Return seconds to the first picture and to the whole page, and milliseconds of the rest."""
    with _browser() as driver:
        driver.get(page.as_uri())
        _wait(lambda: driver.execute_script("return document.getElementById('app').dataset.ready"))
        found: dict[str, Any] = {
            "first_picture_s": driver.execute_script("return window.firstPicture / 1000"),
            "ready_s": driver.execute_script("return performance.now() / 1000"),
            "frames_ms": [],
        }
        for _ in range(_ZOOMS):
            found["frames_ms"].append(driver.execute_async_script(_PAN))
            driver.execute_script(_ZOOM)
            time.sleep(0.5)
        found["queries_ms"] = _queries(driver, words)
        return found


def settling_seconds(address: str, picture: Path) -> float:
    """Return the seconds after which a page no longer changes; save a picture of it.

    WebGL is drawn by the processor. After the page has loaded, pictures are taken one after
    another, about 0.1 s each; a page is settled if none of them differs for five seconds.
    """
    with _browser(_SOFTWARE_WEBGL) as driver:
        start = changed = time.monotonic()
        driver.get(address)
        last = b""
        while (now := time.monotonic()) < changed + _QUIET_SECONDS and now < start + _SECONDS:
            image = driver.get_screenshot_as_png()
            if image != last:
                last, changed = image, time.monotonic()
        picture.write_bytes(last)
        return changed - start


def _queries(driver: Any, words: Sequence[str]) -> dict[str, list[float]]:
    """Return how long queries take, as the page says, by measure."""
    script = "return JSON.parse(document.getElementById('facts').textContent)"
    facts = driver.execute_script(script)
    times: dict[str, list[float]] = {measure: [] for measure in facts["measures"]}
    for measure, found in times.items():
        for word in words:
            state = {"word": word, "measure": measure}
            driver.execute_script("location.hash = '#' + new URLSearchParams(arguments[0])", state)
            time.sleep(0.05)
            text = driver.execute_script("return document.querySelector('#results').textContent")
            found += [float(ms) for ms in re.findall(r"([\d.]+) (?:ms|毫秒)", text)[:1]]
    return times


def figures(found: dict[str, Any]) -> dict[str, float]:
    """Return the longest frame, and the median and longest query."""
    queries = [ms for times in found["queries_ms"].values() for ms in times]
    return {
        "first_picture_s": found["first_picture_s"],
        "frame_ms": max(max(times) for times in found["frames_ms"]),
        "query_ms": statistics.median(queries) if queries else float("nan"),
        "slowest_query_ms": max(queries, default=float("nan")),
    }


@contextmanager
def _browser(more: Sequence[str] = ()) -> Iterator[Any]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    with tempfile.TemporaryDirectory(prefix="chromium-") as profile:
        for argument in [*_ARGUMENTS, *more, f"--user-data-dir={profile}"]:
            options.add_argument(argument)
        driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        driver.set_script_timeout(_SECONDS)
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _FIRST_PICTURE})
        try:
            yield driver
        finally:
            driver.quit()


def _wait(condition: Any) -> None:
    end = time.monotonic() + _SECONDS
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("the page did not become ready")
        time.sleep(0.05)


def is_available() -> bool:
    """Return whether selenium, Chromium and its driver are installed."""
    from importlib.util import find_spec

    programs = [shutil.which("chromium"), shutil.which("chromedriver")]
    return find_spec("selenium") is not None and None not in programs
