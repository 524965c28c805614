// The state of the page, which the part of the address after # stores: #word=coffee&measure=pmi

const LISTS = ["word", "not", "within", "heat"];
const TEXTS = ["measure", "other", "min", "map", "lang"];

/** Return the state that an address describes; unknown keys are ignored. */
export function stateOf(hash) {
  const values = new URLSearchParams(hash.replace(/^#/, ""));
  const state = {};
  for (const key of LISTS) state[key] = values.getAll(key).filter(Boolean);
  for (const key of TEXTS) state[key] = values.get(key) ?? "";
  return state;
}

/** Return the address of a state, without what is empty. */
export function hashOf(state) {
  const values = new URLSearchParams();
  for (const key of LISTS) for (const value of state[key] ?? []) values.append(key, value);
  for (const key of TEXTS) if (state[key]) values.set(key, state[key]);
  const text = values.toString();
  return text ? `#${text}` : "";
}

/** The state of the page, its address and those who are told about changes. */
export class Store {
  #listeners = [];

  constructor(place = globalThis.location, history = globalThis.history) {
    this.place = place;
    this.history = history;
    this.state = stateOf(place.hash);
  }

  /** Change some values. `quiet` replaces the entry of the browser's history. */
  set(changes, { quiet = false } = {}) {
    this.state = { ...this.state, ...changes };
    const address = hashOf(this.state) || this.place.pathname + this.place.search;
    if (quiet) this.history.replaceState(null, "", address);
    else this.history.pushState(null, "", address);
    this.#tell(Object.keys(changes));
  }

  /** Read the address again, after the user has changed it. */
  reread() {
    this.state = stateOf(this.place.hash);
    this.#tell([...LISTS, ...TEXTS]);
  }

  /** Forget all listeners. */
  clear() {
    this.#listeners = [];
  }

  /** Call a function with the state after each change of one of `keys`. */
  watch(keys, listener) {
    this.#listeners.push({ keys, listener });
  }

  #tell(changed) {
    for (const { keys, listener } of this.#listeners) {
      if (keys.some((key) => changed.includes(key))) listener(this.state);
    }
  }
}
