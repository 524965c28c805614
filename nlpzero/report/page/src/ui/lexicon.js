// Lexicon: scatter with thresholds that are dragged, and the words above both.

import { drawLexicon, lexiconAxes } from "../charts/lexicon-scatter.js";
import { quantile, selected } from "../thresholds.js";
import { chart } from "./chart.js";
import { delayed, field, h, table, wordElement } from "./dom.js";

const LISTED = 200;

export async function lexiconSection(app, section) {
  const { t } = app;
  const lexicon = await app.lexicon();
  if (!lexicon) return section.append(h("p", {}, t("missing", t("noLexicon"))));
  if (!lexicon.cohesion || !lexicon.entropy) return section.append(h("p", {}, t("missing", t("noEvidence"))));
  const limits = { minCohesion: round(quantile(lexicon.cohesion, 0.25)), minEntropy: round(quantile(lexicon.entropy, 0.25)) };
  const labels = { xLabel: t("cohesion"), yLabel: t("entropy") };
  const list = h("div", { id: "kept", class: "long" });
  const inputs = Object.keys(limits).map((key) => h("input", { type: "number", id: key, step: "0.1", value: limits[key] }));
  const figure = chart(app, {
    name: "lexicon", title: t("lexicon"),
    size: (width) => [width, 400],
    draw: (surface, theme) => drawLexicon(surface, theme, { ...lexicon, ...limits, ...labels }),
    data: () => [["word", "count", "cohesion", "boundary_entropy"], selected(lexicon, limits).map((id) =>
      [lexicon.words.at(id), lexicon.counts?.[id], lexicon.cohesion[id], lexicon.entropy[id]])],
  });
  const listNow = () => list.replaceChildren(...keptWords(app, lexicon, limits));
  const listLater = delayed(() => {
    listNow();
    app.announce(list.firstChild.textContent);
  }, 120);
  const change = (values) => {
    Object.assign(limits, values);
    inputs.forEach((input) => { input.value = limits[input.id]; });
    figure.redraw();
    listLater();
  };
  for (const input of inputs) {
    input.addEventListener("change", () => change({ [input.id]: Number(input.value) || 0 }));
  }
  dragThresholds(figure.canvas, () => lexiconAxes(surfaceSize(figure.canvas), { ...lexicon, ...labels }), limits, change);
  section.append(h("p", { class: "help" }, t("lexiconHelp")),
    h("div", { class: "fields" }, field(t("minCohesion"), inputs[0]), field(t("minEntropy"), inputs[1])),
    figure.element, list);
  listNow();
}

const round = (value) => Math.round(value * 100) / 100;
const surfaceSize = (canvas) => ({ width: canvas.clientWidth, height: canvas.clientHeight });

/** Change the threshold whose line is nearest to where the pointer was pressed; both at the corner. */
function dragThresholds(canvas, axesNow, limits, change) {
  let dragged = null;
  const move = (event) => {
    const [cohesion, entropy] = axesNow().valuesAt(event.offsetX, event.offsetY).map(round);
    change({ ...(dragged.x && { minCohesion: cohesion }), ...(dragged.y && { minEntropy: entropy }) });
  };
  canvas.style.touchAction = "none";
  canvas.addEventListener("pointerdown", (event) => {
    const axes = axesNow();
    const dx = Math.abs(axes.x(limits.minCohesion) - event.offsetX);
    const dy = Math.abs(axes.y(limits.minEntropy) - event.offsetY);
    dragged = { x: dx < 12 || dx <= dy, y: dy < 12 || dy < dx };
    canvas.setPointerCapture?.(event.pointerId);
    move(event);
  });
  canvas.addEventListener("pointermove", (event) => dragged && move(event));
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => { dragged = null; });
}

function keptWords(app, lexicon, limits) {
  const { t } = app;
  const kept = selected(lexicon, limits);
  const summary = t("kept", app.number(kept.length), app.number(lexicon.words.length));
  const rows = kept.slice(0, LISTED).map((id) => [wordElement(lexicon.words.at(id)),
    lexicon.counts ? app.number(lexicon.counts[id]) : "", lexicon.cohesion[id].toFixed(2), lexicon.entropy[id].toFixed(2)]);
  return [
    h("p", {}, summary, kept.length > LISTED ? ` · ${t("listed", LISTED)}` : ""),
    table(t("lexicon"), [t("word"), t("count"), t("cohesion"), t("entropy")], rows, { numeric: [1, 2, 3] }),
  ];
}

