// Axes: scales, ticks and their labels.

/** Return round numbers within a range, about `count` of them. */
export function niceTicks(low, high, count = 5) {
  if (!(high > low)) return Number.isFinite(low) ? [low] : [];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) ticks.push(i * step);
  return ticks.map((tick) => Number(tick.toPrecision(12)));
}

/** Return powers of ten within a range of positive numbers, or multiples of them if these are few. */
export function powerTicks(low, high) {
  const within = (multiples) => {
    const ticks = [];
    for (let power = Math.floor(Math.log10(low)); 10 ** power <= high * 1.0001; power++) {
      ticks.push(...multiples.map((multiple) => Number((multiple * 10 ** power).toPrecision(3))));
    }
    return ticks.filter((tick) => tick >= low * 0.9999 && tick <= high * 1.0001);
  };
  const found = [[1], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]].map(within).find((ticks) => ticks.length > 1);
  return found ?? [low, high];
}

/** Return a number in few characters: 1200000 is 1.2M. */
export function compact(value) {
  const size = Math.abs(value);
  for (const [limit, unit] of [[1e9, "G"], [1e6, "M"], [1e4, "k"]]) {
    if (size >= limit) return `${Number((value / (unit === "k" ? 1e3 : limit)).toPrecision(3))}${unit}`;
  }
  return String(Number(value.toPrecision(4)));
}

/** An area with two axes; `x` and `y` return the pixels of values. */
export class Axes {
  /** `xRange`, `yRange`: [low, high]; `logX`, `logY`: logarithmic scales; `wholeX`: integers only. */
  constructor(surface, { xRange, yRange, logX = false, logY = false, wholeX = false, xLabel, yLabel }) {
    this.area = { left: 66, top: 12, right: surface.width - 14, bottom: surface.height - 44 };
    Object.assign(this, { surface, logX, logY, wholeX, xLabel, yLabel });
    this.xRange = widened(xRange, logX);
    this.yRange = widened(yRange, logY);
  }

  x(value) {
    const { left, right } = this.area;
    return left + share(value, this.xRange, this.logX) * (right - left);
  }

  y(value) {
    const { top, bottom } = this.area;
    return bottom - share(value, this.yRange, this.logY) * (bottom - top);
  }

  /** Return the values at a pixel, for linear or logarithmic scales. */
  valuesAt(px, py) {
    const { left, right, top, bottom } = this.area;
    return [
      valueAt((px - left) / (right - left), this.xRange, this.logX),
      valueAt((bottom - py) / (bottom - top), this.yRange, this.logY),
    ];
  }

  draw(theme) {
    const { surface, area } = this;
    for (const tick of this.#ticks(this.xRange, this.logX)) {
      if (this.wholeX && !Number.isInteger(tick)) continue;
      const x = this.x(tick);
      surface.line([[x, area.top], [x, area.bottom]], theme.grid);
      surface.text(x, area.bottom + 12, compact(tick), { colour: theme.muted, anchor: "middle" });
    }
    for (const tick of this.#ticks(this.yRange, this.logY)) {
      const y = this.y(tick);
      surface.line([[area.left, y], [area.right, y]], theme.grid);
      surface.text(area.left - 6, y, compact(tick), { colour: theme.muted, anchor: "end" });
    }
    surface.line([[area.left, area.top], [area.left, area.bottom], [area.right, area.bottom]], theme.muted);
    const middle = (area.top + area.bottom) / 2;
    const labels = { colour: theme.text, anchor: "middle" };
    surface.text((area.left + area.right) / 2, surface.height - 12, this.xLabel, labels);
    surface.text(10, middle, this.yLabel, { ...labels, turn: -90 });
  }

  #ticks([low, high], logarithmic) {
    return logarithmic ? powerTicks(low, high) : niceTicks(low, high);
  }
}

function share(value, [low, high], logarithmic) {
  return logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

function valueAt(part, [low, high], logarithmic) {
  return logarithmic ? low * (high / low) ** part : low + part * (high - low);
}

/** Return a range that is not empty, with some space around the values. */
function widened([low, high], logarithmic) {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return logarithmic ? [1, 10] : [0, 1];
  if (logarithmic) return high > low ? [low / 1.15, high * 1.15] : [low / 2, high * 2];
  const space = high > low ? 0.04 * (high - low) : Math.max(Math.abs(low) * 0.1, 0.5);
  return [low - space, high + space];
}

/** Return the smallest and largest finite value. */
export function rangeOf(values) {
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
