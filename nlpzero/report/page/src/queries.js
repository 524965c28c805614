// Queries: the words with the highest scores, and the contexts that two words share.

const NO_CONTEXT = 0xffffffff;

/**
 * Return the `topn` ids with the highest scores, as [{id, score}], ties by ascending id.
 * `exclude`: ids that are left out; `minimum`: lowest score; `within`: ids that are considered.
 */
export function highest(scores, { topn = 10, exclude = [], minimum = -Infinity, within = null }) {
  const left = new Set(exclude);
  const best = []; // descending
  const consider = (id) => {
    const score = scores[id];
    if (!(score >= minimum) || left.has(id)) return;
    if (best.length === topn && score <= best[topn - 1].score) return;
    let place = best.length;
    while (place > 0 && best[place - 1].score < score) place--;
    best.splice(place, 0, { id, score });
    if (best.length > topn) best.pop();
  };
  if (within) {
    for (const id of [...new Set(within)].sort((a, b) => a - b)) if (id < scores.length) consider(id);
  } else for (let id = 0; id < scores.length; id++) consider(id);
  return best;
}

/** Return the neighbours of positive and negative words, as `highest`. */
export function neighbours(measures, { measure, positive, negative = [], ...limits }) {
  const scores = measures.scores(measure, positive, negative);
  return highest(scores, { ...limits, exclude: [...positive, ...negative] });
}

/** Return the contexts of a word, as [{id, pmi}], by descending PMI; see readContexts. */
export function contextsOf({ ids, pmi, width }, word) {
  const found = [];
  for (let at = word * width; at < Math.min((word + 1) * width, ids.length); at++) {
    if (ids[at] !== NO_CONTEXT) found.push({ id: ids[at], pmi: pmi[at] });
  }
  return found.sort((a, b) => b.pmi - a.pmi);
}

/**
 * Compare the contexts of two words: `shared` by descending smaller PMI, and those of one word
 * only, `onlyA` and `onlyB`.
 */
export function compareContexts(a, b) {
  const other = new Map(b.map(({ id, pmi }) => [id, pmi]));
  const own = new Set(a.map(({ id }) => id));
  const shared = a.filter(({ id }) => other.has(id))
    .map(({ id, pmi }) => ({ id, a: pmi, b: other.get(id) }))
    .sort((x, y) => Math.min(y.a, y.b) - Math.min(x.a, x.b));
  return {
    shared,
    onlyA: a.filter(({ id }) => !other.has(id)),
    onlyB: b.filter(({ id }) => !own.has(id)),
  };
}

/**
 * Return the contexts of a word by PMI estimated from vectors, in the form of `contextsOf`: all
 * words with a PMI above 0 except the word itself.
 */
export function estimatedContexts(measures, word) {
  const scores = measures.scores("pmi", [word]);
  const found = [];
  for (let id = 0; id < scores.length; id++) {
    if (scores[id] > 0 && id !== word) found.push({ id, pmi: scores[id] });
  }
  return found.sort((a, b) => b.pmi - a.pmi);
}
