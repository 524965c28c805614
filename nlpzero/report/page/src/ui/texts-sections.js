// What the page does with texts that users enter: segmentation and keywords. Also templates.

import { drawLattice, latticeSize } from "../charts/lattice-chart.js";
import { keywordsOf } from "../keywords.js";
import { latticeOf } from "../lattice.js";
import { foldedIndex, pairVectors } from "../model.js";
import { tsvOf } from "../tsv.js";
import { shown } from "../words.js";
import { chart, saveButtons } from "./chart.js";
import { delayed, field, h, save, table, wordElement } from "./dom.js";

const MAX_SENTENCE = 200; // characters of a lattice
const MAX_TEXT = 200_000; // characters of which keywords are computed
const TYPING = 150; // milliseconds without a key before results are computed
const LISTED = 30;
const MAX_TEMPLATES = 200;

export async function latticeSection(app, section) {
  const { t, facts } = app;
  if (!facts.lexicon) return section.append(h("p", {}, t("missing", t("noLexicon"))));
  const input = h("input", { type: "text", id: "sentence", autocomplete: "off" });
  const path = h("p", { id: "segmented", "aria-live": "polite" });
  let lattice = { atoms: [], edges: [], path: [] };
  const figure = chart(app, {
    name: "lattice", title: t("lattice"),
    size: (width) => {
      const size = latticeSize(lattice);
      return [Math.max(width, size.width), size.height];
    },
    draw: (surface, theme) => drawLattice(surface, theme, { ...lattice, nameOf: (text) => shown(text) }),
    data: () => [["start", "end", "word", "score", "on_best_path"], lattice.edges.map((edge) =>
      [lattice.atoms[edge.from].start, lattice.atoms[edge.to - 1].end, edge.text, edge.score, lattice.path.includes(edge)])],
  });
  const run = async () => {
    const text = folded(app, input.value), scored = await app.scoredWords();
    lattice = latticeOf(text.slice(0, MAX_SENTENCE), scored);
    const words = lattice.path.map((edge) => shown(edge.text)).filter((word) => word.trim());
    path.textContent = words.join(" / ") + (text.length > MAX_SENTENCE ? ` ${t("latticeLong", MAX_SENTENCE)}` : "");
    figure.redraw();
  };
  input.addEventListener("input", delayed(run, TYPING));
  const notes = facts.lexicon.fold ? [h("p", { class: "help" }, t("noFold"))] : [];
  section.append(h("p", { class: "help" }, t("latticeHelp")), ...notes, field(t("sentence"), input), path, figure.element);
}

export async function keywordsSection(app, section) {
  const { t, facts } = app;
  const measures = await app.measures();
  if (!app.model.counts) return section.append(h("p", {}, t("missing", t("noKeywords"))));
  const model = {
    ...app.model, total: app.total, stopWords: new Set(facts.stop_words ?? []),
    pairs: pairVectors(measures, facts), idOf: null,
  };
  const input = h("textarea", { id: "pasted", rows: "5" });
  const results = h("div", { id: "keywords", "aria-live": "polite" });
  const run = async () => {
    const scored = await app.scoredWords();
    model.idOf ??= foldedIndex(app.model.words);
    const found = keywordsOf(folded(app, input.value).slice(0, MAX_TEXT), { scored, ...model });
    const rows = found.slice(0, LISTED).map(({ text, id, count, score }) =>
      [id < 0 ? wordElement(text) : app.link(id), score.toFixed(3), count]);
    const data = () => found.map(({ text, count, score }) => [text, score, count]);
    results.replaceChildren(...(rows.length ? [
      table(t("keywords"), [t("word"), t("score"), t("count")], rows, { numeric: [1, 2] }),
      saveButtons(app, t("keywords"), {
        TSV: () => save("keywords.tsv", tsvOf(["word", "score", "count"], data()), "text/tab-separated-values"),
      }),
    ] : []));
  };
  input.addEventListener("input", delayed(run, TYPING));
  section.append(h("p", { class: "help" }, t("keywordsHelp")), field(t("pasted"), input), results);
}

export function templatesSection(app, section) {
  const { t, facts } = app;
  if (!facts.templates?.length) return section.append(h("p", {}, t("missing", t("noTemplates"))));
  const rows = facts.templates.slice(0, MAX_TEMPLATES)
    .map(([count, template, example]) => [app.number(count), h("bdi", {}, shown(template, 500)), h("bdi", {}, shown(example, 500))]);
  section.append(
    h("div", { class: "long" }, table(t("templates"), [t("count"), t("template"), t("example")], rows, { numeric: [0] })),
    saveButtons(app, t("templates"), {
      TSV: () => save("templates.tsv", tsvOf(["count", "template", "example"], facts.templates), "text/tab-separated-values"),
    }));
}

/** Return a text as the model reads it. */
function folded(app, text) {
  return app.facts.lowercase ? text.toLowerCase() : text;
}
