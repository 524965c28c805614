import assert from "node:assert/strict";
import { test } from "node:test";
import { readWords, shown, Words } from "../src/words.js";

function wordsOf(list) {
  const parts = list.map((word) => new TextEncoder().encode(word));
  let end = 0;
  return new Words(new Uint8Array(Buffer.concat(parts)), Uint32Array.from(parts, (part) => (end += part.length)));
}

const words = wordsOf(["coffee", "tea", "Coffee-shop", "语言", "语", "icecoffee", "a b"]);

test("words by id and ids by word", () => {
  assert.equal(words.at(3), "语言");
  assert.equal(words.idOf("语"), 4);
  assert.equal(words.idOf("cof"), -1);
  assert.equal(words.idOf(""), -1);
});

test("a word in capitals is found in lower case", () => {
  assert.equal(words.find("TEA"), 1);
  assert.equal(words.find("Coffee-shop"), 2);
});

test("suggestions: the word itself, beginnings, then other places; case of ASCII is ignored", () => {
  assert.deepEqual(words.suggest("coffee"), [0, 2, 5]);
  assert.deepEqual(words.suggest("TEA"), [1]);
  assert.deepEqual(words.suggest("语"), [4, 3]);
  assert.deepEqual(words.suggest("coffee", 1), [0]);
  assert.deepEqual(words.suggest(""), []);
});

test("a text is split into words, unless it is a word", () => {
  assert.deepEqual(readWords(" a b ", words), { ids: [6], unknown: [] });
  assert.deepEqual(readWords("tea，语、none tea", words), { ids: [1, 4], unknown: ["none"] });
});

test("control characters and signs that change the direction are visible", () => {
  assert.equal(shown("a\u0000b\u202ec\n"), "a⟨0000⟩b⟨202E⟩c⟨000A⟩");
});

test("long words are cut at code points", () => {
  assert.equal(shown("x".repeat(10_000), 5), "xxxxx…");
  assert.equal(shown("𠀀𠀀𠀀", 2), "𠀀𠀀…");
  assert.equal(shown("𠀀𠀀", 2), "𠀀𠀀");
});
