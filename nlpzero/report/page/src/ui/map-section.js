// The section of the word map.

import { tsvOf } from "../tsv.js";
import { savePng, saveButtons } from "./chart.js";
import { h, save, wordElement } from "./dom.js";
import { MapView } from "./map-view.js";

export function mapSection(app, section) {
  const { t, facts, model, store } = app;
  if (!model.map || !facts.map) {
    section.append(h("p", {}, t("missing", t("noMap"))));
    return null;
  }
  const points = h("canvas", { "aria-hidden": "true" });
  const overlay = h("canvas", { "aria-hidden": "true" });
  const tip = h("div", { class: "tip", hidden: true });
  const box = h("div", {
    class: "map", id: "map", tabindex: "0", role: "application",
    "aria-label": t("mapLabel", app.number(model.words.length)), "aria-describedby": "map-help",
  }, points, overlay, tip);
  const view = new MapView({ box, points, overlay, model, facts, on: {
    select: (id) => app.select(id),
    moved: (text) => store.set({ map: text }, { quiet: true }),
    point: (id, x, y, byKey) => showTip(app, tip, id, x, y, byKey),
  } });
  view.camera.read(store.state.map);
  const button = (key, sign, action) => h("button", { type: "button", "aria-label": t(key), title: t(key), click: action }, sign);
  section.append(
    h("p", { id: "map-help", class: "help" }, t("mapHelp")),
    h("div", { class: "map-frame" }, box, h("div", { class: "zoom" },
      button("zoomIn", "+", () => view.zoom(1.6)),
      button("zoomOut", "−", () => view.zoom(1 / 1.6)),
      button("showAll", "⤢", () => view.reset()))),
    h("p", { class: "help" }, t("layout", facts.map.layout.toUpperCase())),
    saveButtons(app, t("map"), {
      PNG: () => savePng("map", view.painter.toCanvas()),
      SVG: () => save("map.svg", view.painter.toSvg(view.marks), "image/svg+xml"),
      TSV: () => save("map.tsv", mapTsv(app), "text/tab-separated-values"),
    }));
  app.observe(box, () => view.resize());
  const select = () => {
    view.marks.selected = app.selected();
    view.marks.neighbours = [];
    if (view.marks.selected.length && !store.state.map) view.show(view.marks.selected[0]);
    else view.draw();
  };
  store.watch(["word"], select);
  select();
  app.showNeighbours = (ids) => {
    view.marks.neighbours = ids;
    view.draw();
  };
  return view;
}

function showTip(app, tip, id, x, y, byKey) {
  tip.hidden = id < 0;
  if (id < 0) return;
  const [count, importance] = app.numbersOf(id);
  const numbers = [count && `${app.t("count")} ${count}`, importance && `${app.t("importance")} ${importance}`];
  tip.replaceChildren(wordElement(app.model.words.at(id)), h("small", {}, numbers.filter(Boolean).join(", ")));
  const { clientWidth, clientHeight } = tip.parentElement;
  tip.style.left = `${Math.max(0, Math.min(x + 14, clientWidth - tip.offsetWidth - 4))}px`;
  tip.style.top = `${Math.max(0, Math.min(y + 14, clientHeight - tip.offsetHeight - 4))}px`;
  if (byKey) app.announce(app.t("cursor", app.name(id)));
}

function mapTsv({ model, facts: { map: { width, height } } }) {
  const { words, map, community, counts, importance } = model;
  const longer = Math.max(width, height) * 65535;
  const rows = function* () {
    for (let id = 0; id < map.length / 2; id++) {
      const group = community && community[id] < 65535 ? community[id] : null;
      const [x, y] = [(map[id] * width) / longer, (map[map.length / 2 + id] * height) / longer];
      yield [words.at(id), x.toFixed(5), y.toFixed(5), group, counts?.[id], importance?.[id].toFixed(3)];
    }
  };
  return tsvOf(["word", "x", "y", "community", "count", "importance"], rows());
}
