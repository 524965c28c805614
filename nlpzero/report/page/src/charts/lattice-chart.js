// Chart of a lattice: the words of a text as bars, those of the best path in colour.

const UNIT = 34; // pixels per code point
const ROW = 26;

/** Return the row of each edge so that edges of a row do not overlap; the best path is row 0. */
export function rowsOfEdges(edges, path) {
  const onPath = new Set(path);
  const ends = [Infinity]; // row 0 has only the best path
  return edges.map((edge) => {
    if (onPath.has(edge)) return 0;
    let row = 1;
    while (row < ends.length && ends[row] > edge.from) row++;
    ends[row] = edge.to;
    return row;
  });
}

/** Return the size of the chart in pixels. */
export function latticeSize({ atoms, edges, path }) {
  const last = atoms[atoms.length - 1];
  const rows = Math.max(0, ...rowsOfEdges(edges, path)) + 1;
  return { width: 20 + UNIT * (last ? last.end : 1), height: 16 + ROW * rows };
}

export function drawLattice(surface, theme, { atoms, edges, path, nameOf }) {
  const rows = rowsOfEdges(edges, path);
  const onPath = new Set(path);
  edges.forEach((edge, i) => {
    const x = 10 + UNIT * atoms[edge.from].start;
    const width = UNIT * (atoms[edge.to - 1].end - atoms[edge.from].start);
    const y = 8 + ROW * rows[i];
    const best = onPath.has(edge);
    surface.rect(x + 1, y, width - 2, ROW - 4, best && edge.known ? theme.accent : theme.faintArea);
    const colour = best && edge.known ? theme.onAccent : theme.text;
    surface.text(x + width / 2, y + (ROW - 4) / 2, nameOf(edge.text), { colour, anchor: "middle", size: 14 });
  });
}
