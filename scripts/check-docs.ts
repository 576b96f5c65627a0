/** Every export of contract and engine has a doc comment of at least a few words. */
import { conclude, type Source, sourcesIn } from './sources.ts';

const declaration =
  /^export (?:declare |abstract |async )*(?:const|let|function\*?|class|interface|type|enum) +\*?([\w$]+)/;

function undocumented({ path, text }: Source): string[] {
  const lines = text.split('\n');
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const name = declaration.exec(line)?.[1];
    if (name === undefined || seen.has(name)) continue;
    seen.add(name);
    if (commentAbove(lines, index).length < 8) faults.push(`${path}:${index + 1}: ${name} has no doc comment`);
  }
  return faults;
}

/** Words of the doc comment that ends on the line above, empty when there is none. */
function commentAbove(lines: readonly string[], index: number): string {
  const end = index - 1;
  if (!lines[end]?.trimEnd().endsWith('*/')) return '';
  let start = end;
  while (start >= 0 && !lines[start]!.includes('/**')) start--;
  return lines
    .slice(Math.max(0, start), end + 1)
    .join(' ')
    .replace(/[/*\s]+/g, ' ')
    .trim();
}

const sources = ['packages/contract/src', 'packages/engine/src'].flatMap(sourcesIn);
conclude('docs', sources.length, sources.flatMap(undocumented));
