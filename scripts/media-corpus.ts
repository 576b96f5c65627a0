/**
 * Compares what the video decoder makes of some 200 small files with what ffmpeg makes of them: containers, codecs, times, edit
 * lists, fields, shapes, colours, extras, damage, and formats that are refused. Prints what does not hold, by kind, and ends
 * with an error when a file fails that is not on the list of known faults.
 *
 * Usage: node scripts/media-corpus.ts [part of a name or kind …]
 */
import { compare, type Outcome, truthWords } from '../packages/engine/tests/video/corpus/compare.ts';
import type { Entry } from '../packages/engine/tests/video/corpus/entry.ts';
import { corpus } from '../packages/engine/tests/video/corpus/index.ts';
import { knownFaults } from '../packages/engine/tests/video/corpus/known-faults.ts';
import { CorpusFiles } from '../packages/engine/tests/video/corpus/make.ts';

const parts = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const verbose = process.argv.includes('--verbose');
const chosen = corpus.filter(
  ({ name, kind }) => parts.length === 0 || parts.some((part) => kind === part || name.includes(part)),
);
const files = new CorpusFiles();
const began = performance.now();
const outcomes: (Outcome & { kind: Entry['kind'] })[] = [];
const waiting = [...chosen];

async function work(): Promise<void> {
  for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
    const path = await files.path(entry.name).catch((thrown: Error) => thrown);
    if (path instanceof Error) {
      outcomes.push({ kind: entry.kind, name: entry.name, faults: [`not made: ${path.message.slice(0, 400)}`] });
      continue;
    }
    outcomes.push({ kind: entry.kind, ...(await compare(entry, path)) });
    if (verbose && entry.expect?.is !== 'refused')
      console.log(`ffmpeg ${truthWords(path, entry.expect ?? { is: 'read' }).join(' ')}`);
  }
}

await Promise.all([work(), work()]);
const failed = outcomes.filter(({ faults }) => faults.length > 0);
const known = new Map(Object.entries(knownFaults).flatMap(([part, names]) => names.map((name) => [name, part])));
for (const kind of new Set(corpus.map((entry) => entry.kind))) {
  const [all, bad] = [outcomes, failed].map((some) => some.filter((one) => one.kind === kind));
  if (all!.length > 0) console.log(`${kind}: ${all!.length - bad!.length} of ${all!.length} hold`);
  for (const { name, faults } of bad!) console.log(`  ${name}: ${faults.join('; ')} [${known.get(name) ?? 'new'}]`);
}
console.log(
  `${outcomes.length - failed.length} of ${outcomes.length} files hold (${((performance.now() - began) / 1000).toFixed(0)} s)`,
);
const mended = outcomes.filter(({ name, faults }) => faults.length === 0 && known.has(name));
if (mended.length > 0)
  console.log(`to be taken off the list of known faults: ${mended.map(({ name }) => name).join(', ')}`);
process.exitCode = failed.some(({ name }) => !known.has(name)) ? 1 : 0;
