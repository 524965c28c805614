// The part of the map that is visible. Map coordinates begin at the upper left corner; the longer
// side of the map is 1.

const MIN_ZOOM = 0.5;
const MAX_ZOOM = 20000;
const MARGIN = 24; // pixels around the map at zoom 1

/** A transformation of map coordinates to pixels: pixel = offset + scale * coordinate. */
export class Camera {
  /** `sides`: width and height of the map, in any unit. */
  constructor(width, height, sides = [1, 1]) {
    const longer = Math.max(...sides);
    this.sides = sides.map((side) => side / longer);
    this.resize(width, height);
    this.reset();
  }

  /** Show the whole map. */
  reset() {
    [this.x, this.y] = this.sides.map((side) => side / 2); // map coordinates of the middle
    this.zoom = 1;
  }

  resize(width, height) {
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
  }

  /** Pixels per unit of the map. */
  get scale() {
    const fit = (pixels, side) => Math.max(1, pixels - 2 * MARGIN) / Math.max(side, 1e-6);
    return this.zoom * Math.min(fit(this.width, this.sides[0]), fit(this.height, this.sides[1]));
  }

  toPixels(x, y) {
    return [this.width / 2 + (x - this.x) * this.scale, this.height / 2 + (y - this.y) * this.scale];
  }

  toMap(px, py) {
    return [this.x + (px - this.width / 2) / this.scale, this.y + (py - this.height / 2) / this.scale];
  }

  /** Move by pixels; the middle stays on the map. */
  pan(dx, dy) {
    this.#moveTo(this.x - dx / this.scale, this.y - dy / this.scale);
  }

  /** Zoom by a factor; the point of the map at a pixel stays there. */
  zoomAt(factor, px = this.width / 2, py = this.height / 2) {
    const [x, y] = this.toMap(px, py);
    this.zoom = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, this.zoom * factor));
    const [x2, y2] = this.toMap(px, py);
    this.#moveTo(this.x + x - x2, this.y + y - y2);
  }

  /** Show a point in the middle, at least at a zoom. */
  show(x, y, zoom = this.zoom) {
    this.zoom = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom));
    this.#moveTo(x, y);
  }

  toText() {
    return [this.x.toFixed(5), this.y.toFixed(5), this.zoom.toPrecision(4)].join(",");
  }

  /** Read the result of `toText`; other texts are ignored. */
  read(text) {
    const [x, y, zoom] = text.split(",").map(Number);
    if ([x, y, zoom].every(Number.isFinite) && zoom > 0) this.show(x, y, zoom);
  }

  #moveTo(x, y) {
    this.x = Math.min(this.sides[0], Math.max(0, x));
    this.y = Math.min(this.sides[1], Math.max(0, y));
  }
}
