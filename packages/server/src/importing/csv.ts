/**
 * Reads a table with a header (RFC 4180; separated by commas, tabs or semicolons, whichever the header has most of). Rows become
 * records by the names of the header; a byte order mark is ignored.
 */
export function readCsv(text: string): Record<string, string>[] {
  const plain = text.replace(/^\ufeff/, '');
  const first = plain.slice(0, plain.search(/\r?\n|$/));
  const separator = [',', '\t', ';'].reduce((a, b) => (first.split(b).length > first.split(a).length ? b : a));
  const [head = [], ...rows] = [...cellsOf(plain, separator)];
  return rows
    .filter((row) => row.some((cell) => cell !== ''))
    .map((row) => Object.fromEntries(head.map((name, index) => [name.trim(), row[index] ?? ''])));
}

function* cellsOf(text: string, separator: string): Generator<string[], void, void> {
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|((?!")[^${separator}\\r\\n]*))(${separator}|\\r\\n|\\n|\\r|$)`, 'y');
  let row: string[] = [];
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (found === null) throw new SyntaxError(`a quoted cell does not end, line ${row.length}`);
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
