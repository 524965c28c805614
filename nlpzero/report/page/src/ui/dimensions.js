// Dimensions after the rotation, with the values of the selected word.

import { unit } from "../measures.js";
import { tsvOf } from "../tsv.js";
import { saveButtons } from "./chart.js";
import { h, save, table } from "./dom.js";

/** Return the values of a vector in the rotated dimensions; `rotation`: d x d, in C order. */
export function rotated(vector, rotation) {
  const length = unit(vector), size = vector.length;
  return Float64Array.from(length, (_, j) => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += length[i] * rotation[i * size + j];
    return sum;
  });
}

export async function dimensionsSection(app, section) {
  const { t, facts, store } = app;
  const rotation = await app.arrays.get("rotation");
  if (!facts.dimensions?.length) return section.append(h("p", {}, t("missing", t("noDimensions"))));
  const measures = await app.measures();
  const results = h("div", { class: "long" });
  const run = () => {
    const [id] = app.selected();
    const known = rotation && measures && id !== undefined && id < measures.rows.length;
    const values = known ? rotated(measures.rows.row(id), rotation.values) : null;
    const order = facts.dimensions.map((_, i) => i);
    if (values) order.sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]));
    const header = [t("dimension"), t("share"), ...(values ? [t("value", app.name(id))] : []), t("words")];
    const rows = order.map((number) => {
      const { words, share } = facts.dimensions[number];
      return [number + 1, `${(100 * share).toFixed(1)} %`, ...(values ? [values[number].toFixed(3)] : []),
        h("span", {}, ...app.links(words))];
    });
    results.replaceChildren(table(t("dimensions"), header, rows, { numeric: values ? [0, 1, 2] : [0, 1] }));
  };
  const data = () => facts.dimensions.flatMap(({ words, weights }, number) =>
    words.map((id, i) => [number + 1, app.model.words.at(id), weights[i]]));
  section.append(h("p", { class: "help" }, t("dimensionsHelp")), results, saveButtons(app, t("dimensions"), {
    TSV: () => save("dimensions.tsv", tsvOf(["dimension", "word", "value"], data()), "text/tab-separated-values"),
  }));
  store.watch(["word"], run);
  run();
}
