import assert from "node:assert/strict";
import { test } from "node:test";
import { latticeSize, rowsOfEdges } from "../src/charts/lattice-chart.js";
import { latticeOf, ScoredWords } from "../src/lattice.js";

const segmented = (text, words, unknown = -20) =>
  latticeOf(text, new ScoredWords(Object.entries(words), { unknown })).path.map((edge) => edge.text);

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
  const score = (words) => latticeOf("12年", new ScoredWords(Object.entries(words), { unknown: -20 })).path[0].score;
  assert.deepEqual([score({ "12年": -5, "0年": -3 }), score({ "12年": -2, "0年": -3 })], [-3, -2]);
});

test("adjacent characters that are hardly ever words are joined", () => {
  const words = new ScoredWords([["甲", -1], ["丙丁", -1]], { unknown: -20, unjoined: "甲一" });
  const joined = (text) => latticeOf(text, words).path.map((edge) => edge.text);
  assert.deepEqual(joined("甲乙戊己丙丁庚"), ["甲", "乙戊己", "丙丁", "庚"]);
  assert.deepEqual(joined("乙一乙，乙ab乙乙"), ["乙", "一", "乙", "，", "乙", "ab", "乙乙"]);
  const { edges, path } = latticeOf("乙戊", words);
  assert.deepEqual(path, [{ from: 0, to: 2, text: "乙戊", score: -40, known: false, joined: true }]);
  assert.deepEqual(edges.map(({ text }) => text), ["乙", "戊", "乙戊"]);
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
