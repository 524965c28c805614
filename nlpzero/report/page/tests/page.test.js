import assert from "node:assert/strict";
import { test } from "node:test";
import { Axes, compact, niceTicks, powerTicks, rangeOf } from "../src/charts/axes.js";
import { heatColour } from "../src/charts/heat-map.js";
import { sampled } from "../src/charts/norms.js";
import { SvgSurface, xmlText } from "../src/charts/surfaces.js";
import { factLabel, factValue } from "../src/fact-labels.js";
import { hashOf, stateOf, Store } from "../src/state.js";
import { localText, translator } from "../src/texts.js";
import { quantile, selected } from "../src/thresholds.js";
import { tsvOf } from "../src/tsv.js";

test("an address describes a state and the state the address", () => {
  const state = stateOf("#word=coffee&word=C%2B%2B&not=tea&measure=pmi&other=x");
  assert.deepEqual(state.word, ["coffee", "C++"]);
  assert.equal(state.measure, "pmi");
  assert.deepEqual(state.within, []);
  assert.deepEqual(stateOf(hashOf(state)), state);
  assert.equal(hashOf(stateOf("#")), "");
  const odd = { word: ["a&b=c #<\u202e \u4e2d"] };
  assert.deepEqual(stateOf(hashOf(odd)).word, odd.word);
});

test("the store writes the address and tells those who watch what changed", () => {
  const written = [];
  const place = { hash: "#word=a", pathname: "/p", search: "" };
  const store = new Store(place, { pushState: (_, __, to) => written.push(to), replaceState: (_, __, to) => written.push(to) });
  const seen = [];
  store.watch(["word"], (state) => seen.push(state.word.join()));
  store.set({ measure: "pmi" });
  store.set({ word: [] , measure: "" }, { quiet: true });
  assert.deepEqual(seen, [""]);
  assert.deepEqual(written, ["#word=a&measure=pmi", "/p"]);
});

test("TSV escapes what would break a table", () => {
  assert.equal(tsvOf(["a", "b"], [["x\ty\n", 1.5], [null, NaN], ["\\", "中"]]),
    "a\tb\nx\\ty\\n\t1.5\n\t\n\\\\\t中\n");
});

test("words above both thresholds; missing values are below each", () => {
  const lexicon = { cohesion: Float32Array.of(9, 5, 1, 9), entropy: Float32Array.of(1, 2, 2, NaN) };
  assert.deepEqual(selected(lexicon, { minCohesion: 2, minEntropy: 2 }), [1]);
  assert.deepEqual(selected(lexicon, { minCohesion: -9, minEntropy: -9 }), [0, 1, 2]);
  assert.equal(quantile([3, NaN, 1, 2], 0.5), 2);
  assert.ok(Number.isNaN(quantile([NaN], 0.5)));
});

test("ticks are round numbers within the range", () => {
  assert.deepEqual(niceTicks(0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(niceTicks(3, 3), [3]);
  assert.deepEqual(powerTicks(5, 2000), [10, 100, 1000]);
  assert.deepEqual(powerTicks(0.62, 5.1), [1, 2, 5]);
  assert.deepEqual(powerTicks(5.2, 7.5), [6, 7]);
  assert.deepEqual(powerTicks(5.1, 5.2), [5.1, 5.2]);
  assert.deepEqual([999, 12000, 2500000, 0.125].map(compact), ["999", "12k", "2.5M", "0.125"]);
  assert.deepEqual(rangeOf([NaN, 2, -1]), [-1, 2]);
});

test("pixels of axes and values at pixels are inverse", () => {
  for (const logX of [false, true]) {
    const axes = new Axes({ width: 400, height: 300 }, { xRange: [1, 100], yRange: [2, 2], logX });
    const [x, y] = axes.valuesAt(axes.x(10), axes.y(2));
    assert.ok(Math.abs(x - 10) < 1e-9 && Math.abs(y - 2) < 1e-9);
  }
});

test("SVG escapes markup and characters that XML does not allow", () => {
  assert.equal(xmlText('</text><script>"&\u0001'), "&lt;/text&gt;&lt;script&gt;&quot;&amp;\ufffd");
  const surface = new SvgSurface(10, 10);
  surface.text(1, 2, "<b>", { colour: "#000", turn: 45 });
  surface.dots([[1, 1]], 2, "#123456");
  const svg = surface.toString();
  assert.ok(svg.startsWith("<svg xmlns=") && svg.includes("&lt;b&gt;") && !svg.includes("<b>"));
});

test("colours of the heat map", () => {
  assert.equal(heatColour(0, false), "rgb(255,255,255)");
  assert.equal(heatColour(1, false), "rgb(178,24,43)");
  assert.equal(heatColour(-5, false), "rgb(33,102,172)");
});

test("a sample of words contains the labelled ones, frequent words last", () => {
  const ids = sampled(100_000, [77_777]);
  assert.ok(ids.includes(77_777) && ids.length < 9000);
  assert.equal(ids.at(-1), 0);
});

test("texts in both languages, with arguments", () => {
  assert.equal(translator("en")("kept", 3, 5), "3 of 5 words");
  assert.equal(translator("zh")("kept", 3, 5), "5 个词语中的 3 个");
  assert.equal(translator("fr")("word"), "word");
  assert.equal(localText({ en: "few", zh: "少" }, "zh"), "少");
  assert.equal(localText("x", "zh"), "x");
  assert.equal(factLabel("window", "zh"), "窗口");
  assert.equal(factLabel("some_key", "en"), "some key");
  assert.equal(factLabel("constructor", "en"), "constructor");
  assert.deepEqual([1234, true, null, "als"].map((fact) => factValue(fact, "en")), ["1,234", "yes", "–", "als"]);
});
