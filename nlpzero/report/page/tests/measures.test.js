import assert from "node:assert/strict";
import { test } from "node:test";
import { Measures } from "../src/measures.js";
import { compareContexts, contextsOf, estimatedContexts, highest, neighbours } from "../src/queries.js";
import { Rows, rowsOf } from "../src/rows.js";

const rowsFrom = (rows, scale = 1) =>
  new Rows(Int8Array.from(rows.flat()), Float32Array.from(rows, () => scale), rows[0].length);

const near = (actual, expected) => {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => assert.ok(Math.abs(actual[i] - value) < 1e-6, `${actual[i]} ~ ${value}`));
};

test("rows with scales, halves and lower bytes", () => {
  const rows = rowsFrom([[1, -2, 3, 4], [0, 0, 5, 12]], 0.5);
  assert.deepEqual([...rows.row(0)], [0.5, -1, 1.5, 2]);
  near(rows.lengths(), [Math.sqrt(30) / 2, 6.5]);
  assert.deepEqual([...rows.half(1).row(1)], [2.5, 6]);
  near(rows.half(1).products([1, 1]), [3.5, 8.5]);
  const wide = rowsOf({ values: Int8Array.of(0, -1, 1), shape: [1, 3] },
    { values: Float32Array.of(0.5) }, { values: Uint8Array.of(200, 156, 0) });
  assert.deepEqual([...wide.row(0)], [100, -50, 128]);
});

test("cosine of sums of unit vectors", () => {
  const measures = new Measures({ rows: rowsFrom([[3, 4], [10, 0], [0, 5], [0, 0]], 0.1) });
  near(measures.scores("cosine", [0]), [1, 0.6, 0.8, 0]);
  // (0.6, 0.8) - (1, 0) = (-0.4, 0.8)
  const root = Math.hypot(0.4, 0.8);
  near(measures.scores("cosine", [0], [1]), [(0.8 * 0.8 - 0.4 * 0.6) / root, -0.4 / root, 0.8 / root, 0]);
});

test("context: cosine in a metric, with given lengths or own ones", () => {
  const rows = rowsFrom([[1, 0], [1, 1], [0, 1]]);
  const metric = Float32Array.of(4, 0, 0, 1);
  const expected = [1, 2 / Math.sqrt(5), 0];
  near(new Measures({ rows, metric }).scores("context", [0]), expected);
  const metricNorms = Float32Array.of(2, Math.sqrt(5), 1);
  near(new Measures({ rows, metric, metricNorms }).scores("context", [0]), expected);
});

test("PMI with means, shift, and both directions", () => {
  const parts = {
    rows: rowsFrom([[1, 0], [0, 2]]), left: rowsFrom([[1, 0], [0, 2]]), right: rowsFrom([[3, 1], [1, 1]]),
    leftMean: [1, 0], rightMean: [0, 1], shift: 0.5,
  };
  // S = (left + leftMean) . (right + rightMean) + 0.5: left (2, 0), (1, 2); right (3, 2), (1, 2)
  near(new Measures(parts).scores("pmi", [0]), [6.5, 2.5]);
  const several = new Measures({ ...parts, averaged: true });
  near(several.scores("pmi", [1]), [5, 5.5]); // computed in the same array as the next ones
  near(new Measures({ ...parts, averaged: true }).scores("pmi", [0]), [6.5, (2.5 + 7.5) / 2]);
  near(new Measures(parts).scores("pmi", [0], [1]), [6 - 7, 2 - 5]);
  assert.equal(new Measures(parts).pmi(1, 0), 7.5);
  assert.equal(new Measures({ ...parts, averaged: true }).pmi(1, 0), 5);
});

test("words without context vectors take no part in PMI", () => {
  const rows = rowsFrom([[1], [2], [3]]);
  const measures = new Measures({ rows, left: rows, right: rowsFrom([[1], [1]]) });
  assert.equal(measures.size("pmi"), 2);
  assert.equal(measures.scores("pmi", [0]).length, 2);
});

test("predict is a distribution", () => {
  const left = rowsFrom([[1], [0]]), right = rowsFrom([[1], [2]]);
  const prior = Float64Array.of(Math.log(0.25), Math.log(0.75));
  const scores = new Measures({ rows: left, left, right, prior }).scores("predict", [1]);
  const first = (0.25 * Math.exp(2)) / (0.25 * Math.exp(2) + 0.75);
  near(scores.map(Math.exp), [first, 1 - first]);
  const normalisers = Float64Array.of(1, 0);
  const skipGram = new Measures({ rows: left, left, right, prior, normalisers, kind: "skip-gram" });
  const other = (0.25 * Math.exp(1)) / (0.25 * Math.exp(1) + 0.75);
  near(skipGram.scores("predict", [1]).map(Math.exp), [other, 1 - other]);
  const cbow = new Measures({ rows: left, left, right, prior, kind: "cbow" }).scores("predict", [0]);
  const swapped = (0.25 * Math.exp(1)) / (0.25 * Math.exp(1) + 0.75 * Math.exp(2));
  near(cbow.map(Math.exp), [swapped, 1 - swapped]);
});

test("the highest scores: ties by id, exclusions, thresholds, word lists", () => {
  const scores = [0.5, 0.9, 0.5, 0.1, NaN];
  const ids = (limits) => highest(scores, limits).map(({ id }) => id);
  assert.deepEqual(ids({}), [1, 0, 2, 3]);
  assert.deepEqual(ids({ topn: 2 }), [1, 0]);
  assert.deepEqual(ids({ exclude: [1], minimum: 0.5 }), [0, 2]);
  assert.deepEqual(ids({ within: [3, 2, 2, 99] }), [2, 3]);
  const measures = new Measures({ rows: rowsFrom([[1, 0], [1, 1], [0, 1]]) });
  const found = neighbours(measures, { measure: "cosine", positive: [0], negative: [2], topn: 5 });
  assert.deepEqual(found.map(({ id }) => id), [1]);
});

test("contexts of words and their comparison", () => {
  const contexts = { width: 2, ids: Uint32Array.of(5, 6, 6, 0xffffffff), pmi: [1, 2, 4, 0] };
  const [a, b] = [contextsOf(contexts, 0), contextsOf(contexts, 1)];
  assert.deepEqual(a, [{ id: 6, pmi: 2 }, { id: 5, pmi: 1 }]);
  assert.deepEqual(contextsOf(contexts, 2), []);
  const { shared, onlyA, onlyB } = compareContexts(a, b);
  assert.deepEqual(shared, [{ id: 6, a: 2, b: 4 }]);
  assert.deepEqual(onlyA.map(({ id }) => id), [5]);
  assert.deepEqual(onlyB, []);
  const rows = rowsFrom([[1], [2], [-1], [3]]);
  const measures = new Measures({ rows, left: rows, right: rows });
  assert.deepEqual(estimatedContexts(measures, 0), [{ id: 3, pmi: 3 }, { id: 1, pmi: 2 }]);
});
