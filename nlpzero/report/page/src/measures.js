// Scores of all words by each similarity measure, defined as in Python (simpler_glove.vectors).

import { add, applied, dot, lengthsIn } from "./rows.js";

/** The similarity measures of a model. */
export class Measures {
  #lengths = null;
  #buffers = {};

  /**
   * `rows`: Rows of all words; `left`, `right`: Rows of their two roles (null: only `cosine` and
   * `context`); `metric`, `metricNorms`; `leftMean`, `rightMean`; `shift`, `averaged`: of PMI;
   * `prior`, `normalisers`, `kind`: of `predict`. All but `rows` may be missing.
   */
  constructor(parts) {
    Object.assign(this, { left: null, right: null, shift: 0, averaged: false, kind: "product" }, parts);
    this.leftMean ??= new Float64Array(this.left?.size ?? 0);
    this.rightMean ??= new Float64Array(this.left?.size ?? 0);
  }

  /** Number of words that a measure compares; less frequent words have no context vectors. */
  size(measure) {
    if (measure === "cosine" || measure === "context") return this.rows.length;
    return Math.min(this.left.length, this.right.length);
  }

  /**
   * Return the scores of the first `size(measure)` words, for ids of words of the query. The next
   * query overwrites them.
   */
  scores(measure, positive, negative = []) {
    if (measure === "pmi") return this.#pmi(positive, negative);
    if (measure === "predict") return this.#predict(positive);
    return this.#cosine(positive, negative, measure === "context");
  }

  /** Return the PMI of two words. */
  pmi(a, b) {
    const forward = dot(this.#leftRow(a), this.#rightRow(b));
    const value = this.averaged ? (forward + dot(this.#leftRow(b), this.#rightRow(a))) / 2 : forward;
    return value + this.shift;
  }

  /** Return the cosine of two words. */
  cosine(a, b) {
    return clipped(dot(unit(this.rows.row(a)), unit(this.rows.row(b))));
  }

  #leftRow(id) {
    return add(this.left.row(id), this.leftMean);
  }

  #rightRow(id) {
    return add(this.right.row(id), this.rightMean);
  }

  #cosine(positive, negative, inContext) {
    const metric = inContext ? this.metric : null;
    const sum = new Float64Array(this.rows.size);
    for (const id of positive) add(sum, unit(this.rows.row(id), metric));
    for (const id of negative) add(sum, unit(this.rows.row(id), metric), -1);
    const query = unit(sum, metric);
    const scores = this.rows.products(metric ? applied(metric, query) : query, this.#buffer("scores", "cosine"));
    const lengths = inContext ? (this.metricNorms ??= lengthsIn(metric, this.rows))
      : (this.#lengths ??= this.rows.lengths());
    for (let i = 0; i < scores.length; i++) scores[i] = lengths[i] > 0 ? clipped(scores[i] / lengths[i]) : 0;
    return scores;
  }

  /** Return an array for the scores of a measure, which is allocated once. */
  #buffer(name, measure) {
    const size = this.size(measure);
    if (this.#buffers[name]?.length !== size) this.#buffers[name] = new Float64Array(size);
    return this.#buffers[name];
  }

  #pmi(positive, negative) {
    const terms = [...positive.map((id) => [id, 1]), ...negative.map((id) => [id, -1])];
    const leftSum = new Float64Array(this.left.size), rightSum = new Float64Array(this.left.size);
    for (const [id, weight] of terms) {
      add(leftSum, this.#leftRow(id), weight);
      add(rightSum, this.#rightRow(id), weight);
    }
    const shift = this.shift * (positive.length - negative.length);
    const base = dot(leftSum, this.rightMean) + shift;
    const scores = this.right.products(leftSum, this.#buffer("pairs", "pmi"));
    if (!this.averaged) {
      for (let i = 0; i < scores.length; i++) scores[i] += base;
      return scores;
    }
    const both = base + dot(rightSum, this.leftMean) + shift;
    const reverse = this.left.products(rightSum, this.#buffer("reverse", "pmi"));
    for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] + reverse[i] + both) / 2;
    return scores;
  }

  #predict(contexts) {
    const swapped = this.kind === "cbow";
    const [words, sources] = swapped ? [this.right, this.left] : [this.left, this.right];
    const [mean, sourceMean] =
      swapped ? [this.rightMean, this.leftMean] : [this.leftMean, this.rightMean];
    const sum = new Float64Array(words.size);
    for (const id of contexts) add(add(sum, sources.row(id)), sourceMean);
    const scores = words.products(sum, this.#buffer("pairs", "predict"));
    const base = dot(mean, sum);
    for (let i = 0; i < scores.length; i++) {
      const normaliser = this.normalisers ? this.normalisers[i] : 0;
      scores[i] += base + this.prior[i] - contexts.length * normaliser;
    }
    return normalised(scores);
  }
}

/** Return v / |v|, with |v|^2 = v G v; a vector of length 0 stays 0. */
export function unit(vector, metric = null) {
  const square = dot(vector, metric ? applied(metric, vector) : vector);
  const length = Math.sqrt(Math.max(square, 0));
  return vector.map((value) => (length > 0 ? value / length : 0));
}

function clipped(value) {
  return Math.min(1, Math.max(-1, value));
}

/** Subtract the logarithm of the sum of the exponentials, in place. */
function normalised(scores) {
  let top = -Infinity, sum = 0;
  for (const score of scores) if (score > top) top = score;
  for (const score of scores) sum += Math.exp(score - top);
  const log = top + Math.log(sum);
  for (let i = 0; i < scores.length; i++) scores[i] -= log;
  return scores;
}
