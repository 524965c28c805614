// The map and what users do with it: drag, wheel, two fingers, click, keys.

import { Camera } from "../camera.js";
import { MapPainter } from "./map-painter.js";

const REACH = 14; // pixels around a point that select it
const CLICK = 5; // pixels that the pointer may move in a click
const SLOW_FRAME = 50; // milliseconds; slower frames draw fewer points while the map moves
const MIN_POINTS = 20_000;
const SETTLED = 180; // milliseconds after which all points are drawn again

export class MapView {
  marks = { selected: [], neighbours: [], pointed: -1 };
  #pointers = new Map();
  #moved = 0;
  #frame = 0;
  #settle = 0;
  #stepped = { view: "", ids: [] };

  /** `box`: element with the canvases `points` and `overlay`; `on`: {select, point, moved}. */
  constructor({ box, points, overlay, model, facts, on }) {
    this.box = box;
    this.on = on;
    this.camera = new Camera(1, 1, [facts.map.width, facts.map.height]);
    this.painter = new MapPainter(points, overlay, model, facts, this.camera);
    this.limit = this.painter.count;
    this.#listen(overlay);
  }

  resize() {
    if (!this.box.clientWidth) return;
    this.painter.resize(this.box.clientWidth, this.box.clientHeight);
    this.draw();
  }

  /** Draw now, all points. */
  draw() {
    if (this.painter.image) this.painter.draw(this.marks);
  }

  /** Draw in the next frame; while the map moves, fewer points if frames are slow. */
  move() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const time = this.#timed(this.limit);
      if (time > SLOW_FRAME) this.limit = Math.max(MIN_POINTS, Math.floor(this.limit / 2));
    });
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => {
      if (this.#timed(this.painter.count) < SLOW_FRAME) this.limit = this.painter.count;
      this.on.moved(this.camera.toText());
    }, SETTLED);
  }

  /** Draw, and return how long it took in milliseconds. */
  #timed(count) {
    const start = performance.now();
    this.painter.draw(this.marks, count);
    return performance.now() - start;
  }

  /** Show a word in the middle, with its surroundings. */
  show(id) {
    if (!(id < this.painter.count)) return;
    const near = Math.max(1, Math.sqrt(this.painter.count / 500));
    this.camera.show(...this.painter.place(id), Math.max(this.camera.zoom, near));
    this.draw();
  }

  zoom(factor, x, y) {
    this.camera.zoomAt(factor, x, y);
    this.move();
  }

  reset() {
    this.camera.reset();
    this.move();
  }

  /** Return the id of the word at a pixel, or -1. */
  wordAt(x, y) {
    const { camera } = this;
    return this.painter.index.nearest(...camera.toMap(x, y), REACH / camera.scale, camera.sides);
  }

  point(id) {
    if (id === this.marks.pointed) return;
    this.marks.pointed = id;
    this.move();
  }

  #listen(canvas) {
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture?.(event.pointerId);
      this.#pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
      this.#moved = 0;
    });
    canvas.addEventListener("pointermove", (event) => this.#pointerMoved(event));
    for (const name of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(name, (event) => {
        const pressed = this.#pointers.delete(event.pointerId);
        if (name === "pointerup" && pressed && this.#moved < CLICK) this.#select(event);
      });
    }
    canvas.addEventListener("pointerleave", () => this.#hover(-1));
    canvas.addEventListener("dblclick", (event) => this.zoom(2, event.offsetX, event.offsetY));
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(2 ** (-event.deltaY / (event.deltaMode ? 10 : 300)), event.offsetX, event.offsetY);
    }, { passive: false });
    this.box.addEventListener("keydown", (event) => this.#key(event));
  }

  #pointerMoved({ pointerId, offsetX: x, offsetY: y }) {
    const before = this.#pointers.get(pointerId);
    if (!before) return this.#hover(this.wordAt(x, y), x, y);
    const others = [...this.#pointers].filter(([id]) => id !== pointerId).map(([, place]) => place);
    this.#pointers.set(pointerId, [x, y]);
    this.#moved += Math.abs(x - before[0]) + Math.abs(y - before[1]);
    if (others.length) {
      const distance = ([px, py]) => Math.max(20, Math.hypot(px - others[0][0], py - others[0][1]));
      this.camera.zoomAt(distance([x, y]) / distance(before), (x + others[0][0]) / 2, (y + others[0][1]) / 2);
    } else if (this.#moved >= CLICK) this.camera.pan(x - before[0], y - before[1]);
    this.move();
  }

  #hover(id, x, y) {
    this.point(id);
    this.on.point(id, x, y);
  }

  #select({ offsetX, offsetY }) {
    const id = this.wordAt(offsetX, offsetY);
    if (id >= 0) this.on.select(id);
  }

  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target !== this.box) return;
    const step = 60;
    const actions = {
      ArrowLeft: () => this.camera.pan(step, 0), ArrowRight: () => this.camera.pan(-step, 0),
      ArrowUp: () => this.camera.pan(0, step), ArrowDown: () => this.camera.pan(0, -step),
      "+": () => this.camera.zoomAt(1.5), "=": () => this.camera.zoomAt(1.5),
      "-": () => this.camera.zoomAt(1 / 1.5), 0: () => this.camera.reset(),
      n: () => this.#step(1), p: () => this.#step(-1),
      Enter: () => this.marks.pointed >= 0 && this.on.select(this.marks.pointed),
    };
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    action();
    this.move();
  }

  /** Point at the next or previous labelled word. */
  #step(direction) {
    const view = this.camera.toText();
    if (this.#stepped.view !== view) {
      this.#stepped = { view, ids: this.painter.labels.map(({ id }) => id) };
    }
    const { ids } = this.#stepped;
    if (!ids.length) return;
    const place = ids.indexOf(this.marks.pointed);
    const next = ids[(place + direction + ids.length) % ids.length];
    this.point(next);
    this.on.point(next, ...this.painter.pixels(next), true);
  }
}
