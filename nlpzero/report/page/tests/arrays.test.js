import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { ArrayStore, bytesOfBase64, decodeArray } from "../src/arrays.js";

const encoded = (bytes) => deflateSync(Buffer.from(bytes)).toString("base64");

test("numbers are little endian, in C order", async () => {
  const data = encoded([1, 0, 255, 255, 0, 1]);
  const { values, shape } = await decodeArray({ name: "a", dtype: "uint16", shape: [3, 1], data });
  assert.deepEqual([...values], [1, 65535, 256]);
  assert.deepEqual(shape, [3, 1]);
});

test("negative numbers and fractions", async () => {
  const int8 = await decodeArray({ name: "a", dtype: "int8", shape: [2], data: encoded([255, 128]) });
  assert.deepEqual([...int8.values], [-1, -128]);
  const data = encoded([0, 0, 192, 63]); // 1.5
  assert.equal((await decodeArray({ name: "a", dtype: "float32", shape: [1], data })).values[0], 1.5);
});

test("base64 with and without padding", () => {
  assert.deepEqual([...bytesOfBase64("AP8=")], [0, 255]);
  assert.deepEqual([...bytesOfBase64("AP+A")], [0, 255, 128]);
});

test("an array that is too short is reported with its name", async () => {
  const array = { name: "counts", dtype: "uint32", shape: [2], data: encoded([1, 0, 0, 0]) };
  await assert.rejects(decodeArray(array), /Array counts: 4 bytes, expected 8/);
});

test("damaged data and unknown types are errors", async () => {
  await assert.rejects(decodeArray({ name: "a", dtype: "int8", shape: [1], data: "AAAA" }));
  await assert.rejects(decodeArray({ name: "a", dtype: "int64", shape: [1], data: "" }), /unknown dtype/);
});

test("the store decodes each array once, and absent ones are null", async () => {
  const element = { dataset: { array: "a", dtype: "uint8", shape: "2" }, textContent: encoded([7, 8]) };
  const store = new ArrayStore({ querySelectorAll: () => [element] });
  const { a, b } = await store.all(["a", "b"]);
  assert.deepEqual([...a.values], [7, 8]);
  assert.equal(b, null);
  assert.equal(await store.get("a"), a);
});
