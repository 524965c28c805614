// Keywords of a text: single words, scored as by KeywordExtractor with the method "combined".

import { latticeOf } from "./lattice.js";
import { add, dot } from "./rows.js";
import { PLAIN, tokensOf } from "./tokens.js";

const RANGE = 2; // bounds of the likelihood, in nats
const HALF_WEIGHT = 15; // weight of a word with the score 1/2
const FULL_LENGTH = 2.5; // words or ideographs, from which on a phrase has full weight
const SECTION = 1000; // tokens; occurrences in longer texts are counted per section
const HALF_DISTANCE = 50; // tokens from the start of a section, which halve the weight

/**
 * Return the words of a text by descending score, [{text, id, count, score}]; the id of a word of
 * several tokens, such as Wi-Fi, is -1.
 *
 * `scored`: ScoredWords of the segmentation; `idOf(key)`: id of a folded word, or -1; `counts`;
 * `total`: sum of the counts; `importance`: in nats; `stopWords`: Set of ids; `pairs`: PairVectors,
 * or null.
 */
export function keywordsOf(text, model) {
  const tokens = tokensOf(text, piecesOf(text, model.scored));
  for (const token of tokens) {
    token.id = token.kind === PLAIN ? model.idOf(token.key) : -1;
    token.counted = token.id >= 0 && !model.stopWords.has(token.id);
    token.information = token.id >= 0 ? informationOf(token.id, model) : 0;
  }
  const likelihood = likelihoodOf(tokens, model.pairs);
  const weightOf = ({ id, information }) =>
    information * Math.exp(((model.importance?.[id] ?? 0) + (likelihood.get(id) ?? 0)) / 2);
  return [...candidatesOf(tokens).values()].map(({ parts, first, last, count }) => {
    const counted = parts.filter((token) => token.counted);
    const mean = (valueOf) => counted.reduce((sum, token) => sum + valueOf(token), 0) / counted.length;
    const length = mean(({ units }) => units) * counted.length;
    const value = mean(weightOf) * Math.min(length, FULL_LENGTH) ** 2 * occurrenceFactor(first, last, count, tokens.length);
    return {
      text: text.slice(parts[0].start, parts.at(-1).end), id: parts.length === 1 ? parts[0].id : -1,
      count, score: value / (value + HALF_WEIGHT),
    };
  }).sort((a, b) => b.score - a.score);
}

/** Return the start and end of each piece of the best path. */
function piecesOf(text, scored) {
  const { atoms, path } = latticeOf(text, scored);
  return path.map(({ from, to }) => ({ start: atoms[from].start, end: atoms[to - 1].end }));
}

/** Return the candidates by key: `parts`, the tokens, `count`, and the places before and after. */
function candidatesOf(tokens) {
  const found = new Map();
  for (let start = 0, end; start < tokens.length; start = end) {
    for (end = start + 1; tokens[end - 1].joined; end++);
    const parts = tokens.slice(start, end);
    const isUnknown = parts.some(({ kind, id }) => kind === PLAIN && id < 0);
    if (isUnknown || !parts.some(({ counted }) => counted)) continue;
    const key = parts.map((token) => token.key).join("\n");
    if (!found.has(key)) found.set(key, { parts, first: start, count: 0 });
    Object.assign(found.get(key), { last: end, count: found.get(key).count + 1 });
  }
  return found;
}

/** Return the factor for the number of occurrences and the distance from the ends of the text. */
function occurrenceFactor(first, last, count, size) {
  const sections = Math.max(size / SECTION, 1);
  const distance = sections === 1 ? Math.min(first, size - last) : first;
  const place = Math.min(distance / (HALF_DISTANCE * sections), 4 - 2 / sections);
  return Math.log1p(count / sections) / (1 + place);
}

/** Return the information of a word, which is small for words of most texts of 100 words. */
function informationOf(id, { counts, total }) {
  return -Math.log(-Math.expm1((-100 * Math.max(counts[id], 1)) / total));
}

/** Return the mean of the products of each word with the other words of the text, by id. */
function likelihoodOf(tokens, pairs) {
  const likelihood = new Map(), masses = new Map();
  if (!pairs) return likelihood;
  for (const { id, information } of tokens) if (id >= 0) masses.set(id, (masses.get(id) ?? 0) + information);
  const sum = new Float64Array(pairs.contexts.size);
  let total = 0;
  for (const [id, mass] of masses) {
    if (id >= pairs.contexts.length) continue;
    add(sum, pairs.contexts.row(id), mass);
    total += mass;
  }
  for (const [id, mass] of masses) {
    if (id >= pairs.words.length) continue;
    const word = pairs.words.row(id), isContext = id < pairs.contexts.length;
    const others = isContext ? total - mass : total;
    const product = dot(word, sum) - (isContext ? mass * dot(word, pairs.contexts.row(id)) : 0);
    const mean = others > 1e-12 * total ? product / others + pairs.shiftOf(id) : 0;
    likelihood.set(id, Math.min(RANGE, Math.max(-RANGE, mean)));
  }
  return likelihood;
}
