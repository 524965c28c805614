// Comparison of two words: their scores, and the contexts that they share.

import { readContexts } from "../model.js";
import { compareContexts, contextsOf, estimatedContexts } from "../queries.js";
import { tsvOf } from "../tsv.js";
import { saveButtons } from "./chart.js";
import { field, h, save, table } from "./dom.js";

const SHOWN = 15; // contexts in each list

export async function compareSection(app, section) {
  const { t, store } = app;
  const contexts = await readContexts(app.arrays);
  const measures = await app.measures();
  const read = contexts ? (id) => contextsOf(contexts, id)
    : measures?.left ? (id) => (id < measures.size("pmi") ? estimatedContexts(measures, id) : []) : null;
  if (!read) return section.append(h("p", {}, t("missing", t("noContexts"))));
  const first = h("input", { type: "text", id: "first", autocomplete: "off" });
  const second = h("input", { type: "text", id: "second", autocomplete: "off" });
  const results = h("div", { id: "comparison" });
  const submit = (event) => {
    event.preventDefault();
    const ids = [first, second].map((input) => app.find(input.value.trim()));
    const unknown = [first, second].filter((input, i) => input.value.trim() && ids[i] < 0);
    if (unknown.length) {
      const message = t("unknownWords", unknown.map((input) => input.value).join(" "));
      app.announce(message);
      return results.replaceChildren(h("p", { class: "error" }, message));
    }
    const names = ids.map((id) => (id < 0 ? "" : app.model.words.at(id)));
    store.set({ word: names[0] ? [names[0]] : [], other: names[1] });
  };
  section.append(
    h("form", { class: "fields", submit },
      field(t("first"), first), field(t("second"), second), h("button", { type: "submit" }, t("apply"))),
    h("p", { class: "help" }, t(contexts ? "observed" : "estimated")), results);
  const run = () => {
    first.value = store.state.word[0] ?? "";
    second.value = store.state.other;
    const [a, b] = [first, second].map((input) => app.model.words.idOf(input.value));
    results.replaceChildren(...(a >= 0 && b >= 0 ? comparison(app, measures, read, a, b) : []));
  };
  store.watch(["word", "other"], run);
  run();
}

function comparison(app, measures, read, a, b) {
  const { t, facts } = app;
  const [nameA, nameB] = [app.name(a), app.name(b)];
  const { shared, onlyA, onlyB } = compareContexts(read(a), read(b));
  const scores = !measures ? [] : facts.measures
    .filter((measure) => measure !== "predict" && a < measures.size(measure) && b < measures.size(measure))
    .map((measure) => `${t(measure)} ${measures.scores(measure, [a])[b].toFixed(3)}`);
  const rows = shared.slice(0, SHOWN).map((context) =>
    [app.link(context.id), context.a.toFixed(2), context.b.toFixed(2)]);
  const own = (name, list) => h("div", {}, h("h3", {}, t("only", name)),
    h("p", { class: "words" }, ...(list.length ? app.links(list.slice(0, SHOWN).map(({ id }) => id)) : [t("none")])));
  const data = () => shared.map((context) => [app.model.words.at(context.id), context.a, context.b]);
  return [
    h("p", {}, scores.join(" · ")),
    h("h3", {}, t("shared")),
    rows.length ? table(t("shared"), [t("word"), nameA, nameB], rows, { numeric: [1, 2] }) : h("p", {}, t("none")),
    h("div", { class: "columns" }, own(nameA, onlyA), own(nameB, onlyB)),
    saveButtons(app, t("shared"), {
      TSV: () => save("contexts.tsv", tsvOf(["word", nameA, nameB], data()), "text/tab-separated-values"),
    }),
  ];
}
