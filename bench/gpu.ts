/**
 * LTX-Video on a GPU, everything in one go of less than 8 minutes: what the device can do, parity in f32 and f16, one step of the 2B
 * model at full size in f16, with 8-bit weights and in f32, a whole clip in f16 from a prompt's embedding to frames, and the same in
 * diffusers bf16 where PyTorch and diffusers are there. Needs neither models nor docs nor a network: weights are drawn from a seed.
 *
 * `npm run bench:gpu -- [--device webgpu] [--size full|tiny] [--layers 28] [--box 16x16x24] [--calls 3] [--precisions f16,w8,f32]
 * [--parity f32,f16|none] [--limit 460] [--python python3] [--out FILE]`. Writes bench/results/gpu-<machine>.json, or FILE, and prints the
 * table. `--pack FOLDER` writes instead all that a machine without Node needs, in at most 48 MiB, with `run.sh` to start it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LinearPrecision } from '../packages/engine/src/graph/builder.ts';
import type { Work } from './gpu/work.ts';
import { machineName, saveResults } from './measure.ts';

type Result = Readonly<Record<string, unknown>>;

const { values } = parseArgs({
  options: {
    device: { type: 'string', default: 'webgpu' },
    size: { type: 'string', default: 'full' },
    layers: { type: 'string', default: '28' },
    box: { type: 'string' },
    calls: { type: 'string', default: '3' },
    precisions: { type: 'string', default: 'f16,w8,f32' },
    parity: { type: 'string', default: 'f32,f16' },
    limit: { type: 'string', default: '460' },
    python: { type: 'string', default: 'python3' },
    out: { type: 'string' },
    pack: { type: 'string' },
  },
});

const deadline = performance.now() + Number(values.limit) * 1000;
const left = (): number => Math.floor((deadline - performance.now()) / 1000);

/** Last line of a program's output as JSON; why there is none, where it fails or the time is over. */
async function lastLine(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Result> {
  if (left() < 5) return { absent: 'no time was left' };
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    timeout: left() * 1000,
    killSignal: 'SIGKILL',
  });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.on('data', (chunk) => out.push(String(chunk)));
  child.stderr.on('data', (chunk) => err.push(String(chunk)));
  const code = await new Promise<number | string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (status, signal) => resolve(status ?? signal ?? 'no code'));
  });
  const line = out.join('').trim().split('\n').at(-1) ?? '';
  if (code === 0 && line.startsWith('{')) return JSON.parse(line) as Result;
  const why = err.join('').trim().split('\n').slice(-12).join('\n');
  return { absent: `ended with ${code}: ${why}` };
}

/** Name of the graphics card, by the tools that are there. */
function adapterName(): string {
  const tools: [string, string[], RegExp][] = [
    ['nvidia-smi', ['--query-gpu=name,driver_version', '--format=csv,noheader'], /^(.+)$/m],
    ['vulkaninfo', ['--summary'], /deviceName\s*=\s*(.+)/],
  ];
  for (const [command, args, pattern] of tools)
    try {
      const text = execFileSync(command, args, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        timeout: 10_000,
      });
      const name = pattern.exec(text)?.[1]?.trim();
      if (name) return name;
    } catch {
      // Not there.
    }
  return (process.env.VK_DRIVER_FILES ?? process.env.VK_ICD_FILENAMES ?? 'unknown').split('/').at(-1)!;
}

const number = (value: unknown, digits = 2): string => (typeof value === 'number' ? value.toFixed(digits) : '');

function tableOf(rows: Readonly<Record<string, Result>>): string[] {
  const lines = [
    '| | load s | first s | s | of diffusers | error | notes |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  ];
  const reference = rows.diffusers?.seconds as number | undefined;
  const clipReference = rows.diffusers?.clipSeconds as number | undefined;
  for (const [name, row] of Object.entries(rows)) {
    const base = name.startsWith('clip') ? clipReference : name.startsWith('step') ? reference : undefined;
    const ratio = base && typeof row.seconds === 'number' ? row.seconds / base : undefined;
    const error = typeof row.relativeError === 'number' ? row.relativeError.toExponential(1) : '';
    const shown = new Set(['loadSeconds', 'firstSeconds', 'seconds', 'relativeError']);
    const notes = Object.entries(row)
      .filter(([key]) => !shown.has(key))
      .map(
        ([key, value]) =>
          `${key} ${typeof value === 'number' ? Number(value.toFixed(3)) : String(value).split('\n').at(-1)}`,
      )
      .join(', ');
    lines.push(
      `| ${name} | ${number(row.loadSeconds, 1)} | ${number(row.firstSeconds)} | ${number(row.seconds)} | ${number(ratio)} | ${error} | ${notes} |`,
    );
  }
  return lines;
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'akezora-bench-gpu-'));
  const beside = join(import.meta.dirname, 'parity');
  const fixtures = existsSync(beside) ? beside : join(import.meta.dirname, '../packages/engine/tests/parity');
  const [frames, rows, columns] = (values.box ?? (values.size === 'tiny' ? '2x4x4' : '16x16x24'))
    .split('x')
    .map(Number) as [number, number, number];
  const precisions = values.precisions.split(',') as LinearPrecision[];
  const common: Omit<Work, 'kind' | 'precision'> = {
    device: values.device,
    folder,
    fixtures,
    size: values.size,
    layers: Number(values.layers),
    calls: Number(values.calls),
    box: { frames, rows, columns },
    words: values.size === 'tiny' ? 16 : 128,
    steps: 8,
  };
  const worker = existsSync(join(import.meta.dirname, 'work.mjs')) ? 'work.mjs' : 'gpu/work.ts';
  const script = join(import.meta.dirname, worker);
  const work = (kind: Work['kind'], precision: LinearPrecision) =>
    lastLine(process.execPath, [script, JSON.stringify({ ...common, kind, precision })], {
      AKEZORA_CACHE: join(folder, 'cache'),
    });
  const results: Record<string, Result> = {};
  const record = async (name: string, made: Promise<Result>) => {
    results[name] = await made;
    console.error(name, results[name], `${left()} s left`);
  };
  try {
    await record('device', work('facts', 'f32'));
    if (values.parity !== 'none')
      for (const precision of values.parity.split(',') as LinearPrecision[])
        await record(`parity ${precision}`, work('parity', precision));
    await record('model', work('model', 'f32'));
    const [first = 'f16', ...others] = precisions;
    await record(`step ${first}`, work('step', first));
    const python = existsSync(join(import.meta.dirname, 'reference.py')) ? 'reference.py' : 'gpu/reference.py';
    const sizes = [frames, rows, columns, common.words, common.steps, common.calls].map(String);
    const reference = [join(import.meta.dirname, python), join(folder, 'model'), ...sizes];
    await record('diffusers', lastLine(values.python, reference));
    await record(`clip ${first}`, work('clip', first));
    for (const precision of others) await record(`step ${precision}`, work('step', precision));
    for (const precision of precisions)
      if (precision !== 'f32' && precisions.includes('f32'))
        results[`step ${precision}`] = { ...results[`step ${precision}`], ...(await work('error', precision)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const facts = {
    adapter: adapterName(),
    ...values,
    box: [frames, rows, columns],
    seconds: Number(values.limit) - left(),
  };
  console.log(tableOf(results).join('\n'));
  console.log(machineName(), facts);
  const broken = Object.entries(results).filter(([name, row]) => name !== 'diffusers' && (row.absent || row.failed));
  if (broken.length > 0) process.exitCode = 1;
  if (values.out)
    await writeFile(values.out, `${JSON.stringify({ machine: machineName(), facts, results }, null, 2)}\n`);
  else console.log(await saveResults(`gpu${values.size === 'full' ? '' : `-${values.size}`}`, { facts, results }));
}

if (values.pack) await (await import('./gpu/pack.ts')).pack(values.pack);
else await main();
