// Answers of a page of `nlpzero report`, computed by its scripts in node.
//
// node _report_answers.mjs PAGE QUESTIONS ANSWERS: JSON files; see report_answers.py.

import { readFileSync, writeFileSync } from "node:fs";

const source = (name) => import(new URL(`../nlpzero/report/page/src/${name}.js`, import.meta.url));
const [{ ArrayStore }, model, { neighbours }, { latticeOf }, { keywordsOf }] = await Promise.all(
  ["arrays", "model", "queries", "lattice", "keywords"].map(source));
const [pagePath, questionsPath, answersPath] = process.argv.slice(2);

/** Return the elements of a page that ArrayStore reads. */
function elementsOf(page) {
  const pattern = /data-array="(\w+)" data-dtype="(\w+)" data-shape="([\d,]+)" data-bytes="(\d+)">([^<]*)</g;
  return [...page.matchAll(pattern)].map(([, array, dtype, shape, bytes, textContent]) =>
    ({ dataset: { array, dtype, shape, bytes }, textContent }));
}

const page = readFileSync(pagePath, "utf8");
const facts = JSON.parse(page.match(/id="facts">([^<]*)</)[1]);
const arrays = new ArrayStore({ querySelectorAll: () => elementsOf(page) });
const known = await model.readWords(arrays);
const measures = await model.readMeasures(arrays, facts);
const scored = model.scoredWords(known, await model.readLexicon(arrays), facts);
const { queries, sentences, texts } = JSON.parse(readFileSync(questionsPath, "utf8"));

const found = {}, sizes = {};
for (const measure of facts.measures) {
  sizes[measure] = measures.size(measure);
  found[measure] = queries.map((share) => {
    const id = Math.floor(share * sizes[measure]);
    const best = neighbours(measures, { measure, positive: [id], topn: 10 });
    return [known.words.at(id), best.map((each) => known.words.at(each.id))];
  });
}
const inputs = {
  scored, ...known, total: facts.total_tokens, stopWords: new Set(facts.stop_words ?? []),
  pairs: model.pairVectors(measures, facts), idOf: model.foldedIndex(known.words),
};
writeFileSync(answersPath, JSON.stringify({
  sizes, neighbours: found,
  segmented: sentences.map((text) => latticeOf(text, scored).path.map((edge) => edge.text)),
  keywords: texts.map((text) => keywordsOf(text, inputs).slice(0, 10).map((each) => each.text)),
}));
