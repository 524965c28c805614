// Chart of the objective of each sweep, or the loss of each epoch.

import { Axes, rangeOf } from "./axes.js";

export function drawHistory(surface, theme, { values, xLabel, yLabel }) {
  const axes = new Axes(surface, {
    xRange: [1, Math.max(values.length, 1)], yRange: rangeOf(values), wholeX: true, xLabel, yLabel,
  });
  axes.draw(theme);
  const points = values.map((value, i) => [axes.x(i + 1), axes.y(value)])
    .filter(([, y]) => Number.isFinite(y));
  surface.line(points, theme.accent, { width: 2 });
  if (values.length <= 60) surface.dots(points, 3, theme.accent);
  return axes;
}
