// Placement of labels without overlaps, the most important ones first.

const CELL = 32; // pixels

/** Rectangles that are taken, in a grid of cells. */
export class Taken {
  #cells = new Map();

  /** Return whether a rectangle {x, y, width, height} overlaps none so far, and take it. */
  take(box) {
    const cells = [...this.#cellsOf(box)];
    for (const cell of cells) {
      for (const other of this.#cells.get(cell) ?? []) if (overlap(box, other)) return false;
    }
    for (const cell of cells) {
      if (!this.#cells.has(cell)) this.#cells.set(cell, []);
      this.#cells.get(cell).push(box);
    }
    return true;
  }

  *#cellsOf({ x, y, width, height }) {
    for (let row = Math.floor(y / CELL); row <= Math.floor((y + height) / CELL); row++) {
      for (let column = Math.floor(x / CELL); column <= Math.floor((x + width) / CELL); column++) {
        yield row * 65536 + column;
      }
    }
  }
}

function overlap(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/**
 * Place labels of words.
 *
 * `order`: ids, the most important first; `place(id)`: [x, y] in pixels; `widthOf(id)`: width of
 * the label in pixels; `view`: {width, height}; `limit`: most labels; `attempts`: most labels
 * that are tried; `taken`: Taken. Returns [{id, x, y, width}], x and y of the point of the word.
 */
export function placeLabels({ order, place, widthOf, view, limit, attempts, height, taken }) {
  const placed = [];
  for (let rank = 0; rank < order.length && placed.length < limit && attempts > 0; rank++) {
    const id = order[rank];
    const [x, y] = place(id);
    if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
    attempts--;
    const width = widthOf(id);
    const box = { x: x + 5, y: y - height / 2, width: width + 4, height };
    if (box.x + width > view.width) box.x = x - 5 - width;
    if (taken.take(box)) placed.push({ id, x, y, left: box.x, width });
  }
  return placed;
}
