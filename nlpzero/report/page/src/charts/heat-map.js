// Heat map of a square matrix: blue below 0, red above.

/** Return the colour of a value between -1 and 1; `theme.dark` selects the colour of 0. */
export function heatColour(value, dark) {
  const part = Math.min(1, Math.abs(value));
  const from = dark ? [30, 33, 40] : [255, 255, 255];
  const to = value >= 0 ? (dark ? [230, 97, 80] : [178, 24, 43]) : (dark ? [80, 150, 230] : [33, 102, 172]);
  const parts = from.map((start, i) => Math.round(start + (to[i] - start) * part));
  return `rgb(${parts.join(",")})`;
}

/** Return the size of a cell and the space for labels in pixels. */
export function heatLayout(width, count) {
  const labels = Math.min(110, width / 3);
  return { labels, cell: Math.max(4, Math.min(44, (width - labels - 10) / Math.max(count, 1))) };
}

/** `names`: of rows and columns; `matrix`: array of rows of numbers. */
export function drawHeatMap(surface, theme, { names, matrix }) {
  const { labels, cell } = heatLayout(surface.width, names.length);
  const others = matrix.flatMap((row, i) => row.filter((_, j) => i !== j)); // not of a word to itself
  const largest = Math.max(1e-9, ...others.filter(Number.isFinite).map(Math.abs));
  const size = Math.min(13, Math.max(7, cell * 0.6));
  matrix.forEach((row, i) => {
    const y = labels + i * cell;
    surface.text(labels - 6, y + cell / 2, names[i], { colour: theme.text, anchor: "end", size });
    surface.text(labels + i * cell + cell / 2, labels - 6, names[i], { colour: theme.text, turn: -60, size });
    row.forEach((value, j) => {
      const x = labels + j * cell;
      surface.rect(x, y, cell - 1, cell - 1, heatColour(value / largest, theme.dark));
      if (cell < 30) return;
      const strong = Math.abs(value / largest) > 0.55;
      surface.text(x + cell / 2, y + cell / 2, value.toFixed(1), {
        colour: strong ? "#ffffff" : theme.text, anchor: "middle", size: 11,
      });
    });
  });
}
