// What all parts of the page share: data, language, state, links to words.

import { hashOf, Store } from "../state.js";
import { readLexicon, readMeasures, readNorms, readWords, scoredWords, sum } from "../model.js";
import { localText, translator } from "../texts.js";
import { shown } from "../words.js";
import { h, wordElement } from "./dom.js";

export class App {
  #observers = [];
  #promises = new Map();

  constructor(facts, arrays) {
    Object.assign(this, { facts, arrays, store: new Store() });
    this.language = this.store.state.lang || facts.language || "en";
    this.setLanguage(this.language);
    document.addEventListener("themechange", () => this.#observers.forEach(({ call }) => call()));
  }

  setLanguage(language) {
    this.language = language === "zh" ? "zh" : "en";
    this.t = translator(this.language);
    document.documentElement.lang = this.language === "zh" ? "zh-CN" : "en";
  }

  /** Return the text of {en, zh} in the language of the interface. */
  local(text) {
    return localText(text, this.language);
  }

  /** Return the ids of the most important words. */
  get important() {
    return (this.facts.important ?? []).map(([id]) => id);
  }

  /** Read what the map needs; the other methods require it. */
  async load() {
    this.model = await readWords(this.arrays);
    this.total = this.facts.total_tokens ?? (this.model.counts ? sum(this.model.counts) : 0);
  }

  measures() {
    return this.#once("measures", () => readMeasures(this.arrays, this.facts));
  }

  norms() {
    return this.#once("norms", () => readNorms(this.arrays));
  }

  lexicon() {
    return this.#once("lexicon", () => readLexicon(this.arrays));
  }

  scoredWords() {
    return this.#once("scored", async () => scoredWords(this.model, await this.lexicon(), this.facts));
  }

  #once(key, read) {
    if (!this.#promises.has(key)) this.#promises.set(key, read());
    return this.#promises.get(key);
  }

  /** Return the id of a word as typed, or -1. */
  find(word) {
    return this.model.words.find(word);
  }

  /** Return a word as it is displayed, in at most `limit` characters. */
  name(id, limit = 60) {
    return shown(this.model.words.at(id), limit);
  }

  /** Return the ids of the selected words. */
  selected() {
    return this.store.state.word.map((word) => this.model.words.idOf(word)).filter((id) => id >= 0);
  }

  select(id) {
    this.store.set({ word: [this.model.words.at(id)], not: [], map: "" });
  }

  /** Return a link that selects a word. */
  link(id) {
    const word = this.model.words.at(id);
    const { lang } = this.store.state;
    return h("a", { href: hashOf({ word: [word], lang }) || "#", click: (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.select(id);
    } }, wordElement(word));
  }

  /** Return links to words with separators. */
  links(ids) {
    return ids.flatMap((id, i) => (i ? [" · ", this.link(id)] : [this.link(id)]));
  }

  /** Return the numbers of a word that the model has: count and importance. */
  numbersOf(id) {
    const { counts, importance } = this.model;
    return [counts ? this.number(counts[id]) : "", importance ? importance[id].toFixed(2) : ""];
  }

  number(value) {
    return value.toLocaleString(this.language === "zh" ? "zh-CN" : "en");
  }

  /** Call a function now, and when the size of an element or the colours change. */
  observe(element, call) {
    const observer = new ResizeObserver(() => call());
    observer.observe(element);
    this.#observers.push({ observer, call });
  }

  /** Forget everything that belongs to elements that are about to be replaced. */
  clear() {
    this.#observers.forEach(({ observer }) => observer.disconnect());
    this.#observers = [];
    this.store.clear();
  }

  /** Tell users of screen readers. */
  announce(text) {
    document.getElementById("announcement").textContent = text;
  }
}
