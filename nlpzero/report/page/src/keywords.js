// Keywords of a text: the score "combined" of KeywordExtractor, for single words.

import { latticeOf } from "./lattice.js";
import { add, dot } from "./rows.js";

const RANGE = 2; // bounds of the likelihood, in nats
const HALF_WEIGHT = 10; // weight of a word with the score 1/2

/**
 * Return the words of a text by descending score, [{id, count, score}].
 *
 * `scored`: ScoredWords of the segmentation; `find(token)`: id of a word, or -1; `counts`;
 * `total`: sum of the counts; `importance`: in nats; `stopWords`: Set of ids; `measures`:
 * Measures, or null. Without counts all words have the same information.
 */
export function keywordsOf(text, model) {
  const found = new Map();
  for (const { text: token, boundary } of latticeOf(text, model.scored).path) {
    const id = boundary ? -1 : model.find(token);
    if (id >= 0) found.set(id, (found.get(id) ?? 0) + 1);
  }
  const information = new Map([...found.keys()].map((id) => [id, informationOf(id, model)]));
  const likelihood = likelihoodOf(found, information, model.measures);
  return [...found]
    .filter(([id]) => !model.stopWords.has(id))
    .map(([id, count]) => {
      const exponent = (model.importance?.[id] ?? 0) + (likelihood.get(id) ?? 0);
      const weight = information.get(id) * Math.exp(exponent / 2);
      return { id, count, score: weight / (weight + HALF_WEIGHT) };
    })
    .sort((a, b) => b.score - a.score || a.id - b.id);
}

/** Return the information of a word, which is small for words of most texts of 100 words. */
function informationOf(id, { counts, total }) {
  return counts ? -Math.log(-Math.expm1((-100 * counts[id]) / total)) : 1;
}

/** Return for each word the mean of its products with the other words of the text. */
function likelihoodOf(found, information, measures) {
  const likelihood = new Map();
  if (!measures?.left) return likelihood;
  const ids = [...found.keys()].filter((id) => id < measures.size("pmi"));
  const sum = new Float64Array(measures.left.size);
  let total = 0;
  const weightOf = (id) => found.get(id) * information.get(id);
  for (const id of ids) {
    add(sum, measures.right.row(id), weightOf(id));
    total += weightOf(id);
  }
  for (const id of ids) {
    const others = total - weightOf(id);
    const left = measures.left.row(id);
    const product = dot(left, sum) - weightOf(id) * dot(left, measures.right.row(id));
    const mean = (others > 0 ? product / others : 0) - (measures.normalisers?.[id] ?? 0);
    likelihood.set(id, Math.min(RANGE, Math.max(-RANGE, mean)));
  }
  return likelihood;
}
