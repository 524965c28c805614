// Lengths of vectors against frequencies.

import { drawNorms, sampled } from "../charts/norms.js";
import { chart } from "./chart.js";
import { h } from "./dom.js";

export async function normsSection(app, section) {
  const { t, facts, model: { counts, importance, words }, store } = app;
  const norms = await app.norms();
  if (!norms || !counts) return section.append(h("p", {}, t("missing", t("noNorms"))));
  const labelled = app.important.slice(0, 60);
  const frequent = Array.from({ length: Math.min(12, counts.length) }, (_, id) => id);
  const ids = sampled(counts.length, labelled);
  const figure = chart(app, {
    name: "norms", title: t("norms"),
    size: (width) => [width, 420],
    draw: (surface, theme) => drawNorms(surface, theme, {
      ids, counts, norms, expected: facts.expected_norms ?? [], labelled: [...labelled, ...frequent],
      nameOf: (id) => app.name(id, 24), marked: app.selected()[0] ?? -1, xLabel: t("count"), yLabel: t("norm"),
    }),
    data: () => [["word", "count", "norm", "importance"],
      Array.from(counts, (count, id) => [words.at(id), count, norms[id].toPrecision(4), importance?.[id].toFixed(3)])],
  });
  section.append(figure.element, ...(facts.expected_norms ? [h("p", { class: "help" }, t("expected"))] : []));
  store.watch(["word"], figure.redraw);
}
