// Segmentation of a text at the best path through the words of a lexicon.

import { atomsOf } from "./atoms.js";

const IDEOGRAPH = /^[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]$/u;

/** Words with scores; the score of a path is the sum of the scores of its words. */
export class ScoredWords {
  /**
   * `entries`: [word, score] of each word; in words, 0 stands for any number. `unknown`: score of
   * an atom that is no word; `longest`: code points of the longest word, null if unknown;
   * `splitIdentifiers`: whether atoms are those of split identifiers; `unjoined`: the ideographs
   * that are not joined with adjacent ones, null if none are joined.
   */
  constructor(entries, { unknown, longest = null, splitIdentifiers = false, unjoined = null }) {
    this.scores = new Map();
    Object.assign(this, { unknown, splitIdentifiers, unjoined: unjoined === null ? null : new Set(unjoined) });
    this.longest = longest ?? 1;
    for (const [word, score] of entries) {
      if (!(this.scores.get(word) >= score)) this.scores.set(word, score);
      if (longest === null && word.length > this.longest) this.longest = word.length;
    }
  }
}

/**
 * Return the lattice of a text: `atoms`, `edges` [{from, to, text, score, known}] between the
 * places before and after atoms, and `path`, the edges of the best path, in which adjacent
 * characters that are hardly ever words are one edge.
 */
export function latticeOf(text, words) {
  const atoms = atomsOf(text, words.splitIdentifiers);
  const edges = [];
  for (let from = 0; from < atoms.length; from++) edges.push(...edgesFrom(text, atoms, from, words));
  const path = joinedPath(bestPath(atoms.length, edges), words);
  return { atoms, edges: [...edges, ...path.filter(({ joined }) => joined)], path };
}

/** Join adjacent characters of a path that are hardly ever words. */
function joinedPath(path, { unjoined }) {
  if (!unjoined) return path;
  const found = [];
  let before = false; // whether the last edge may be joined with the next one
  for (const edge of path) {
    const joins = edge.to === edge.from + 1 && IDEOGRAPH.test(edge.text) && !unjoined.has(edge.text);
    if (joins && before) {
      const last = found.pop();
      const { text, score } = last;
      found.push({ ...last, to: edge.to, text: text + edge.text, score: score + edge.score, known: false, joined: true });
    } else {
      found.push(edge);
    }
    before = joins;
  }
  return found;
}

function edgesFrom(text, atoms, from, words) {
  if (atoms[from].kind === "boundary") {
    const { start, end } = atoms[from];
    return [{ from, to: from + 1, text: text.slice(start, end), score: 0, known: false, boundary: true }];
  }
  const edges = [];
  let key = ""; // the text with 0 for each number
  for (let to = from + 1; to <= atoms.length && key.length <= 2 * words.longest; to++) {
    const { start, end, kind } = atoms[to - 1];
    if (kind === "boundary") break;
    key += kind === "number" ? "0" : text.slice(start, end);
    const piece = text.slice(atoms[from].start, end);
    const score = higher(words.scores.get(piece), words.scores.get(key));
    if (score !== undefined) edges.push({ from, to, text: piece, score, known: true });
    else if (to === from + 1) edges.push({ from, to, text: piece, score: words.unknown, known: false });
  }
  return edges;
}

/** Return the higher of two scores, either of which may be undefined. */
function higher(one, other) {
  return one >= other || other === undefined ? one : other;
}

/** Return the path with the highest sum of scores; of equal ones, that with the fewest words. */
export function bestPath(size, edges) {
  const best = Array.from({ length: size + 1 }, () => ({ score: -Infinity, words: 0, edge: null }));
  best[size] = { score: 0, words: 0, edge: null };
  for (const edge of [...edges].sort((a, b) => b.from - a.from || a.to - b.to)) {
    const after = best[edge.to], own = best[edge.from];
    const score = edge.score + after.score, words = after.words + 1;
    if (score > own.score || (score === own.score && words <= own.words)) {
      best[edge.from] = { score, words, edge };
    }
  }
  const path = [];
  for (let place = 0; best[place].edge; place = best[place].edge.to) path.push(best[place].edge);
  return path;
}
