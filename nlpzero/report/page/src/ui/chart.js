// A chart: a canvas that is drawn again when its size or the colours change, and its downloads.

import { CanvasSurface, SvgSurface } from "../charts/surfaces.js";
import { tsvOf } from "../tsv.js";
import { h, save } from "./dom.js";
import { theme } from "./theme.js";

/** Set the size of a canvas in CSS pixels, and return its context. */
export function contextOf(canvas, width, height) {
  const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  return context;
}

/** Return buttons that save a chart: `kinds` maps "PNG", "SVG" and "TSV" to functions. */
export function saveButtons(app, title, kinds) {
  return h("div", { class: "save" }, ...Object.entries(kinds).map(([kind, action]) =>
    h("button", { type: "button", click: action, "aria-label": app.t("saveAs", title, kind) }, kind)));
}

/** Save a canvas as PNG. */
export function savePng(name, canvas) {
  canvas.toBlob((blob) => save(`${name}.png`, blob), "image/png");
}

/**
 * Create a chart.
 *
 * `name`: of the files; `title`: of the chart; `size(width)`: [width, height] in pixels for the
 * width that is there; `draw(surface, theme)`; `data()`: [header, rows] of the TSV. Returns
 * {element, canvas, redraw}.
 */
export function chart(app, { name, title, size, draw, data }) {
  const canvas = h("canvas", { class: "chart", role: "img", "aria-label": title });
  const box = h("div", { class: "chart-box scroll", tabindex: "0", role: "group", "aria-label": title }, canvas);
  let current = [0, 0];
  const redraw = () => {
    if (!box.clientWidth) return;
    current = size(box.clientWidth);
    canvas.style.width = `${current[0]}px`;
    const surface = new CanvasSurface(contextOf(canvas, ...current), ...current);
    surface.rect(0, 0, ...current, theme().background);
    draw(surface, theme());
  };
  const saveSvg = () => {
    const surface = new SvgSurface(...current);
    surface.rect(0, 0, ...current, theme().background);
    draw(surface, theme());
    save(`${name}.svg`, surface.toString(), "image/svg+xml");
  };
  const buttons = saveButtons(app, title, {
    PNG: () => savePng(name, canvas),
    SVG: saveSvg,
    TSV: () => save(`${name}.tsv`, tsvOf(...data()), "text/tab-separated-values"),
  });
  app.observe(box, redraw);
  return { element: h("figure", {}, box, buttons), canvas, redraw };
}
