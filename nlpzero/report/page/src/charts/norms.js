// Chart of the lengths of vectors against the frequencies of words.

import { Taken, placeLabels } from "../labels.js";
import { Axes, rangeOf } from "./axes.js";

const MAX_POINTS = 8000;

/** Return about `MAX_POINTS` ids, equally spaced, and all of `always`. */
export function sampled(count, always) {
  const step = Math.max(1, Math.floor(count / MAX_POINTS));
  const ids = new Set(always);
  for (let id = 0; id < count; id += step) ids.add(id);
  return [...ids].sort((a, b) => b - a);
}

/**
 * `ids`: words that are drawn; `counts`, `norms`: of all words; `expected`: [[count, norm], ...];
 * `labelled`: ids, the most important first; `nameOf(id)`; `marked`: id of a word, or -1.
 */
export function drawNorms(surface, theme, chart) {
  const { ids, counts, norms, expected, labelled, nameOf, marked, xLabel, yLabel } = chart;
  const drawn = ids.filter((id) => counts[id] > 0 && norms[id] > 0);
  const axes = new Axes(surface, {
    xRange: rangeOf(drawn.map((id) => counts[id])), yRange: rangeOf(drawn.map((id) => norms[id])),
    logX: true, logY: true, xLabel, yLabel,
  });
  axes.draw(theme);
  const place = (id) => [axes.x(counts[id]), axes.y(norms[id])];
  surface.dots(drawn.map(place), drawn.length > 2000 ? 1 : 2, theme.faint);
  surface.line(expected.map(([count, norm]) => [axes.x(count), axes.y(norm)]), theme.accent, { width: 2 });
  const labels = placeLabels({
    order: marked >= 0 ? [marked, ...labelled] : labelled, place, height: 15, limit: 40, attempts: 400,
    widthOf: (id) => 13 * nameOf(id).length, view: surface, taken: new Taken(),
  });
  for (const { id, x, y, left } of labels) {
    const colour = id === marked ? theme.accent : theme.text;
    surface.dots([[x, y]], 3, colour);
    surface.text(left, y, nameOf(id), { colour, size: 12, halo: theme.background, bold: id === marked });
  }
  return axes;
}
