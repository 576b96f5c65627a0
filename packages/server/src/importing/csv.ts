/** Largest table that is read; one beyond is no list of clips, and a record for each row would not fit the memory. */
const most = { columns: 1000, rows: 1_000_000, cells: 2_000_000 };

/**
 * Takes off the apostrophe that keeps a spreadsheet from running a text as a formula; `formulaSafe` of the export adds it.
 */
const withoutApostrophe = (cell: string): string => (/^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell);

/**
 * Reads a table with a header (RFC 4180; separated by commas, tabs or semicolons, whichever the header has most of). Rows become
 * records by the names of the header; a byte order mark is ignored.
 * @throws SyntaxError for a quoted cell that does not end, and for a table over the limits.
 */
export function readCsv(text: string): Record<string, string>[] {
  const plain = text.replace(/^\ufeff/, '');
  const first = plain.slice(0, plain.search(/\r?\n|$/));
  const separator = [',', '\t', ';'].reduce((a, b) => (first.split(b).length > first.split(a).length ? b : a));
  const rows = cellsOf(plain, separator);
  const head = rows.next().value ?? [];
  if (head.length > most.columns) throw new SyntaxError(`it has more than ${most.columns} columns`);
  const records: Record<string, string>[] = [];
  const largest = Math.min(most.rows, most.cells / Math.max(1, head.length));
  for (const row of rows) {
    if (row.every((cell) => cell === '')) continue;
    if (records.length >= largest) throw new SyntaxError(`it has more than ${Math.floor(largest)} rows`);
    records.push(Object.fromEntries(head.map((name, index) => [name.trim(), withoutApostrophe(row[index] ?? '')])));
  }
  return records;
}

function* cellsOf(text: string, separator: string): Generator<string[], void, void> {
  const cell = new RegExp(`(?:"((?:[^"]|"")*)" *|((?!")[^${separator}\\r\\n]*))(${separator}|\\r\\n|\\n|\\r|$)`, 'y');
  let row: string[] = [];
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const found = cell.exec(text);
    if (found === null) {
      const line = text.slice(0, at).split(/\r\n|\n|\r/).length;
      throw new SyntaxError(`line ${line} has a quoted cell that does not end, or that text follows`);
    }
    const [, quoted, plain = '', end] = found;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === separator) {
      if (cell.lastIndex === text.length) row.push('');
      else continue;
    }
    yield row;
    row = [];
    if (end === '') return;
  }
  if (row.length > 0) yield row;
}
