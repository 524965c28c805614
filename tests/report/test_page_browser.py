"""The page in Chromium, opened from disk: input, display, accessibility, bad input."""

from __future__ import annotations

import json
import shutil
import time
import xml.etree.ElementTree as ElementTree

import pytest

from .sample_page import (
    EMPTY_FACTS,
    NAMED,
    PAGE,
    PLACES,
    packed,
    sample_arrays,
    sample_facts,
    write_page,
)

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")

from selenium.webdriver import ActionChains, Keys  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER), reason="Debian's chromium and chromium-driver are not installed"
    ),
]
ARGUMENTS = """--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run
--disable-background-networking --disable-component-update --disable-sync
--window-size=1280,900""".split()
AXE = PAGE / "node_modules" / "axe-core" / "axe.min.js"
SECONDS = 30
"""Longest wait for the page."""


class Browser:
    """Chromium with a page."""

    def __init__(self, profile, downloads):
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for argument in [*ARGUMENTS, f"--user-data-dir={profile}"]:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        self.downloads = downloads
        self.devtools("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))

    def devtools(self, command, **parameters):
        return self.driver.execute_cdp_cmd(command, parameters)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def open(self, address, *, ready=True):
        """Load a page anew and wait until all sections are there."""
        self.driver.get("about:blank")
        self.driver.get(address)
        if ready:
            self.wait(lambda: self.run("return document.getElementById('app').dataset.ready"))

    def wait(self, condition):
        """Wait until a function returns a true value, and return it."""
        end = time.monotonic() + SECONDS
        while not (value := condition()):
            assert time.monotonic() < end, "the page did not change as expected"
            time.sleep(0.02)
        return value

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def texts(self, selector):
        return self.run(
            "return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)",
            selector,
        )

    def hash(self):
        return self.run("return decodeURIComponent(location.hash)")

    def enter(self, selector, text):
        element = self.find(selector)
        element.clear()
        element.send_keys(text)

    def results(self):
        """Return the words and scores of the query."""
        return list(
            zip(
                self.texts("#results tbody td:nth-child(1)"),
                self.texts("#results tbody td:nth-child(2)"),
                strict=True,
            )
        )

    def saved(self, section, kind):
        """Press a button that saves a file, and return its bytes."""
        for path in self.downloads.iterdir():
            path.unlink()
        buttons = self.driver.find_elements(By.CSS_SELECTOR, f"{section} .save button")
        (button,) = [button for button in buttons if button.text == kind]
        self.run("arguments[0].click()", button)
        complete = lambda: [p for p in self.downloads.iterdir() if p.suffix == f".{kind.lower()}"]  # noqa: E731
        return self.wait(complete)[0].read_bytes()

    def errors(self):
        """Return the errors on the console since the last call."""
        entries = self.driver.get_log("browser")
        return [entry["message"] for entry in entries if entry["level"] == "SEVERE"]

    def requested(self):
        """Return the addresses that were requested since the last call."""
        messages = (json.loads(e["message"])["message"] for e in self.driver.get_log("performance"))
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]

    def map_pixel(self, word):
        """Return where a word is on the map, relative to its middle, at the first zoom."""
        box = self.find("#map").rect
        side = min(box["width"], box["height"]) - 2 - 2 * 24  # borders and margins
        x, y = (coordinate / 65535 - 0.5 for coordinate in PLACES[word])
        return round(x * side), round(-y * side)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("profile"), tmp_path_factory.mktemp("downloads"))
    yield browser
    browser.driver.quit()


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """Address of the page of the sample model."""
    path = tmp_path_factory.mktemp("page") / "样本 page.html"
    return write_page(path, sample_facts(), sample_arrays())


@pytest.fixture
def page(browser, sample):
    """The sample page, in which nothing may have been executed or requested."""
    browser.devtools("Emulation.clearDeviceMetricsOverride")
    browser.errors(), browser.requested()
    browser.open(sample)
    yield browser
    assert browser.errors() == []
    assert browser.run("return window.executed === undefined")
    allowed = ("file:", "data:", "blob:", "about:", "chrome:")  # the last of the browser itself
    assert [url for url in browser.requested() if not url.startswith(allowed)] == []


def test_overview_shows_facts_warnings_history_and_important_words(page):
    assert page.texts("h1") == ["Sample <b>model</b>"]
    facts = dict(zip(page.texts(".facts dt"), page.texts(".facts dd"), strict=True))
    assert facts == {"corpus": "<i>news</i>.txt", "words in the model": "60", "window": "5"}
    assert page.texts(".warnings li") == ["The corpus has few tokens."]
    assert page.saved("#overview-section", "TSV").decode() == (
        "sweep\tobjective\n1\t5\n2\t3\n3\t2.5\n"
    )
    important = page.texts("#overview-section .words a")
    assert important[0] == "coffee" and "</script>" in important[1] and important[2] == "tea"


def test_search_suggests_words_and_selects_one_with_the_keyboard(page):
    page.find("#search").send_keys("Word1")
    assert page.texts("#suggestions li")[:2] == ["word1", "word10"]
    page.find("#search").clear()
    page.find("#search").send_keys("cof", Keys.ARROW_DOWN, Keys.ENTER)
    assert page.hash() == "#word=coffee"
    # (3, 4) . (4, 3) / 25 and (3, 4) . (0, 5) / 25; the other words are orthogonal
    assert page.results()[:3] == [("tea", "0.9600"), ("milk", "0.8000"), ("doctor", "0.0000")]
    assert page.find("#query").get_attribute("value") == "coffee"


def test_unknown_word_is_announced(page):
    page.find("#search").send_keys("nothing", Keys.ENTER)
    assert "nothing" in page.find("#announcement").get_property("textContent")
    assert page.hash() == ""


def test_negative_words_thresholds_and_word_lists(page):
    page.enter("#query", "coffee")
    page.enter("#negative", "tea")
    page.enter("#minimum", "0.1")
    page.find("#neighbours-section form button").click()
    # (3, 4) / 5 - (4, 3) / 5 = (-1, 1) / 5
    assert page.results() == [("milk", "0.7071")]
    page.enter("#negative", "")
    page.enter("#within", "milk doctor unknown")
    page.find("#neighbours-section form button").click()
    assert page.results() == [("milk", "0.8000")]
    assert page.texts("#results .error") == ["Not in this page: unknown"]
    assert "within=milk" in page.hash()


def test_link_opens_a_state_and_going_back_restores_the_last_one(page, sample):
    page.open(sample + "#word=coffee&measure=pmi")
    assert page.results()[:2] == [("tea", "24.0000"), ("milk", "20.0000")]
    page.find("#results tbody a").click()
    assert page.hash() == "#word=tea&measure=pmi"
    page.driver.back()
    page.wait(lambda: page.hash() == "#word=coffee&measure=pmi")
    page.wait(lambda: page.results()[0] == ("tea", "24.0000"))
    table = page.saved("#results", "TSV").decode().splitlines()
    assert table[:2] == ["word\tscore\tcount\timportance", table[1]]
    assert table[1].split("\t")[:3] == ["tea", "24", "590"]


def test_click_and_hover_on_the_map(page):
    box = page.find("#map")
    actions = ActionChains(page.driver, duration=0)
    actions.move_to_element_with_offset(box, *page.map_pixel("milk")).perform()
    assert page.find(".tip").text.startswith("milk")
    actions.click().perform()
    assert page.hash().startswith("#word=milk")


def test_drag_wheel_and_buttons_change_the_view(page):
    box = page.find("#map")
    ActionChains(page.driver, duration=0).drag_and_drop_by_offset(box, 100, 0).perform()
    page.wait(lambda: "map=" in page.hash())
    x, y, zoom = map(float, page.hash().split("map=")[1].split(","))
    side = min(box.rect["width"], box.rect["height"]) - 2 - 2 * 24
    assert (x, y, zoom) == (pytest.approx(0.5 - 100 / side, abs=0.01), 0.5, 1)
    page.find(".zoom button").click()
    page.wait(lambda: page.hash().endswith(",1.600"))
    origin = webdriver.common.actions.wheel_input.ScrollOrigin.from_element(box)
    ActionChains(page.driver, duration=0).scroll_from_origin(origin, 0, -300).perform()
    page.wait(lambda: page.hash().endswith(",3.200"))
    page.find(".zoom button:last-child").click()
    page.wait(lambda: page.hash().endswith("map=0.50000,0.50000,1.000"))


def test_map_with_the_keyboard(page):
    page.find("#map").send_keys("+", Keys.ARROW_LEFT, "0", "n")
    first = page.find("#announcement").get_property("textContent")
    assert first.endswith("press Enter to select")
    page.find("#map").send_keys("n", "p", Keys.ENTER)
    assert page.hash().startswith(f"#word={first.split(';')[0]}")


def test_map_is_drawn_in_the_colours_of_communities(page):
    x, y = page.map_pixel("coffee")
    colours = page.run(
        """const canvas = document.querySelector("#map canvas");
        const pixels = canvas.getContext("2d").getImageData(
            canvas.width / 2 + arguments[0] - 8, canvas.height / 2 + arguments[1] - 8, 16, 16).data;
        return [...new Set(new Uint32Array(pixels.buffer))].length""",
        x, y,
    )  # fmt: skip
    assert colours > 2  # background, point, its soft edge


def test_files_of_the_map(page):
    assert page.saved("#map-section", "PNG").startswith(b"\x89PNG")
    root = ElementTree.fromstring(page.saved("#map-section", "SVG"))
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "coffee · tea · milk" in texts
    lines = page.saved("#map-section", "TSV").decode().splitlines()
    assert len(lines) == 61
    assert lines[1].split("\t") == ["coffee", "0.15259", "0.76295", "0", "600", "2.000"]


def test_comparison_shows_shared_contexts(page):
    page.enter("#first", "coffee")
    page.enter("#second", "tea")
    page.find("#compare-section form button").click()
    rows = page.texts("#comparison tbody tr")
    assert rows == ["milk3.001.50", "nurse1.002.50"]
    assert page.texts("#comparison .columns p") == ["doctor", "None."]
    assert "cosine 0.960" in page.find("#comparison p").text


def test_heat_map_and_norms_have_data(page):
    page.enter("#heat", "coffee tea")
    page.find("#heat-section form button").click()
    rows = page.saved("#heat-section", "TSV").decode().splitlines()
    assert rows == ["\tcoffee\ttea", "coffee\t25\t24", "tea\t24\t25"]
    assert page.saved("#norms-section", "PNG").startswith(b"\x89PNG")
    ElementTree.fromstring(page.saved("#norms-section", "SVG"))


def test_dimensions_are_ordered_by_the_values_of_the_word(page, sample):
    page.open(sample + "#word=coffee")
    assert page.texts("#dimensions-section tbody tr") == ["125.0 %0.600coffee · tea"]


def test_thresholds_of_the_lexicon_are_dragged(page):
    def kept():
        return page.texts("#kept tbody td:first-child")

    page.run(
        """for (const [id, value] of [["minCohesion", 0], ["minEntropy", 0]]) {
            const input = document.getElementById(id);
            input.value = value;
            input.dispatchEvent(new Event("change"));
        }"""
    )
    page.wait(lambda: kept() == ["研究", "研究生", "生命", "起源"])
    page.run("document.getElementById('lexicon-section').scrollIntoView()")
    canvas = page.find("#lexicon-section canvas")
    actions = ActionChains(page.driver, duration=0)
    left = 62 - canvas.rect["width"] // 2  # beside the line at the left edge
    actions.move_to_element_with_offset(canvas, left, -60).click_and_hold()
    actions.move_by_offset(-left, 0).release().perform()
    page.wait(lambda: 0 < len(kept()) < 4)
    value = float(page.find("#minCohesion").get_attribute("value"))
    cohesion = {"研究": 1, "研究生": 2, "生命": 3, "起源": 4}
    assert kept() == [word for word in cohesion if cohesion[word] >= value]


def test_segmentation_of_a_sentence(page):
    page.find("#sentence").send_keys("研究生命起源，GPU")
    page.wait(lambda: page.find("#segmented").text == "研究 / 生命 / 起源 / ， / gpu")
    lines = page.saved("#lattice-section", "TSV").decode().splitlines()
    assert "0\t2\t研究\t-5\ttrue" in lines and "0\t3\t研究生\t-6\tfalse" in lines


def test_keywords_of_a_text_with_words_of_the_model(browser, tmp_path):
    facts = sample_facts() | {"lexicon": None}
    browser.open(write_page(tmp_path / "page.html", facts, without(sample_arrays(), "lex_")))
    assert browser.texts("#lexicon-section p") == ["This model has no lexicon."]
    browser.find("#pasted").send_keys("Coffee and tea, more coffee with milk")
    found = browser.wait(lambda: browser.texts("#keywords tbody tr td:first-child"))
    # milk is a stop word, others are unknown; coffee occurs twice
    assert found == ["coffee", "tea"]


def test_language_is_switched(page):
    page.find("#language").click()
    page.wait(lambda: page.texts("h2")[0] == "词语地图")
    assert page.texts(".warnings li") == ["语料词次较少。"]
    assert page.run("return document.documentElement.lang") == "zh-CN"
    assert page.hash() == "#lang=zh"
    page.wait(lambda: page.run("return document.activeElement.id") == "language")


def test_dark_mode_follows_the_system_and_the_switch(page):
    def background():
        return page.run("return getComputedStyle(document.body).backgroundColor")

    def map_background():
        return page.run(
            """const context = document.querySelector("#map canvas").getContext("2d");
            return [...context.getImageData(1, 1, 1, 1).data].slice(0, 3)"""
        )

    feature = {"name": "prefers-color-scheme", "value": "dark"}
    page.devtools("Emulation.setEmulatedMedia", features=[feature])
    try:
        page.wait(lambda: background() == "rgb(20, 23, 28)" and map_background() == [20, 23, 28])
        page.find("#theme").click()
        page.wait(lambda: background() == "rgb(255, 255, 255)" and map_background() == [255] * 3)
    finally:
        page.devtools("Emulation.setEmulatedMedia", features=[])


def test_narrow_windows_and_400_percent_zoom_need_no_horizontal_scrolling(page):
    size = {"width": 320, "height": 256, "deviceScaleFactor": 4, "mobile": False}
    page.devtools("Emulation.setDeviceMetricsOverride", **size)
    page.wait(lambda: page.run("return innerWidth") == 320)
    assert page.run("return document.documentElement.scrollWidth") <= 320
    page.find("#search").send_keys("coffee", Keys.ENTER)
    assert page.results()[0] == ("tea", "0.9600")
    assert page.run("return document.documentElement.scrollWidth") <= 320


def test_odd_words_are_texts(page):
    page.enter("#search", "</script>")
    (suggestion,) = page.texts("#suggestions li")
    assert suggestion.startswith("</script><script>window.executed=1</script>")
    page.find("#search").send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    assert "word=</script>" in page.hash()
    for word in NAMED[6:]:
        page.run("location.hash = '#word=' + encodeURIComponent(arguments[0])", word)
        page.wait(lambda: page.results())
    page.enter("#search", "control")
    assert page.texts("#suggestions li") == ["⟨0000⟩control⟨0007⟩"]
    page.enter("#search", "xxxx")
    assert page.texts("#suggestions li") == ["x" * 60 + "…"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("dark", [False, True])
def test_accessibility(page, sample, language, dark):
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm install in nlpzero/report/page")
    value = "dark" if dark else "light"
    feature = {"name": "prefers-color-scheme", "value": value}
    page.devtools("Emulation.setEmulatedMedia", features=[feature])
    page.open(f"{sample}#word=coffee&other=tea&lang={language}")
    page.find("#search").send_keys("co")
    page.run(AXE.read_text(encoding="utf-8"))
    found = page.driver.execute_async_script(
        "const done = arguments[0]; axe.run().then((result) => done(result.violations))"
    )
    page.devtools("Emulation.setEmulatedMedia", features=[])
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


def test_model_of_one_word_without_counts_and_vectors(browser, tmp_path):
    word_bytes, word_ends = packed(["only"])
    arrays = {"word_bytes": word_bytes, "word_ends": word_ends}
    browser.errors()
    browser.open(write_page(tmp_path / "page.html", EMPTY_FACTS, arrays))
    missing = [text for text in browser.texts("main p") if text.startswith("This model has no ")]
    for part in ["map", "vectors", "training history", "word counts", "contexts", "lexicon",
                 "rotated dimensions", "templates"]:  # fmt: skip
        assert any(part in text for text in missing), part
    browser.enter("#search", "only")
    browser.find("#search").send_keys(Keys.ENTER)
    assert browser.hash() == "#word=only"
    assert browser.errors() == []


def test_damaged_array_is_reported_and_affects_no_other_section(browser, tmp_path):
    arrays = sample_arrays()
    address = write_page(tmp_path / "page.html", sample_facts(), arrays)
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    before, after = text.split('data-array="rotation"')
    (tmp_path / "page.html").write_text(
        before + 'data-array="rotation"' + after.replace('data-shape="4,4"', 'data-shape="5,5"', 1),
        encoding="utf-8",
    )
    browser.open(address + "#word=coffee")
    assert browser.texts(".error") == [
        "This file is damaged: Array rotation: 64 bytes, expected 100"
    ]
    assert browser.results()[0] == ("tea", "0.9600")
    assert len(browser.errors()) == 1


def test_tables_and_an_explanation_without_scripts(browser, sample):
    browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(sample, ready=False)
        assert browser.find("#tables td").is_displayed()
        assert browser.find("#old-browser").is_displayed()
    finally:
        browser.devtools("Emulation.setScriptExecutionDisabled", value=False)


def test_tables_and_an_explanation_in_an_old_browser(browser, sample):
    script = browser.devtools(
        "Page.addScriptToEvaluateOnNewDocument", source="delete window.DecompressionStream"
    )
    try:
        browser.open(sample, ready=False)
        assert browser.find("#tables td").is_displayed()
        assert "2023" in browser.find("#old-browser").text
        assert not browser.find("#app").is_displayed()
    finally:
        browser.devtools("Page.removeScriptToEvaluateOnNewDocument", **script)


def test_tables_are_folded_where_scripts_run(page):
    assert not page.find("#tables td").is_displayed()
    page.find("#tables-title").click()
    assert page.find("#tables td").is_displayed()


def test_nothing_can_be_loaded_from_the_network(browser, sample):
    browser.open(sample)
    answer = browser.driver.execute_async_script(
        """const done = arguments[0];
        fetch("http://127.0.0.1:9/").then(() => done("loaded"), (error) => done(error.name))"""
    )
    assert answer == "TypeError"
    blocked = browser.errors()
    assert any("Content Security Policy" in message for message in blocked)


def without(arrays, prefix):
    """Return the arrays whose names do not begin with a prefix."""
    return {name: array for name, array in arrays.items() if not name.startswith(prefix)}
