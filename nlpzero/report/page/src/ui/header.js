// The head of the page: title, search with suggestions, sections, language and theme.

import { h, wordElement } from "./dom.js";
import { switchTheme } from "./theme.js";

/** Return the head; `sections`: [[id, title], ...]; `relabel`: called to switch the language. */
export function header(app, sections, relabel) {
  const { t } = app;
  const jump = (id) => (event) => {
    event.preventDefault(); // the address stores the state of the page
    const heading = document.getElementById(id);
    heading.scrollIntoView();
    heading.focus({ preventScroll: true });
  };
  return h("header", {},
    h("a", { class: "skip", href: "#", click: jump("map-title") }, t("skip")),
    h("div", { class: "bar" },
      h("h1", {}, app.facts.title),
      search(app),
      h("div", { class: "switches" },
        h("button", { type: "button", id: "language", "aria-label": t("languageLabel"), click: relabel }, t("language")),
        h("button", { type: "button", id: "theme", click: switchTheme }, t("theme")))),
    h("nav", { "aria-label": t("sections") },
      ...sections.map(([id, title]) => h("a", { href: "#", click: jump(`${id}-title`) }, title))));
}

/** Return the combobox that searches a word. */
function search(app) {
  const { t } = app;
  const list = h("ul", { id: "suggestions", role: "listbox", "aria-label": t("suggestions"), hidden: true });
  const input = h("input", {
    id: "search", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-expanded": "false", "aria-controls": "suggestions", "aria-autocomplete": "list",
    "aria-label": t("search"), placeholder: t("search"),
  });
  let ids = [], active = -1;
  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (id) => {
    input.value = app.model.words.at(id);
    close();
    app.select(id);
  };
  const mark = (number) => {
    active = number;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    input.setAttribute("aria-activedescendant", `suggestion-${active}`);
    list.children[active].scrollIntoView({ block: "nearest" });
  };
  const suggest = () => {
    ids = app.model.words.suggest(input.value.trim(), 12);
    active = -1;
    list.replaceChildren(...ids.map((id, i) => h("li", {
      id: `suggestion-${i}`, role: "option", "aria-selected": "false",
      mousedown: (event) => event.preventDefault(), click: () => choose(id),
    }, wordElement(app.model.words.at(id)))));
    list.hidden = !ids.length;
    input.setAttribute("aria-expanded", String(ids.length > 0));
  };
  const submit = () => {
    const id = active >= 0 ? ids[active] : app.find(input.value.trim());
    if (id >= 0) choose(id);
    else if (input.value.trim()) app.announce(t("unknownWord", input.value.trim()));
  };
  const move = (step) => {
    if (list.hidden) suggest();
    if (ids.length) mark((active + step + ids.length) % ids.length);
  };
  const keys = {
    ArrowDown: () => move(1), ArrowUp: () => move(active < 0 ? 0 : -1), Enter: submit, Escape: close,
  };
  input.addEventListener("input", suggest);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  return h("div", { class: "search", role: "search" }, input, list);
}
