// Segmentation of a text at the best path through the words of a lexicon.

// Ideographs with a numeric value; two or more of them, or of them and digits, are a number.
const NUMERAL = "[〇㐅㒃㠪㭍一七万三九二五亖亿什仟仨伍佰億兆兩八六十千卄卅卌叁参參叄四壱壹幺廾廿弌弍弎弐拾捌柒漆玖百肆萬貮貳贰阡陆陌陸零]";
const ALONE = "[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}]";
const LETTER = `(?!${ALONE}|\\p{sc=Katakana})\\p{L}`;
const DIGITS = "\\p{Nd}+(?:[.,]\\p{Nd}+)*";
const WORD = `(?:${LETTER}|\\p{M}|\\p{Nd}|['’](?=${LETTER}))*`;
const NUMBER = [
  "\\p{Nd}+(?:[-/]\\p{Nd}+){2,}", "\\p{Nd}+(?::\\p{Nd}+)+",
  `(?:${DIGITS}|${NUMERAL}(?=${NUMERAL}|[○\\p{Nd}]))(?:${DIGITS}|${NUMERAL}|○)*[%％‰]?`,
].join("|");
const ATOM = new RegExp([
  `(?<word>${LETTER}${WORD}|${DIGITS}(?=${LETTER})${WORD}|[\\p{sc=Katakana}ー]+)`, `(?<number>${NUMBER})`,
  `(?<one>${ALONE}\\p{M}*)`, "\\s+", "(?<mark>.)\\k<mark>*",
].join("|"), "suy");

/**
 * Split a text into atoms, the units that are never split, by the rules of docs/atoms.md except
 * those for addresses and names with marks. Returns [{start, end, kind}].
 */
export function atomsOf(text) {
  const atoms = [];
  for (let start = 0; start < text.length;) {
    ATOM.lastIndex = start;
    const { 0: piece, groups } = ATOM.exec(text);
    const kind = groups.number ? "number" : groups.word || groups.one ? "word" : "boundary";
    atoms.push({ start, end: start + piece.length, kind });
    start += piece.length;
  }
  return atoms;
}

/** Words with scores; the score of a path is the sum of the scores of its words. */
export class ScoredWords {
  /**
   * `entries`: [word, score] of each word; in words, 0 stands for any number. `unknown`: score of
   * an atom that is no word; `longest`: code points of the longest word, null if unknown.
   */
  constructor(entries, { unknown, longest = null }) {
    this.scores = new Map();
    this.unknown = unknown;
    this.longest = longest ?? 1;
    for (const [word, score] of entries) {
      if (!(this.scores.get(word) >= score)) this.scores.set(word, score);
      if (longest === null && word.length > this.longest) this.longest = word.length;
    }
  }
}

/**
 * Return the lattice of a text: `atoms`, `edges` [{from, to, text, score, known}] between the
 * places before and after atoms, and `path`, the edges of the best path.
 */
export function latticeOf(text, words) {
  const atoms = atomsOf(text);
  const edges = [];
  for (let from = 0; from < atoms.length; from++) edges.push(...edgesFrom(text, atoms, from, words));
  return { atoms, edges, path: bestPath(atoms.length, edges) };
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
    const score = words.scores.get(piece) ?? words.scores.get(key);
    if (score !== undefined) edges.push({ from, to, text: piece, score, known: true });
    else if (to === from + 1) edges.push({ from, to, text: piece, score: words.unknown, known: false });
  }
  return edges;
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
