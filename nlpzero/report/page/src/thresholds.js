// Words of a lexicon above thresholds of cohesion and boundary entropy.

/** Return the ids of words with at least these values, in the order of the lexicon. */
export function selected({ cohesion, entropy }, { minCohesion, minEntropy }) {
  const ids = [];
  for (let id = 0; id < cohesion.length; id++) {
    if (cohesion[id] >= minCohesion && entropy[id] >= minEntropy) ids.push(id);
  }
  return ids;
}

/** Return a share of sorted finite values, the quantile; NaN without values. */
export function quantile(values, share) {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  return sorted.length ? sorted[Math.round(share * (sorted.length - 1))] : NaN;
}
