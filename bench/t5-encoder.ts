/**
 * T5 v1.1 XXL at full size with random weights, one block loaded at a time: seconds a block and peak memory over the base
 * for 128 tokens, the first time (weights are packed and kept) and later. The 24 blocks take 24 times as long and the same
 * memory.
 *
 * `node bench/t5-encoder.ts [--layers 2] [--precision w8]`. Writes bench/results/t5-encoder-<machine>.json.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LinearPrecision } from '../packages/engine/src/graph/index.ts';
import { onnxNodeRuntime } from '../packages/engine/src/runtime/index.ts';
import { encodeT5 } from '../packages/engine/src/text/index.ts';
import { openSafetensors } from '../packages/engine/src/weights/index.ts';
import { saveResults } from './measure.ts';

const status = async (key: string): Promise<number> =>
  Number(new RegExp(`${key}:\\s+(\\d+)`).exec(await readFile('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;

async function measure(file: string, linear: LinearPrecision, layers: number): Promise<void> {
  const config = { d_model: 4096, d_kv: 64, num_heads: 64, num_layers: layers, feed_forward_proj: 'gated-gelu' };
  const runtime = await onnxNodeRuntime();
  const base = await status('VmRSS');
  const source = await openSafetensors(file);
  const ids = [Array.from({ length: 128 }, (_, i) => i * 7)];
  const [started, used] = [performance.now(), process.cpuUsage()];
  for await (const _ of encodeT5({ runtime, device: 'cpu', source, config, ids, linear }));
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(used);
  await source.close();
  console.log(
    JSON.stringify({
      secondsABlock: seconds / layers,
      cpuSecondsABlock: (user + system) / 1e6 / layers,
      peakMbOverBase: Math.round((await status('VmHWM')) - base),
    }),
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      layers: { type: 'string', default: '2' },
      precision: { type: 'string', default: 'w8' },
      python: { type: 'string', default: 'python3' },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'akezora-bench-'));
  process.env.AKEZORA_CACHE = folder;
  try {
    const file = join(folder, 't5.safetensors');
    const run = (command: string, args: string[]) => {
      const child = spawnSync(command, args, { encoding: 'utf8' });
      if (child.status !== 0) throw new Error(child.stderr);
      return child.stdout.trim() && JSON.parse(child.stdout.trim());
    };
    run(values.python, [join(import.meta.dirname, 'ltx_video.py'), 't5', file, values.layers]);
    const rows = ['first run', 'later runs'].map((what) => ({
      what,
      ...run(process.execPath, [import.meta.filename, 'child', file, values.precision, values.layers]),
    }));
    console.table(rows);
    console.log(
      await saveResults('t5-encoder', {
        tokens: 128,
        layers: Number(values.layers),
        precision: values.precision,
        rows,
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === 'child') {
  const [file, precision, layers] = process.argv.slice(3) as [string, LinearPrecision, string];
  await measure(file, precision, Number(layers));
} else await main();
