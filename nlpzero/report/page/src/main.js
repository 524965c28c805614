// Start of the page: reads the data, builds the sections, the map first.

import { ArrayStore } from "./arrays.js";
import { App } from "./ui/app.js";
import { compareSection } from "./ui/compare.js";
import { dimensionsSection } from "./ui/dimensions.js";
import { h } from "./ui/dom.js";
import { header } from "./ui/header.js";
import { heatMapSection } from "./ui/heat-map.js";
import { lexiconSection } from "./ui/lexicon.js";
import { mapSection } from "./ui/map-section.js";
import { neighboursSection } from "./ui/neighbours.js";
import { normsSection } from "./ui/norms.js";
import { overview } from "./ui/overview.js";
import { keywordsSection, latticeSection, templatesSection } from "./ui/texts-sections.js";

// The map comes first: it needs the fewest arrays, and is what most users look at.
const SECTIONS = [
  ["map", mapSection], ["neighbours", neighboursSection], ["overview", overview],
  ["compare", compareSection], ["heat", heatMapSection], ["norms", normsSection],
  ["dimensions", dimensionsSection], ["lexicon", lexiconSection], ["lattice", latticeSection],
  ["keywords", keywordsSection], ["templates", templatesSection],
];

/** Build the interface in the language of the application. */
async function render(app) {
  app.clear();
  const root = document.getElementById("app");
  const relabel = () => {
    app.setLanguage(app.language === "zh" ? "en" : "zh");
    app.store.set({ lang: app.language }, { quiet: true });
    render(app).then(() => document.getElementById("language").focus());
  };
  const sections = SECTIONS.map(([id]) => h("section", { id: `${id}-section`, "aria-labelledby": `${id}-title` },
    h("h2", { id: `${id}-title`, tabindex: "-1" }, app.t(id))));
  root.replaceChildren(
    header(app, SECTIONS.map(([id]) => [id, app.t(id)]), relabel), h("main", {}, ...sections),
    h("div", { id: "announcement", class: "hidden", role: "status", "aria-live": "polite" }));
  document.getElementById("tables-title").textContent = app.t("tables");
  for (const [number, [, build]] of SECTIONS.entries()) {
    await fill(app, sections[number], build);
    if (!sections[number].isConnected) return; // the language was switched meanwhile
  }
  root.dataset.ready = "true";
}

/** Fill a section, and let the browser draw it; a damaged array affects no other section. */
async function fill(app, section, build) {
  try {
    await build(app, section);
  } catch (error) {
    section.append(h("p", { class: "error", role: "alert" }, app.t("damaged", error.message)));
    console.error(error);
  }
  await new Promise((resolve) => setTimeout(resolve));
}

async function start() {
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const app = new App(facts, new ArrayStore(document));
  await app.load();
  document.getElementById("old-browser").remove();
  document.getElementById("static").classList.add("closed");
  document.getElementById("tables-box").open = false;
  document.getElementById("app").hidden = false;
  window.addEventListener("hashchange", () => app.store.reread());
  await render(app);
}

const supported = typeof DecompressionStream === "function" && typeof ResizeObserver === "function";
if (supported) start();
