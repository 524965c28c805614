import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { ArrayStore, bytesOfBase91, decodeArray } from "../src/arrays.js";

const DIGITS = Array.from({ length: 92 }, (_, i) => String.fromCharCode(35 + i)).filter((sign) => sign !== "<");

/** Return base 91 of bytes, by way of a text of bits. */
function base91(bytes) {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,13}/g) ?? [];
  return groups.map((group) => {
    const number = parseInt(group.padEnd(13, "0"), 2);
    return DIGITS[Math.floor(number / 91)] + DIGITS[number % 91];
  }).join("");
}

/** Return the compressed bytes of an array as `decodeArray` expects them. */
function encoded(numbers) {
  const data = deflateSync(Buffer.from(numbers));
  return { data: base91(data), bytes: data.length };
}

test("numbers are little endian, in C order", async () => {
  const { values, shape } = await decodeArray({ name: "a", dtype: "uint16", shape: [3, 1], ...encoded([1, 0, 255, 255, 0, 1]) });
  assert.deepEqual([...values], [1, 65535, 256]);
  assert.deepEqual(shape, [3, 1]);
});

test("negative numbers and fractions", async () => {
  const int8 = await decodeArray({ name: "a", dtype: "int8", shape: [2], ...encoded([255, 128]) });
  assert.deepEqual([...int8.values], [-1, -128]);
  const half = { name: "a", dtype: "float32", shape: [1], ...encoded([0, 0, 192, 63]) };
  assert.equal((await decodeArray(half)).values[0], 1.5);
});

test("two characters are 13 bits", () => {
  // 13 zero bits, then the bits 001 of the last byte and ten zeros: 1024 = 11 * 91 + 23
  assert.deepEqual([...bytesOfBase91("##.:", 2)], [0, 1]);
  for (let length = 0; length < 40; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 89 + 31 * length) % 256);
    assert.deepEqual(bytesOfBase91(base91(bytes), length), bytes);
  }
});

test("an array that is too short is reported with its name", async () => {
  const array = { name: "counts", dtype: "uint32", shape: [2], ...encoded([1, 0, 0, 0]) };
  await assert.rejects(decodeArray(array), /Array counts: 4 bytes, expected 8/);
});

test("damaged data and unknown types are errors", async () => {
  await assert.rejects(decodeArray({ name: "a", dtype: "int8", shape: [1], data: "AAAA", bytes: 3 }));
  await assert.rejects(decodeArray({ name: "a", dtype: "int64", shape: [1], data: "", bytes: 0 }), /unknown dtype/);
});

test("the store decodes each array once, and absent ones are null", async () => {
  const { data, bytes } = encoded([7, 8]);
  const element = { dataset: { array: "a", dtype: "uint8", shape: "2", bytes: String(bytes) }, textContent: data };
  const store = new ArrayStore({ querySelectorAll: () => [element] });
  const { a, b } = await store.all(["a", "b"]);
  assert.deepEqual([...a.values], [7, 8]);
  assert.equal(b, null);
  assert.equal(await store.get("a"), a);
});
