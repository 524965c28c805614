// Facts, warnings, evaluation, history of the training, most important words.

import { drawHistory } from "../charts/history.js";
import { factLabel, factValue } from "../fact-labels.js";
import { chart } from "./chart.js";
import { h, table } from "./dom.js";

export function overview(app, section) {
  const { t, facts } = app;
  section.append(
    h("dl", { class: "facts" }, ...facts.facts.map(([label, fact]) =>
      h("div", {}, h("dt", {}, factLabel(label, app.language)), h("dd", {}, h("bdi", {}, factValue(fact, app.language)))))),
    ...warnings(app), ...evaluation(app), ...history(app),
    h("h3", {}, t("important")), important(app));
}

function warnings(app) {
  const { t, facts } = app;
  if (!facts.warnings.length) return [];
  return [h("div", { class: "warnings" }, h("h3", {}, t("warnings")),
    h("ul", {}, ...facts.warnings.map((text) => h("li", {}, app.local(text)))))];
}

function evaluation({ t, facts }) {
  if (!facts.evaluation?.length) return [];
  const rows = facts.evaluation.map(([name, score, compared, total]) =>
    [name, score === null ? "–" : score.toFixed(3), `${compared} / ${total}`]);
  return [h("h3", {}, t("evaluation")),
    table(t("evaluation"), [t("evaluationName"), t("score"), t("found")], rows, { numeric: [1, 2] })];
}

function history(app) {
  const { t, facts } = app;
  const title = h("h3", {}, t("history"));
  if (!facts.history) return [title, h("p", {}, t("missing", t("noHistory")))];
  const { kind, values } = facts.history;
  const labels = { xLabel: t(kind === "loss" ? "epoch" : "sweep"), yLabel: t(kind) };
  const figure = chart(app, {
    name: "history", title: t("history"),
    size: (width) => [width, 240],
    draw: (surface, theme) => drawHistory(surface, theme, { values, ...labels }),
    data: () => [[labels.xLabel, labels.yLabel], values.map((number, i) => [i + 1, number])],
  });
  return [title, figure.element];
}

function important(app) {
  const { t, facts } = app;
  if (!facts.important) return h("p", {}, t("missing", t("noImportant")));
  return h("div", {}, h("p", { class: "help" }, t("importantHelp")),
    h("p", { class: "words" }, ...app.links(app.important.slice(0, 60))));
}
