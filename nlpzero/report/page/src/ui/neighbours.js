// Queries: similar words by each measure, with negative words, thresholds and word lists.

import { neighbours } from "../queries.js";
import { tsvOf } from "../tsv.js";
import { readWords, shown } from "../words.js";
import { saveButtons } from "./chart.js";
import { field, h, save, table } from "./dom.js";

export async function neighboursSection(app, section) {
  const { t, facts, store } = app;
  const measures = await app.measures();
  if (!measures) return section.append(h("p", {}, t("missing", t("noVectors"))));
  const inputs = {
    word: h("input", { type: "text", id: "query", autocomplete: "off" }),
    not: h("input", { type: "text", id: "negative", autocomplete: "off" }),
    measure: h("select", { id: "measure" }, ...facts.measures.map((name) => h("option", { value: name }, t(name)))),
    min: h("input", { type: "number", id: "minimum", step: "any" }),
    number: h("input", { type: "number", id: "number", min: "1", max: "1000", value: "10" }),
    within: h("textarea", { id: "within", rows: "2" }),
  };
  const results = h("div", { id: "results" });
  const run = () => show(app, measures, results, inputs.number);
  section.append(
    h("form", { class: "fields", submit: (event) => submit(event, app, inputs) },
      field(t("positive"), inputs.word), field(t("negative"), inputs.not),
      field(t("measure"), inputs.measure), field(t("minimum"), inputs.min), field(t("number"), inputs.number),
      field(t("within"), inputs.within, t("withinHelp")),
      h("button", { type: "submit" }, t("apply"))),
    results);
  inputs.measure.addEventListener("change", () => store.set({ measure: inputs.measure.value }));
  inputs.number.addEventListener("change", run);
  store.watch(["word", "not", "measure", "min", "within"], () => {
    fill(app, inputs);
    run();
  });
  fill(app, inputs);
  for (const measure of facts.measures) neighbours(measures, { measure, positive: [0] }); // compiles them
  run();
}

/** Write the state into the inputs. */
function fill({ store: { state }, facts }, inputs) {
  inputs.word.value = state.word.join(" ");
  inputs.not.value = state.not.join(" ");
  inputs.within.value = state.within.join(" ");
  inputs.min.value = state.min;
  inputs.measure.value = facts.measures.includes(state.measure) ? state.measure : facts.measures[0];
}

/** Write the inputs into the state. */
function submit(event, app, inputs) {
  event.preventDefault();
  const { words } = app.model;
  const unknown = [];
  const namesIn = (input) => {
    const read = readWords(input.value, words);
    unknown.push(...read.unknown);
    return read.ids.map((id) => words.at(id));
  };
  const [word, not, within] = [namesIn(inputs.word), namesIn(inputs.not), namesIn(inputs.within)];
  const [min, measure] = [inputs.min.value, inputs.measure.value];
  app.store.set({ word, not, within, min, measure, map: "" });
  if (!unknown.length) return;
  const message = app.t("unknownWords", unknown.join(" "));
  app.announce(message);
  document.getElementById("results").prepend(h("p", { class: "error" }, message));
}

/** Return what prevents a query, or "". */
function obstacle(app, measures, { measure, positive, negative }) {
  const { t, store: { state } } = app;
  const unknown = [...state.word, ...state.not].filter((word) => app.model.words.idOf(word) < 0);
  if (unknown.length) return t("unknownWords", unknown.map((word) => shown(word)).join(" "));
  if (!positive.length && !negative.length) return t("noQuery");
  if (measure === "predict" && negative.length) return t("onlyPositive");
  const size = measures.size(measure);
  const without = [...positive, ...negative].filter((id) => id >= size);
  return without.length ? t("noVector", app.number(size), without.map((id) => app.name(id)).join(" ")) : "";
}

function show(app, measures, results, numberInput) {
  const { t, store: { state }, facts, model: { words } } = app;
  const idsOf = (names) => names.map((word) => words.idOf(word)).filter((id) => id >= 0);
  const query = {
    measure: facts.measures.includes(state.measure) ? state.measure : facts.measures[0],
    positive: idsOf(state.word), negative: idsOf(state.not),
    topn: Math.max(1, Number(numberInput.value) || 10),
    minimum: state.min === "" ? -Infinity : Number(state.min),
    within: state.within.length ? idsOf(state.within) : null,
  };
  const problem = obstacle(app, measures, query);
  if (problem) {
    app.showNeighbours?.([]);
    return results.replaceChildren(h("p", {}, problem));
  }
  const start = performance.now();
  const found = neighbours(measures, query);
  const time = (performance.now() - start).toFixed(1);
  app.showNeighbours?.(found.map(({ id }) => id));
  const summary = found.length ? t("results", found.length, t(query.measure), time) : t("noResults");
  app.announce(summary);
  const header = [t("word"), t("score"), t("count"), t("importance")];
  const rows = found.map(({ id, score }) => [app.link(id), score.toFixed(4), ...app.numbersOf(id)]);
  const data = () => found.map(({ id, score }) =>
    [words.at(id), score, app.model.counts?.[id], app.model.importance?.[id]]);
  results.replaceChildren(
    h("p", { class: "help" }, t(`${query.measure}Help`)),
    h("p", { class: "help" }, summary),
    ...(found.length ? [table(t("neighbours"), header, rows, { numeric: [1, 2, 3] })] : []),
    saveButtons(app, t("neighbours"), {
      TSV: () => save("neighbours.tsv", tsvOf(["word", "score", "count", "importance"], data()), "text/tab-separated-values"),
    }));
}
