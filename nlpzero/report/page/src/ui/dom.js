// Elements of the document. Texts are always set as text, never parsed as markup.

import { shown } from "../words.js";

/**
 * Create an element. Attributes that are functions are event listeners (`click`), `null` and
 * `false` are left out; children are elements, texts, or null.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== false && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Return an element that shows a word: isolated from the direction of the text around it. */
export function wordElement(word) {
  return h("bdi", { title: word.length > 60 ? shown(word, 500) : null }, shown(word));
}

/** Return a table; cells are texts, numbers or elements. Tables scroll in a focusable region. */
export function table(caption, header, rows, { numeric = [] } = {}) {
  const cell = (tag, value, i) =>
    h(tag, { class: numeric.includes(i) ? "number" : null, scope: tag === "th" ? "col" : null }, value);
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    h("table", {},
      h("caption", { class: "hidden" }, caption),
      h("thead", {}, h("tr", {}, ...header.map((value, i) => cell("th", value, i)))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((value, i) => cell("td", value, i)))))));
}

let fields = 0;

/** Return a label and its input, with an id. `hint`: text that describes the input. */
export function field(label, input, hint = null) {
  input.id ||= `field-${++fields}`;
  const described = hint ? h("small", { id: `${input.id}-hint` }, hint) : null;
  if (described) input.setAttribute("aria-describedby", described.id);
  return h("div", { class: "field" }, h("label", { for: input.id }, label), input, described);
}

/** Save bytes or text as a file. */
export function save(name, content, type) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Call a function after a pause in the calls. */
export function delayed(call, milliseconds) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...values), milliseconds);
  };
}
