import assert from "node:assert/strict";
import { test } from "node:test";
import { keywordsOf } from "../src/keywords.js";
import { latticeOf, ScoredWords } from "../src/lattice.js";
import { foldedIndex, pairVectors } from "../src/model.js";
import { markupOf } from "../src/markup.js";
import { Rows } from "../src/rows.js";
import { BOUNDARY, folded, JOINT, NUMERIC, PLAIN, tokensOf } from "../src/tokens.js";
import { Words } from "../src/words.js";

const NONE = new ScoredWords([], { unknown: -20 });
const tokens = (text) => {
  const { atoms, path } = latticeOf(text, NONE);
  return tokensOf(text, path.map(({ from, to }) => ({ start: atoms[from].start, end: atoms[to - 1].end })));
};
const kinds = (text) => tokens(text).map(({ kind }) => kind);
const compounds = (text) => {
  const parts = [[]];
  for (const { start, end, joined } of tokens(text)) {
    parts.at(-1).push(text.slice(start, end));
    if (!joined) parts.push([]);
  }
  return parts.filter((part) => part.length > 1).map((part) => part.join(""));
};

test("equal spellings: capitals, widths, hyphens, apostrophes", () => {
  assert.equal(folded("ＧＤＰ of Wi‐Fi"), "gdp of wi-fi");
  assert.equal(folded("Newton’s・"), "newton's·");
  assert.equal(folded("中İ"), "中İ"); // its small form has two characters
});

test("kinds and lengths of tokens", () => {
  assert.deepEqual(kinds("中 a1，12"), [PLAIN, PLAIN, BOUNDARY, NUMERIC]);
  assert.deepEqual(tokens("中a").map(({ units }) => units), [1, 1]);
});

test("white space between ideographs and at the ends of lines separates phrases", () => {
  assert.equal(tokens("中 国 a b").length, 5); // only the first space is a token
  assert.equal(tokens("one\ntwo\nThree").length, 4);
  assert.equal(tokens("one\n\ntwo\tthree\na) four").length, 9);
});

test("words with inner symbols are compounds", () => {
  assert.deepEqual(compounds("Wi-Fi and AT&T, C+ or U.S. x-5"), ["Wi-Fi", "AT&T", "C+", "x-5"]);
  assert.deepEqual(compounds("约·翰 5·翰 - a -b"), ["约·翰"]);
  assert.deepEqual(kinds("C+"), [PLAIN, JOINT]);
});

test("markup, links and hidden elements are boundaries", () => {
  const text = "<b>A&amp;B</b> see www.example.com/a <script>x<y</script> <!" + "-- c --" + "> a@b.cn";
  assert.deepEqual(markupOf(text).map(([start, end]) => text.slice(start, end)), [
    "<b>", "&amp;", "</b>", "www.example.com/a", "<script>", "<script>x<y</script>", "</script>",
    "<!" + "-- c --" + ">", "a@b.cn"]);
  assert.deepEqual(markupOf("no markup: 5 < 6 & 7"), []);
  assert.deepEqual(kinds("<b>a</b>"), [0, 0, 0, PLAIN, 0, 0, 0, 0]);
});

const model = (pairs) => {
  const names = ["the", "tea", "milk"];
  return {
    scored: new ScoredWords(names.map((name) => [name, -1]), { unknown: -20 }),
    idOf: (key) => names.indexOf(key), counts: [900, 50, 50], total: 1000,
    importance: [0, 1, 0], stopWords: new Set([0]), pairs,
  };
};

test("keywords: information, importance, occurrences, position; no stop words, no unknown words", () => {
  const found = keywordsOf("the Tea, the milk: tea xyz Milk-xyz", model(null));
  assert.deepEqual(found.map(({ text, id, count }) => [text, id, count]), [["Tea", 1, 2], ["milk", 2, 1]]);
  // tokens: the Tea , the milk : tea xyz Milk - xyz; tea is first at 1, and last 4 before the end
  const value = -Math.log(1 - Math.exp(-5)) * Math.exp(0.5) * Math.log(3) / (1 + 1 / 50);
  assert.ok(Math.abs(found[0].score - value / (value + 15)) < 1e-12);
});

test("keywords: a compound is one word, by the mean of its words", () => {
  const [found] = keywordsOf("tea-milk", model(null));
  assert.deepEqual([found.text, found.id, found.count], ["tea-milk", -1, 1]);
  const value = -Math.log(1 - Math.exp(-5)) * (Math.exp(0.5) + 1) / 2 * Math.log(2) * 2 ** 2;
  assert.ok(Math.abs(found.score - value / (value + 15)) < 1e-12);
});

test("keywords: mean product with the other words of the text, within bounds", () => {
  const rows = new Rows(Float64Array.of(0, 0, 1, 0, 1, 1), Float64Array.of(1, 1, 1), 2);
  const scoreOf = (pairs) => keywordsOf("tea milk", model(pairs)).find(({ id }) => id === 1).score;
  const pairs = { words: rows, contexts: rows, shiftOf: () => 0.25 };
  const raw = (score) => 15 * score / (1 - score);
  assert.ok(Math.abs(raw(scoreOf(pairs)) / raw(scoreOf(null)) - Math.exp(1.25 / 2)) < 1e-9);
  const large = { ...pairs, shiftOf: () => 9 };
  assert.ok(Math.abs(raw(scoreOf(large)) / raw(scoreOf(null)) - Math.exp(1)) < 1e-9);
  const few = { ...pairs, contexts: new Rows(rows.values, Float64Array.of(1), 2) }; // only "the" is a context
  assert.equal(scoreOf(few), scoreOf(null));
});

test("vectors of pairs: two sets, exchanged for CBOW; else one set", () => {
  const measures = { rows: "r", left: "l", right: "c", kind: "product" };
  const sets = (kind, vectorSets) => {
    const { words, contexts } = pairVectors({ ...measures, kind }, { vector_sets: vectorSets });
    return words + contexts;
  };
  assert.deepEqual([sets("product", "two"), sets("cbow", "two"), sets("product", "halves")], ["lc", "cl", "rr"]);
  assert.equal(pairVectors(null, {}), null);
  assert.equal(pairVectors({ ...measures, normalisers: [3] }, {}).shiftOf(0), -3);
});

test("of words with equal spellings the most frequent one is found", () => {
  const bytes = new TextEncoder().encode("Teateamilk");
  const idOf = foldedIndex(new Words(bytes, Uint32Array.of(3, 6, 10)));
  assert.deepEqual(["tea", "milk", "x"].map(idOf), [0, 2, -1]);
});
