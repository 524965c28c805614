import assert from "node:assert/strict";
import { test } from "node:test";
import { Camera } from "../src/camera.js";
import { placeLabels, Taken } from "../src/labels.js";
import { labelOrder, MapIndex } from "../src/map-index.js";
import { discOf, drawPoints, pointRadius } from "../src/points.js";
import { regionsOf } from "../src/regions.js";

test("the whole map is visible at first, and a zoom keeps the point under the pointer", () => {
  const camera = new Camera(448, 248, [2, 1]);
  assert.deepEqual(camera.toPixels(0, 0), [24, 24]);
  assert.deepEqual(camera.toPixels(1, 0.5), [424, 224]);
  const before = camera.toMap(100, 50);
  camera.zoomAt(8, 100, 50);
  camera.toMap(100, 50).forEach((value, i) => assert.ok(Math.abs(value - before[i]) < 1e-12));
  assert.equal(camera.zoom, 8);
});

test("the middle stays on the map, the zoom within bounds", () => {
  const camera = new Camera(448, 448);
  camera.pan(1e6, -1e6);
  assert.deepEqual([camera.x, camera.y], [0, 1]);
  camera.zoomAt(1e-9);
  assert.equal(camera.zoom, 0.5);
  camera.zoomAt(1e9);
  assert.equal(camera.zoom, 20000);
});

test("the view is written as text and read again; nonsense is ignored", () => {
  const camera = new Camera(400, 400);
  camera.show(0.25, 0.75, 12);
  const other = new Camera(400, 400);
  other.read(camera.toText());
  assert.deepEqual([other.x, other.y, other.zoom], [0.25, 0.75, 12]);
  other.read("1,2");
  other.read("a,b,c");
  assert.equal(other.zoom, 12);
});

const MAP = Uint16Array.of(0, 65535, 32768, 0, 65535, 32768); // corners and middle; y upwards

test("the nearest word, by distance in pixels", () => {
  const index = new MapIndex(MAP);
  const sides = [1, 0.5];
  assert.equal(index.nearest(0, 0.5, 0.01, sides), 0); // lower left
  assert.equal(index.nearest(0.999, 0.001, 0.01, sides), 1); // upper right
  assert.equal(index.nearest(0.25, 0.25, 0.01, sides), -1);
  assert.equal(index.nearest(0.4, 0.25, 0.3, sides), 2);
});

test("the words in a view, unless there are too many", () => {
  const index = new MapIndex(MAP);
  assert.deepEqual([...index.idsIn([0.4, 0.4, 0.6, 0.6], 10, [1, 1])], [2]);
  assert.deepEqual([...index.idsIn([-1, -1, 2, 2], 10, [1, 1])].sort(), [0, 1, 2]);
  assert.equal(index.idsIn([0, 0, 1, 1], 2, [1, 1]), null);
});

test("labels are given by importance, less to rare words", () => {
  assert.deepEqual([...labelOrder(3, null, null)], [0, 1, 2]);
  assert.deepEqual([...labelOrder(3, [0, 2, 1], null)], [1, 2, 0]);
  // less 3 / sqrt(count): 0.97, 1.7, -0.5
  assert.deepEqual([...labelOrder(3, [1, 2, 2.5], [10000, 100, 1])], [1, 0, 2]);
});

test("labels do not overlap; the first of the order wins", () => {
  const places = [[10, 10], [12, 12], [10, 60], [500, 10]];
  const common = { place: (id) => places[id], widthOf: () => 40, height: 14, view: { width: 200, height: 100 } };
  const placed = (more) => placeLabels({ ...common, limit: 9, attempts: 9, taken: new Taken(), ...more }).map(({ id }) => id);
  assert.deepEqual(placed({ order: [0, 1, 2, 3] }), [0, 2]);
  assert.deepEqual(placed({ order: [1, 0, 2, 3] }), [1, 2]);
  assert.deepEqual(placed({ order: [0, 1, 2, 3], limit: 1 }), [0]);
  assert.deepEqual(placed({ order: [0, 1, 2, 3], attempts: 2 }), [0]);
});

test("a label that would leave the view is on the left of its word", () => {
  const [label] = placeLabels({
    order: [0], place: () => [190, 50], widthOf: () => 40, height: 14,
    view: { width: 200, height: 100 }, limit: 1, attempts: 1, taken: new Taken(),
  });
  assert.equal(label.left, 145);
});

test("points: frequent words on top, y upwards, nothing outside", () => {
  const target = { pixels: new Uint32Array(9), width: 3, height: 3 };
  const camera = { width: 3, height: 3, sides: [1, 1], scale: 2.9, toPixels: () => [0, 2.95] };
  const map = Uint16Array.of(0, 0, 65535, 0, 0, 65535);
  const colours = [1, 2, 3, 4]; // without a community, then communities
  drawPoints(target, { map, community: Uint16Array.of(1, 2, 65535), colours, camera, count: 3, radius: 0.5 });
  assert.deepEqual([...target.pixels], [0, 0, 1, 0, 0, 0, 3, 0, 0]);
  target.pixels.fill(0);
  camera.toPixels = () => [-50, 90];
  drawPoints(target, { map, community: null, colours, camera, count: 3, radius: 3 });
  assert.deepEqual([...target.pixels], Array(9).fill(0));
});

test("a disc has a full middle and soft edges", () => {
  const cover = discOf(2);
  assert.equal(cover.length, 25);
  assert.equal(cover[12], 256);
  assert.equal(cover[10], 128); // two pixels from the middle
  assert.equal(cover[0], 0);
});

test("points get smaller with more words and larger with the zoom", () => {
  assert.ok(pointRadius(1e6, 1, 1) < pointRadius(1e4, 1, 1));
  assert.ok(pointRadius(1e6, 100, 1) > pointRadius(1e6, 1, 1));
});

test("regions are at the medians of their words", () => {
  const map = Uint16Array.of(1000, 2000, 60000, 40000, 1000, 2000, 3000, 50000);
  const [region, ...others] = regionsOf(map, Uint16Array.of(0, 0, 0, 65535), [{ size: 3 }, { size: 0 }]);
  assert.equal(others.length, 0);
  assert.ok(Math.abs(region.x - 2000 / 65536) < 1 / 256);
  assert.ok(Math.abs(region.y - 2000 / 65536) < 1 / 256);
});
