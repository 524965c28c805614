// A grid over the map that finds the nearest word, and the order in which words get labels.

const CELLS = 256; // per side
const SHIFT = 8; // 65536 / CELLS = 1 << SHIFT
const UNCERTAINTY = 3; // of the importance of a word with one occurrence, in nats

/** Words sorted by the cells of a grid. */
export class MapIndex {
  /** `map`: uint16, all x, then all y. */
  constructor(map) {
    const count = map.length / 2;
    this.map = map;
    this.count = count;
    this.starts = new Uint32Array(CELLS * CELLS + 1);
    this.ids = new Uint32Array(count);
    const cells = new Uint16Array(count);
    for (let id = 0; id < count; id++) {
      cells[id] = (map[count + id] >> SHIFT) * CELLS + (map[id] >> SHIFT);
      this.starts[cells[id] + 1]++;
    }
    for (let cell = 0; cell < CELLS * CELLS; cell++) this.starts[cell + 1] += this.starts[cell];
    const next = this.starts.slice();
    for (let id = 0; id < count; id++) this.ids[next[cells[id]]++] = id;
  }

  /**
   * Return the id of the word nearest to x and y within `reach`, or -1; all in the unit of a
   * Camera, whose map has two `sides`.
   */
  nearest(x, y, reach, [width, height]) {
    const toCells = (value, side) => (value / Math.max(side, 1e-9)) * 65535;
    const [px, py] = [toCells(x, width), toCells(height - y, height)];
    const [dx, dy] = [toCells(reach, width), toCells(reach, height)];
    let best = -1, least = 1;
    for (const id of this.#idsOfCells([px - dx, py - dy, px + dx, py + dy])) {
      const across = (this.map[id] - px) / dx, up = (this.map[this.count + id] - py) / dy;
      const square = across * across + up * up;
      if (square < least || (square === least && id < best)) [best, least] = [id, square];
    }
    return best;
  }

  /**
   * Return the ids of the words in a view and in the cells at its edges, Uint32Array, or null if
   * there are more than `most`. `view`: [left, top, right, bottom] in the unit of `nearest`.
   */
  idsIn([left, top, right, bottom], most, [width, height]) {
    const x = (value) => (value / Math.max(width, 1e-9)) * 65535;
    const y = (value) => ((height - value) / Math.max(height, 1e-9)) * 65535;
    const bounds = [x(left), y(bottom), x(right), y(top)];
    let size = 0;
    for (const [from, to] of this.#spans(bounds)) size += to - from;
    return size > most ? null : Uint32Array.from(this.#idsOfCells(bounds));
  }

  *#idsOfCells(bounds) {
    for (const [from, to] of this.#spans(bounds)) {
      for (let place = from; place < to; place++) yield this.ids[place];
    }
  }

  /** Yield the places in `ids` of the words in each row of cells. */
  *#spans([x0, y0, x1, y1]) {
    const cell = (value) => Math.min(CELLS - 1, Math.max(0, Math.floor(value / CELLS)));
    for (let row = cell(y0); row <= cell(y1); row++) {
      yield [this.starts[row * CELLS + cell(x0)], this.starts[row * CELLS + cell(x1) + 1]];
    }
  }
}

/**
 * Return all ids by descending priority: the importance less its uncertainty, which is larger for
 * rare words; without importance, the frequency rank. Priorities are rounded to 1/4096 of their
 * range; ties are in ascending order of ids.
 */
export function labelOrder(count, importance, counts) {
  const order = new Uint32Array(count);
  if (!importance) return order.map((_, i) => i);
  const priority = new Float32Array(count);
  let low = Infinity, high = -Infinity;
  for (let id = 0; id < count; id++) {
    const value = importance[id] - (counts ? UNCERTAINTY / Math.sqrt(Math.max(1, counts[id])) : 0);
    priority[id] = value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const step = 4095 / (high - low || 1);
  const starts = new Uint32Array(4097);
  const bins = new Uint16Array(count);
  for (let id = 0; id < count; id++) {
    bins[id] = 4095 - Math.floor((priority[id] - low) * step);
    starts[bins[id] + 1]++;
  }
  for (let bin = 0; bin < 4096; bin++) starts[bin + 1] += starts[bin];
  for (let id = 0; id < count; id++) order[starts[bins[id]]++] = id;
  return order;
}
