import assert from "node:assert/strict";
import { test } from "node:test";
import { readContexts, readLexicon, readMeasures, readNorms, readWords, scoredWords } from "../src/model.js";

/** Arrays as ArrayStore returns them, from {name: [values, shape]}. */
function arraysOf(given) {
  const get = async (name) => (name in given ? { values: given[name][0], shape: given[name][1] } : null);
  return { get, all: async (names) => Object.fromEntries(await Promise.all(names.map(async (name) => [name, await get(name)]))) };
}

const bytes = (text) => [new TextEncoder().encode(text), [text.length]];
const TWO = {
  vectors: [Int8Array.of(1, 0, 0, 1), [2, 2]], vector_scales: [Float32Array.of(1, 2), [2]],
  context_vectors: [Int8Array.of(3, 0), [1, 2]], context_vector_scales: [Float32Array.of(0.5), [1]],
  row_mean: [Float32Array.of(0, 1), [2]], prior: [Float32Array.of(-1, -2), [2]],
};

test("all measures get their arrays", async () => {
  const facts = { vector_sets: "two", pmi: { shift: 2, averaged: false }, predict: { kind: "product" } };
  const measures = await readMeasures(arraysOf(TWO), facts);
  assert.equal(measures.size("predict"), 1);
  assert.deepEqual([...measures.scores("cosine", [1])], [0, 1]);
  assert.deepEqual([...measures.scores("pmi", [0])], [1 * 1.5 + 2]);
  assert.deepEqual([...measures.scores("predict", [0])], [0]); // one word: probability 1
});

test("two halves of a vector are its two roles; without roles there is no PMI", async () => {
  const arrays = arraysOf({ vectors: TWO.vectors, vector_scales: TWO.vector_scales });
  const halves = await readMeasures(arrays, { vector_sets: "halves" });
  assert.deepEqual([...halves.scores("pmi", [0])], [0, 2]);
  assert.equal((await readMeasures(arrays, { vector_sets: null })).left, null);
  assert.equal(await readMeasures(arraysOf({}), {}), null);
});

test("thousandths become nats, and missing arrays null", async () => {
  const given = { word_bytes: bytes("ab"), word_ends: [Uint32Array.of(1, 2), [2]], importance: [Int16Array.of(1500, -250), [2]] };
  const model = await readWords(arraysOf(given));
  assert.deepEqual([...model.importance], [1.5, -0.25]);
  assert.equal(model.counts, null);
  const norms = await readNorms(arraysOf({ log_norms: [Int16Array.of(0, -32768), [2]] }));
  assert.deepEqual([...norms], [1, 0]);
  const contexts = arraysOf({ contexts: [Uint32Array.of(1, 2), [1, 2]], context_pmi: [Int16Array.of(3000, 0), [1, 2]] });
  assert.deepEqual([...(await readContexts(contexts)).pmi], [3, 0]);
  assert.equal(await readContexts(arraysOf({})), null);
});

test("words are segmented by the lexicon, else by the counts of the model", async () => {
  const lexicon = await readLexicon(arraysOf({
    lex_bytes: bytes("ab"), lex_ends: [Uint32Array.of(2), [1]], lex_scores: [Float32Array.of(-3), [1]],
  }));
  assert.equal(lexicon.entropy, null);
  const evidence = await readLexicon(arraysOf({
    lex_bytes: bytes("ab"), lex_ends: [Uint32Array.of(1, 2), [2]], lex_entropy: [Int16Array.of(1500, -32768), [2]],
  }));
  assert.deepEqual([...evidence.entropy], [1.5, NaN]);
  const scored = scoredWords({}, lexicon, { lexicon: { unknown: -20, max_length: 2 } });
  assert.deepEqual([scored.scores.get("ab"), scored.unknown], [-3, -20]);
  const model = await readWords(arraysOf({
    word_bytes: bytes("ab"), word_ends: [Uint32Array.of(1, 2), [2]], counts: [Uint32Array.of(3, 1), [2]],
  }));
  assert.deepEqual([...scoredWords(model, null, {}).scores], [["a", Math.log(0.75)], ["b", Math.log(0.25)]]);
  assert.equal(scoredWords({ counts: null }, null, {}), null);
});
