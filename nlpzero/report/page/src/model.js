// The model as the page needs it, read from the arrays and facts of the document.

import { ScoredWords } from "./lattice.js";
import { Measures } from "./measures.js";
import { rowsOf } from "./rows.js";
import { folded } from "./tokens.js";
import { Words } from "./words.js";

const MISSING = -32768; // instead of thousandths
const MAX_SEGMENTED_WORDS = 200_000; // of which texts are made

const values = (array) => array?.values ?? null;
const thousandths = (array) => (array ? Float32Array.from(array.values, (value) => value / 1000) : null);

const evidence = (array) => array && Float32Array.from(array.values, (value) => (value === MISSING ? NaN : value / 1000));

/** Read what the map needs: `words`, `counts`, `importance`, `map` and `community`. */
export async function readWords(arrays) {
  const parts = await arrays.all(
    ["word_bytes", "word_ends", "counts", "importance", "map", "community"]);
  return {
    words: new Words(values(parts.word_bytes) ?? new Uint8Array(), values(parts.word_ends) ?? new Uint32Array()),
    counts: values(parts.counts),
    importance: thousandths(parts.importance),
    map: values(parts.map),
    community: values(parts.community),
  };
}

/** Return the length of each vector, or null. */
export async function readNorms(arrays) {
  const logs = values(await arrays.get("log_norms"));
  return logs && Float32Array.from(logs, (log) => (log === MISSING ? 0 : Math.exp(log / 1000)));
}

/** Return the Measures of the model, or null if the page has no vectors. */
export async function readMeasures(arrays, facts) {
  const parts = await arrays.all(["vectors", "vector_low", "vector_scales", "context_vectors",
    "context_vector_low", "context_vector_scales", "metric", "metric_norms", "row_mean", "column_mean", "prior", "normalisers"]);
  if (!parts.vectors) return null;
  const rows = rowsOf(parts.vectors, parts.vector_scales, parts.vector_low);
  let left = null, right = null;
  if (facts.vector_sets === "halves") [left, right] = [rows.half(0), rows.half(1)];
  else if (facts.vector_sets === "two") {
    [left, right] = [rows, rowsOf(parts.context_vectors, parts.context_vector_scales, parts.context_vector_low)];
  }
  if (facts.vector_sets === "tied") left = right = rows;
  return new Measures({
    rows, left, right, metric: values(parts.metric), metricNorms: values(parts.metric_norms),
    leftMean: values(parts.row_mean), rightMean: values(parts.column_mean),
    prior: values(parts.prior), normalisers: values(parts.normalisers),
    shift: facts.pmi?.shift ?? 0, averaged: facts.pmi?.averaged ?? false, kind: facts.predict?.kind ?? "product",
  });
}

/**
 * Return the vectors whose products say how well a word predicts another, as `pair_information` of
 * the library: `words`, `contexts` and `shiftOf(id)`; null without measures.
 */
export function pairVectors(measures, facts) {
  if (!measures) return null;
  const isTwo = facts.vector_sets === "two";
  const sets = isTwo ? [measures.left, measures.right] : [measures.rows, measures.rows];
  if (measures.kind === "cbow") sets.reverse();
  const [words, contexts] = sets;
  return { words, contexts, shiftOf: (id) => -(measures.normalisers?.[id] ?? 0) };
}

/** Return a function that returns the id of a folded spelling, or -1; of equal ones the lowest. */
export function foldedIndex(words) {
  const ids = new Map();
  for (let id = Math.min(words.length, MAX_SEGMENTED_WORDS) - 1; id >= 0; id--) ids.set(folded(words.at(id)), id);
  return (key) => ids.get(key) ?? -1;
}

/** Return observed contexts: `ids`, `pmi` and `width` (contexts per word), or null. */
export async function readContexts(arrays) {
  const { contexts, context_pmi: pmi } = await arrays.all(["contexts", "context_pmi"]);
  return contexts && pmi && { ids: contexts.values, pmi: thousandths(pmi), width: contexts.shape[1] };
}

/** Return the lexicon, or null: `words`, `counts`, `scores`, `cohesion`, `entropy`. */
export async function readLexicon(arrays) {
  const parts = await arrays.all(["lex_bytes", "lex_ends", "lex_counts", "lex_scores", "lex_cohesion",
    "lex_entropy"]);
  if (!parts.lex_bytes) return null;
  return {
    words: new Words(parts.lex_bytes.values, parts.lex_ends.values),
    counts: values(parts.lex_counts),
    scores: values(parts.lex_scores),
    cohesion: evidence(parts.lex_cohesion),
    entropy: evidence(parts.lex_entropy),
  };
}

/**
 * Return ScoredWords for segmentation: of the lexicon, or else of the words of the model, whose
 * score is the logarithm of their share of the corpus; null without both.
 */
export function scoredWords(model, lexicon, facts) {
  if (lexicon?.scores) {
    return new ScoredWords(entries(lexicon.words, (id) => lexicon.scores[id]), {
      unknown: facts.lexicon.unknown, longest: facts.lexicon.max_length,
      splitIdentifiers: facts.lexicon.split_identifiers, unjoined: facts.lexicon.unjoined ?? null,
    });
  }
  if (!model.counts) return null;
  const total = sum(model.counts);
  const scoreOf = (id) => Math.log(Math.max(model.counts[id], 1) / total);
  return new ScoredWords(entries(model.words, scoreOf), { unknown: Math.log(0.5 / total) });
}

function* entries(words, scoreOf) {
  const count = Math.min(words.length, MAX_SEGMENTED_WORDS);
  for (let id = 0; id < count; id++) yield [words.at(id), scoreOf(id)];
}

export function sum(numbers) {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
