// Tables as text with values separated by tabs.

/** Return a table as TSV; tabs, line ends and backslashes in values are escaped. */
export function tsvOf(header, rows) {
  const lines = [];
  const write = (row) => lines.push(row.map(escaped).join("\t") + "\n");
  write(header);
  for (const row of rows) write(row);
  return lines.join("");
}

const SIGNS = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function escaped(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  return String(value).replace(/[\\\t\n\r]/g, (sign) => SIGNS[sign]);
}
