// Words as UTF-8 bytes with ends: a million strings would take too much time and memory.

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
const SHOWN_LENGTH = 60;

/** Return a word as it is displayed: without control characters, and not too long. */
export function shown(word, limit = SHOWN_LENGTH) {
  // Code units beyond the limit cannot contribute to the first `limit` code points.
  const points = Array.from(word.slice(0, 2 * limit + 2));
  const cut = points.length > limit || word.length > 2 * limit + 2;
  const text = (cut ? points.slice(0, limit).join("") + "…" : word).replace(CONTROL, (sign) =>
    `⟨${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
  return text;
}

/** Return a byte in lower case, if it is an ASCII letter. */
const lower = (byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte);

/** A list of words. */
export class Words {
  #decoder = new TextDecoder();

  /** `bytes`: UTF-8 of all words; `ends`: end of each word in bytes. */
  constructor(bytes, ends) {
    this.bytes = bytes;
    this.ends = ends;
    this.length = ends.length;
  }

  at(id) {
    return this.#decoder.decode(this.bytes.subarray(this.start(id), this.ends[id]));
  }

  start(id) {
    return id ? this.ends[id - 1] : 0;
  }

  /** Return the id of a word, or -1. */
  idOf(word) {
    const key = new TextEncoder().encode(word);
    for (let id = 0, start = 0; id < this.length; start = this.ends[id++]) {
      if (this.ends[id] - start === key.length && this.#equal(key, start)) return id;
    }
    return -1;
  }

  /** Return the id of a word, or of the word in lower case, or -1. */
  find(word) {
    const id = this.idOf(word);
    return id >= 0 || word === word.toLowerCase() ? id : this.idOf(word.toLowerCase());
  }

  /** Return up to `limit` ids of words that begin with a text, then of those that contain it. */
  suggest(text, limit = 10) {
    const key = Array.from(new TextEncoder().encode(text), lower);
    if (!key.length) return [];
    const exact = [], begins = [], contains = [];
    for (let id = 0, start = 0; id < this.length && begins.length < limit; start = this.ends[id++]) {
      const place = this.#indexOf(key, start, this.ends[id]);
      if (place < 0) continue;
      if (place > start) { if (contains.length < limit) contains.push(id); }
      else if (this.ends[id] - start === key.length) exact.push(id);
      else begins.push(id);
    }
    return [...exact, ...begins, ...contains].slice(0, limit);
  }

  #equal(key, start) {
    for (let i = 0; i < key.length; i++) if (this.bytes[start + i] !== key[i]) return false;
    return true;
  }

  #indexOf(key, start, end) {
    for (let place = start; place <= end - key.length; place++) {
      let i = 0;
      while (i < key.length && lower(this.bytes[place + i]) === key[i]) i++;
      if (i === key.length) return place;
    }
    return -1;
  }
}

/** Split a text into words at white space and commas. A text that is itself a word stays whole. */
export function readWords(text, words) {
  const whole = text.trim();
  if (!whole) return { ids: [], unknown: [] };
  const id = words.find(whole);
  if (id >= 0) return { ids: [id], unknown: [] };
  const ids = [], unknown = [];
  for (const part of whole.split(/[\s,，、;；]+/u).filter(Boolean)) {
    const found = words.find(part);
    if (found < 0) unknown.push(part);
    else if (!ids.includes(found)) ids.push(found);
  }
  return { ids, unknown };
}
