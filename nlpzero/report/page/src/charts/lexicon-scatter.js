// Scatter of the words of a lexicon: cohesion and boundary entropy, with thresholds.

import { Axes, rangeOf } from "./axes.js";
import { quantile } from "../thresholds.js";

const MAX_POINTS = 8000;

/** Return the axes of the scatter; extreme values (1 in 1000) are at the edges. */
export function lexiconAxes(surface, { cohesion, entropy, xLabel, yLabel }) {
  const range = (values) => [rangeOf(values)[0], quantile(values, 0.999)];
  return new Axes(surface, { xRange: range(cohesion), yRange: range(entropy), xLabel, yLabel });
}

/**
 * `cohesion`, `entropy`: of all words; `minCohesion`, `minEntropy`; `nameOf(id)`. Draws a sample
 * of equally spaced words if there are many.
 */
export function drawLexicon(surface, theme, chart) {
  const { cohesion, entropy, minCohesion, minEntropy } = chart;
  const axes = lexiconAxes(surface, chart);
  axes.draw(theme);
  const { left, right, top, bottom } = axes.area;
  const step = Math.max(1, Math.floor(cohesion.length / MAX_POINTS));
  const inside = [], outside = [];
  for (let id = 0; id < cohesion.length; id += step) {
    if (!Number.isFinite(cohesion[id]) || !Number.isFinite(entropy[id])) continue;
    const point = [Math.min(right, axes.x(cohesion[id])), Math.max(top, axes.y(entropy[id]))];
    const kept = cohesion[id] >= minCohesion && entropy[id] >= minEntropy;
    (kept ? inside : outside).push(point);
  }
  const radius = inside.length + outside.length > 1000 ? 1.2 : 3;
  surface.dots(outside, radius, theme.faint);
  surface.dots(inside, radius, theme.accent);
  const x = Math.min(right, Math.max(left, axes.x(minCohesion)));
  const y = Math.min(bottom, Math.max(top, axes.y(minEntropy)));
  surface.line([[x, top], [x, bottom]], theme.mark, { width: 2, dashed: true });
  surface.line([[left, y], [right, y]], theme.mark, { width: 2, dashed: true });
  surface.dots([[x, y]], 6, theme.mark);
  return axes;
}
