/**
 * The evaluation of the model in the box; exits 1 where it is beneath a limit.
 *
 *   npm run evaluate                                       plan and scene of 60 prompts of real people and 50 probes: seconds
 *   npm run evaluate -- plan --list held-back [--seed 1] [--model FOLDER]
 *   npm run evaluate -- pictures                           pictures against the art, skies, joins: minutes
 *   npm run evaluate -- reader FOLDER [--count 500] [--quality fast|best] [--precision int8|f32] [--whole] [--model NAME]
 *   npm run evaluate -- --save                             also writes the figures of the plan to bench/results/evaluation-plan.json
 *
 * `reader` makes clips in FOLDER; `python -m training.evaluate --clips FOLDER` then scores them with the reader, next to exact renders
 * of the same prompts. `training/evaluate/README.md` has the rules of all three.
 */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { lists } from '../bench/evaluation/asked.ts';
import { openPlanner } from '../bench/evaluation/planned.ts';
import { makeReaderClips } from '../bench/evaluation/reader-clips.ts';
import { failures, figuresOf, rows, table } from '../bench/evaluation/report.ts';
import { groupsOf, judgeList } from '../bench/evaluation/run.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: 'string', default: 'real' },
    seed: { type: 'string', default: '1' },
    save: { type: 'boolean', default: false },
    count: { type: 'string', default: '500' },
    quality: { type: 'string', default: 'fast' },
    precision: { type: 'string', default: 'int8' },
    whole: { type: 'boolean', default: false },
    model: { type: 'string' },
  },
});
const [part = 'plan', folder] = positionals;
const usage = 'usage: npm run evaluate -- [plan | pictures | reader FOLDER]; the options are in scripts/evaluate.ts';

async function plan(): Promise<boolean> {
  const list = lists.find((name) => name === values.list);
  if (list === undefined) throw new Error(usage);
  const judgements = await judgeList(list, await openPlanner(values.model), Number(values.seed));
  console.log(rows(judgements).join('\n'));
  const figures = Object.entries(groupsOf(judgements)).map(([name, some]) => [name, figuresOf(some)] as const);
  for (const [name, some] of figures) console.log(`\n${table(name, some).join('\n')}`);
  if (values.save) {
    const file = new URL(`../bench/results/evaluation-plan-${list}.json`, import.meta.url);
    await writeFile(file, `${JSON.stringify(Object.fromEntries(figures), null, 1)}\n`);
  }
  const faults = figures.flatMap(([name, some]) => failures(some).map((fault) => `${name}: ${fault}`));
  for (const fault of faults) console.log(`BENEATH THE LIMIT ${fault}`);
  return faults.length === 0;
}

function pictures(): boolean {
  const model = values.model === undefined ? [] : ['--model', values.model];
  return spawnSync(process.execPath, ['bench/pictures.ts', ...model], { stdio: 'inherit' }).status === 0;
}

async function reader(): Promise<boolean> {
  const { precision, whole, model = 'akezora-2' } = values;
  const quality = (['fast', 'best'] as const).find((name) => name === values.quality);
  if (folder === undefined || quality === undefined || (precision !== 'int8' && precision !== 'f32'))
    throw new Error(usage);
  await makeReaderClips({ folder, count: Number(values.count), quality, precision, whole, model });
  console.log(`now: python -m training.evaluate --clips ${folder}`);
  return true;
}

const parts: Readonly<Record<string, () => boolean | Promise<boolean>>> = { plan, pictures, reader };
const run = parts[part];
if (run === undefined) throw new Error(usage);
process.exitCode = (await run()) ? 0 : 1;
