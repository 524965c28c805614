// Heat map of selected words.

import { drawHeatMap, heatLayout } from "../charts/heat-map.js";
import { neighbours } from "../queries.js";
import { readWords } from "../words.js";
import { chart } from "./chart.js";
import { field, h } from "./dom.js";

const AUTOMATIC = 12; // words if none are named

export async function heatMapSection(app, section) {
  const { t, store } = app;
  const measures = await app.measures();
  if (!measures) return section.append(h("p", {}, t("missing", t("noVectors"))));
  const measure = measures.left ? "pmi" : "cosine";
  const input = h("input", { type: "text", id: "heat", autocomplete: "off" });
  let names = [], matrix = [];
  const figure = chart(app, {
    name: "heat-map", title: t("heat"),
    size: (width) => {
      const { labels, cell } = heatLayout(width, names.length);
      return [width, Math.ceil(labels + cell * names.length + 4)];
    },
    draw: (surface, theme) => drawHeatMap(surface, theme, { names, matrix }),
    data: () => [["", ...names], matrix.map((row, i) => [names[i], ...row])],
  });
  const submit = (event) => {
    event.preventDefault();
    const { ids, unknown } = readWords(input.value, app.model.words);
    store.set({ heat: ids.map((id) => app.model.words.at(id)) });
    if (unknown.length) app.announce(t("unknownWords", unknown.join(" ")));
  };
  const run = () => {
    input.value = store.state.heat.join(" ");
    const ids = wordsOf(app, measures, measure).filter((id) => id < measures.size(measure));
    names = ids.map((id) => app.name(id, 14));
    matrix = ids.map((a) => ids.map((b) => measures[measure](a, b)));
    figure.redraw();
  };
  section.append(
    h("form", { class: "fields", submit },
      field(t("words"), input, t("heatHelp")), h("button", { type: "submit" }, t("apply"))),
    h("p", { class: "help" }, t("heatValue", t(measure))), figure.element);
  store.watch(["word", "heat"], run);
  run();
}

/** Return the ids of the words that are shown. */
function wordsOf(app, measures, measure) {
  const named = app.store.state.heat.map((word) => app.model.words.idOf(word)).filter((id) => id >= 0);
  if (named.length) return named;
  const positive = app.selected().filter((id) => id < measures.size(measure));
  if (!positive.length) return app.important.slice(0, AUTOMATIC);
  const found = neighbours(measures, { measure: "cosine", positive, topn: AUTOMATIC - 1 });
  return [...positive, ...found.map(({ id }) => id)];
}
