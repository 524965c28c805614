import assert from "node:assert/strict";
import { test } from "node:test";
import { latticeSize, rowsOfEdges } from "../src/charts/lattice-chart.js";
import { keywordsOf } from "../src/keywords.js";
import { atomsOf, latticeOf, ScoredWords } from "../src/lattice.js";

const kinds = (text) => atomsOf(text).map(({ start, end, kind }) => [text.slice(start, end), kind[0]]);
const segmented = (text, words, unknown = -20) =>
  latticeOf(text, new ScoredWords(Object.entries(words), { unknown })).path.map((edge) => edge.text);

test("atoms: ideographs, other letters, numbers, boundaries", () => {
  assert.deepEqual(kinds("在GPU上3.5倍，𠀀!"), [["在", "w"], ["GPU", "w"], ["上", "w"], ["3.5", "n"],
    ["倍", "w"], ["，", "b"], ["𠀀", "w"], ["!", "b"]]);
  assert.deepEqual(kinds("naïve 12"), [["naïve", "w"], [" ", "b"], ["12", "n"]]);
  assert.deepEqual(kinds(""), []);
  const atoms = (text) => kinds(text).map(([piece, kind]) => piece + kind);
  assert.deepEqual(atoms("好……吧。。！  12"), ["好w", "……b", "吧w", "。。b", "！b", "  b", "12n"]);
  assert.deepEqual(atoms("二十五个一百一"), ["二十五n", "个w", "一百一n"]);
  assert.deepEqual(atoms("第一，50万3.5%12:30"), ["第w", "一w", "，b", "50万3.5%n", "12:30n"]);
  assert.deepEqual(atoms("MP3和5G don't 2024-01-02"), ["MP3w", "和w", "5Gw", " b", "don'tw", " b", "2024-01-02n"]);
  assert.deepEqual(atoms("\ud800😀"), ["\ud800b", "😀b"]);
});

test("the best path maximizes the sum of scores", () => {
  const words = { 研究: -5, 研究生: -6, 生命: -5, 命: -9, 起源: -5, 生: -8 };
  // 研究 生命 起源 = -15; 研究生 命 起源 = -20
  assert.deepEqual(segmented("研究生命起源", words), ["研究", "生命", "起源"]);
});

test("of equal sums the fewest words, then the longer first word", () => {
  assert.deepEqual(segmented("甲乙", { 甲: -1, 乙: -1, 甲乙: -2 }), ["甲乙"]);
  assert.deepEqual(segmented("甲乙丙", { 甲: -1, 甲乙: -1, 乙丙: -1, 丙: -1 }), ["甲乙", "丙"]);
});

test("atoms that are no words have the unknown score; a word does not cross a boundary", () => {
  assert.deepEqual(segmented("甲乙，丙", { 甲乙: -3, "乙，丙": -1 }), ["甲乙", "，", "丙"]);
  const { edges } = latticeOf("甲乙", new ScoredWords([["甲", -50]], { unknown: -20 }));
  assert.deepEqual(edges.map(({ text, score, known }) => [text, score, known]), [["甲", -50, true], ["乙", -20, false]]);
});

test("0 in a word stands for any number", () => {
  assert.deepEqual(segmented("1998年底", { "0年": -5, 年底: -6, 底: -9 }), ["1998年", "底"]);
  assert.deepEqual(segmented("12", { 12: -5, 0: -9 }), ["12"]);
});

test("the best path is the first row of the chart; edges of a row do not overlap", () => {
  const { atoms, edges, path } = latticeOf("甲乙丙", new ScoredWords([["甲乙", -1], ["乙丙", -3]], { unknown: -5 }));
  const rows = rowsOfEdges(edges, path);
  assert.deepEqual(path.map((edge) => rows[edges.indexOf(edge)]), [0, 0]);
  edges.forEach((a, i) => edges.slice(i + 1).forEach((b, k) => {
    if (rows[i] === rows[i + 1 + k]) assert.ok(a.to <= b.from || b.to <= a.from);
  }));
  assert.ok(latticeSize({ atoms, edges, path }).width > 3 * 30);
});

test("keywords: information, importance, products with the other words", () => {
  const names = ["the", "tea", "milk"];
  const model = {
    scored: new ScoredWords(names.map((name) => [name, -1]), { unknown: -20 }),
    find: (token) => names.indexOf(token), counts: [900, 50, 50], total: 1000,
    importance: [0, 1, 0], stopWords: new Set([0]), measures: null,
  };
  const found = keywordsOf("the tea, the milk: tea xyz", model);
  assert.deepEqual(found.map(({ id, count }) => [id, count]), [[1, 2], [2, 1]]);
  const information = -Math.log(1 - Math.exp(-5));
  const weight = information * Math.exp(0.5);
  assert.ok(Math.abs(found[0].score - weight / (weight + 10)) < 1e-12);
});
