// Draws the map: points as pixels, then the names of regions and words on a second canvas.

import { CanvasSurface, fontOf, SvgSurface } from "../charts/surfaces.js";
import { placeLabels, Taken } from "../labels.js";
import { labelOrder, MapIndex } from "../map-index.js";
import { drawPoints, pointRadius } from "../points.js";
import { regionsOf } from "../regions.js";
import { shown } from "../words.js";
import { contextOf } from "./chart.js";
import { pixelOf, pointColours, theme } from "./theme.js";

const LABEL_SIZE = 13;
const LABEL_AREA = 9000; // pixels of the map per label
const REGION_ZOOM = 6; // regions are named below this zoom
const FEW_WORDS = 20_000; // words that are sorted by priority in each frame
const MAX_SVG_POINTS = 20_000;

export class MapPainter {
  #widths = new Map();
  #measuring = document.createElement("canvas").getContext("2d");

  /** `points`, `overlay`: canvases; `model`: see model.js; `facts`; `camera`. */
  constructor(points, overlay, model, facts, camera) {
    Object.assign(this, { points, overlay, model, facts, camera });
    this.count = model.map.length / 2;
    this.order = labelOrder(this.count, model.importance, model.counts);
    this.regions = model.community ? regionsOf(model.map, model.community, facts.communities) : [];
    this.ranks = new Uint32Array(this.count);
    this.order.forEach((id, rank) => { this.ranks[id] = rank; });
    this.labels = [];
  }

  /** The grid of words, computed when it is first needed. */
  get index() {
    return (this.grid ??= new MapIndex(this.model.map));
  }

  /** Return the map coordinates of a word, in the unit of the camera. */
  place(id) {
    const [width, height] = this.camera.sides;
    const { map } = this.model;
    return [(map[id] / 65535) * width, (1 - map[this.count + id] / 65535) * height];
  }

  pixels(id) {
    return this.camera.toPixels(...this.place(id));
  }

  resize(width, height) {
    this.camera.resize(width, height);
    this.ratio = Math.min(2, globalThis.devicePixelRatio || 1);
    this.points.width = Math.max(1, Math.round(width * this.ratio));
    this.points.height = Math.max(1, Math.round(height * this.ratio));
    this.points.style.height = `${height}px`;
    this.image = this.points.getContext("2d").createImageData(this.points.width, this.points.height);
    this.surface = new CanvasSurface(contextOf(this.overlay, width, height), width, height);
  }

  /** Draw everything; only the first `count` words as points. `marks`: see `#drawMarks`. */
  draw(marks, count = this.count) {
    this.#drawPoints(count);
    this.surface.context.clearRect(0, 0, this.surface.width, this.surface.height);
    this.#drawOverlay(this.surface, marks);
  }

  #drawPoints(count) {
    const { width, height } = this.image;
    const pixels = new Uint32Array(this.image.data.buffer);
    pixels.fill(pixelOf(theme().background));
    const scaled = Object.create(this.camera); // the same part of the map in device pixels
    scaled.resize(width, height);
    Object.defineProperty(scaled, "scale", { value: this.camera.scale * this.ratio });
    drawPoints({ pixels, width, height }, {
      map: this.model.map, community: this.model.community, colours: pointColours().map(pixelOf),
      camera: scaled, count, radius: pointRadius(this.count, this.camera.zoom, this.ratio),
    });
    this.points.getContext("2d").putImageData(this.image, 0, 0);
  }

  #drawOverlay(surface, marks) {
    const taken = new Taken();
    const marked = this.#drawMarks(surface, marks, taken);
    if (this.camera.zoom < REGION_ZOOM) this.#drawRegions(surface, taken);
    const limit = Math.ceil((surface.width * surface.height) / LABEL_AREA);
    this.labels = placeLabels({
      order: this.#orderInView(surface), place: (id) => this.pixels(id), widthOf: (id) => this.#widthOf(id),
      view: surface, limit, attempts: 6 * limit, height: LABEL_SIZE + 4, taken,
    }).filter(({ id }) => !marked.has(id));
    const colours = theme();
    for (const { id, x, y, left } of this.labels) {
      surface.dots([[x, y]], 2, colours.text);
      this.#drawLabel(surface, id, left, y, { colour: colours.text });
    }
  }

  /** Return ids by descending priority; only those near the view if these are few. */
  #orderInView({ width, height }) {
    if (this.camera.zoom < 2) return this.order;
    const view = [...this.camera.toMap(0, 0), ...this.camera.toMap(width, height)];
    const near = this.index.idsIn(view, FEW_WORDS, this.camera.sides);
    return near ? near.map((id) => this.ranks[id]).sort().map((rank) => this.order[rank]) : this.order;
  }

  /** `selected`: ids of the query; `neighbours`: ids of its results; `pointed`: id or -1. */
  #drawMarks(surface, { selected, neighbours, pointed }, taken) {
    const colours = theme();
    const inMap = (id) => id >= 0 && id < this.count;
    const draw = (id, colour, bold) => {
      const [x, y] = this.pixels(id);
      surface.ring(x, y, bold ? 7 : 5, colour);
      const width = this.#widthOf(id) * (bold ? 1.1 : 1);
      const free = taken.take({ x: x + 8, y: y - 9, width, height: 18 });
      if (free || bold) this.#drawLabel(surface, id, x + 10, y, { colour, bold });
    };
    for (const id of selected.filter(inMap)) draw(id, colours.mark, true);
    if (inMap(pointed) && !selected.includes(pointed)) draw(pointed, colours.accent, true);
    for (const id of neighbours.filter(inMap)) draw(id, colours.accent, false);
    return new Set([...selected, ...neighbours, pointed]);
  }

  #drawRegions(surface, taken) {
    const colours = pointColours();
    const [width, height] = this.camera.sides;
    const largest = Math.max(1, ...this.regions.map(({ size }) => size));
    for (const { community, x, y, size } of this.regions) {
      const [px, py] = this.camera.toPixels(x * width, (1 - y) * height);
      if (px < 0 || py < 0 || px > surface.width || py > surface.height) continue;
      const pixels = Math.round(12 + 7 * Math.sqrt(size / largest));
      const text = this.facts.communities[community].words.slice(0, 3).map((id) => this.#name(id, 16)).join(" · ");
      const length = this.#measure(text, fontOf(pixels, true));
      const box = { x: px - length / 2 - 4, y: py - pixels / 2 - 3, width: length + 8, height: pixels + 6 };
      if (box.x < 0 || box.x + box.width > surface.width || !taken.take(box)) continue;
      const colour = colours[1 + (community % (colours.length - 1))];
      surface.rect(box.x, box.y, box.width, box.height, `${theme().background}b8`); // points shine through
      surface.text(px, py, text, { colour, size: pixels, bold: true, anchor: "middle", halo: theme().background });
    }
  }

  #drawLabel(surface, id, x, y, style) {
    surface.text(x, y, this.#name(id), { size: LABEL_SIZE, halo: theme().background, ...style });
  }

  #name(id, limit = 30) {
    return shown(this.model.words.at(id), limit);
  }

  #widthOf(id) {
    if (!this.#widths.has(id)) this.#widths.set(id, this.#measure(this.#name(id), fontOf(LABEL_SIZE)));
    return this.#widths.get(id);
  }

  #measure(text, font) {
    this.#measuring.font = font;
    return this.#measuring.measureText(text).width;
  }

  /** Return one canvas with points and labels. */
  toCanvas() {
    const canvas = document.createElement("canvas");
    canvas.width = this.points.width;
    canvas.height = this.points.height;
    const context = canvas.getContext("2d");
    context.drawImage(this.points, 0, 0);
    context.drawImage(this.overlay, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  /** Return the visible part as SVG; at most the 20,000 most frequent visible words as points. */
  toSvg(marks) {
    const { width, height } = this.surface;
    const surface = new SvgSurface(width, height);
    surface.rect(0, 0, width, height, theme().background);
    const colours = pointColours();
    const groups = colours.map(() => []);
    const radius = pointRadius(this.count, this.camera.zoom, 1);
    for (let id = 0, left = MAX_SVG_POINTS; id < this.count && left > 0; id++) {
      const [x, y] = this.pixels(id);
      if (x < 0 || y < 0 || x > width || y > height) continue;
      const number = this.model.community?.[id] ?? 65535;
      groups[number === 65535 ? 0 : 1 + (number % (colours.length - 1))].push([x, y]);
      left--;
    }
    groups.forEach((points, i) => surface.dots(points, radius, colours[i]));
    this.#drawOverlay(surface, marks);
    return surface.toString();
  }
}
