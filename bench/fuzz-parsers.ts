/**
 * `npm run fuzz:parsers [-- --only zip,csv --share 0.01 --seed 1 --more]`: gives every parser of foreign bytes changed inputs, guided by the code
 * that they reach at first, and prints a score. A fault is an error that does not blame the input, a broken promise of the
 * parser, more than a second of processor time, or no answer. Results go to `bench/results/fuzz-parsers.json`; a short run is
 * in the tests.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Fault, Score } from './fuzz/run-target.ts';
import { targets } from './fuzz/targets/index.ts';
import { report } from './server/process.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(targets).join(',') },
    /** Share of each target's inputs that are run. */
    share: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    /** Targets that run at once. */
    lanes: { type: 'string', default: '2' },
    /** Keeps the last results of the targets that do not run now. */
    more: { type: 'boolean', default: false },
  },
});
const script = fileURLToPath(new URL('./fuzz/run-target.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'akezora-fuzz-parsers-'));

type Entry = Pick<Score, 'target' | 'inputs' | 'faults'>;
type Result = { readonly target: string; readonly score?: Score; readonly hung?: Fault; readonly inputs?: number };

/** Runs one target in a process of its own, so that a crash ends only this one. */
async function run(target: string): Promise<Result> {
  const make = targets[target];
  if (make === undefined) throw new Error(`no target ${target}; there are ${Object.keys(targets).join(', ')}`);
  const { inputs, close } = await make();
  await close?.();
  const file = join(folder, `${target}.json`);
  const some = Math.max(1, Math.round(inputs * Number(values.share)));
  const child = spawn(process.execPath, [script, target, String(some), values.seed, file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-2000);
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((done) =>
    child.once('close', (...end) => done(end)),
  );
  if (existsSync(file)) return { target, ...JSON.parse(readFileSync(file, 'utf8')) };
  return { target, hung: { kind: 'crashed', reason: `${signal ?? `code ${code}`}: ${words}`, input: '' } };
}

const waiting = values.only.split(',');
const results: Result[] = [];
await Promise.all(
  Array.from({ length: Number(values.lanes) }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const result = await run(next);
      results.push(result);
      const { score, hung } = result;
      const faults = [...(score?.faults ?? []), ...(hung === undefined ? [] : [hung])];
      const line =
        score === undefined ? 'ended early' : `${score.inputs} inputs, ${score.accepted} accepted, ${score.seconds} s`;
      process.stderr.write(`${next}: ${line}, ${faults.length} faults\n`);
      for (const { kind, reason } of faults) process.stderr.write(`  ${kind}: ${reason.split('\n')[0]}\n`);
    }
  }),
);
rmSync(folder, { recursive: true, force: true });
const file = new URL('./results/fuzz-parsers.json', import.meta.url);
const earlier: Entry[] = values.more && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).targets : [];
const now = results.map(
  ({ target, score, hung, inputs = 0 }): Entry => score ?? { target, inputs, faults: hung === undefined ? [] : [hung] },
);
const all = [...earlier.filter(({ target }) => !now.some((one) => one.target === target)), ...now];
const faults = all.reduce((sum, one) => sum + one.faults.length, 0);
report('fuzz-parsers', {
  seed: Number(values.seed),
  inputs: all.reduce((sum, { inputs }) => sum + inputs, 0),
  faults,
  targets: all,
});
process.exitCode = faults === 0 ? 0 : 1;
