/**
 * Decoding a whole clip with LTX-Video's autoencoder at full size: peak memory of each stage against what the plan says,
 * and the time. The weights' values don't matter: `bench/random-ltx.ts` writes some.
 *
 * `node bench/ltx-decoder.ts MODEL-FOLDER [--size 768x512] [--frames 121] [--memory 3.5e9]`. Writes
 * bench/results/ltx-decoder-<machine>.json.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { toPixels } from '../packages/engine/src/diffusion/pixels.ts';
import { decodeFrames } from '../packages/engine/src/diffusion/tiled-decode.ts';
import { planTiles, tiledOperations } from '../packages/engine/src/diffusion/tiles.ts';
import { decoderStages, ltxDecoder } from '../packages/engine/src/models/ltx-video/autoencoder.ts';
import { openLtxFolder } from '../packages/engine/src/models/ltx-video/index.ts';
import { onnxNodeRuntime } from '../packages/engine/src/runtime/onnx-node.ts';
import type { Runtime } from '../packages/engine/src/runtime/runtime.ts';
import { noise } from '../packages/engine/src/tensor/noise.ts';
import { f32 } from '../packages/engine/src/tensor/tensor.ts';
import { saveResults } from './measure.ts';

const memory = (key: 'VmHWM' | 'VmRSS'): number =>
  Number(new RegExp(`${key}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) * 1024;

/** Lets the peak begin anew (https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html). */
const resetPeak = () => writeFileSync('/proc/self/clear_refs', '5');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: '768x512' },
    frames: { type: 'string', default: '121' },
    memory: { type: 'string', default: '3.5e9' },
  },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('say the folder of a model, see bench/random-ltx.ts');
const [width, height] = values.size.split('x').map(Number) as [number, number];
const { autoencoder } = await openLtxFolder(folder);
const { config } = autoencoder;
const lengths = [(Number(values.frames) - 1) / 8 + 1, height / 32, width / 32] as const;
const count = config.latent_channels * lengths[0] * lengths[1] * lengths[2];
const latents = f32([1, config.latent_channels, ...lengths], noise(1, 'latents', { count }));
const memoryBytes = Number(values.memory);
const plan = planTiles(decoderStages(config), lengths, memoryBytes);

const runtime = await onnxNodeRuntime();
const source = await autoencoder.open();
const base = memory('VmRSS');
const stages: { seconds: number; peakBytes: number }[] = [];
let started = performance.now();
const endStage = () => {
  const now = performance.now();
  stages.push({ seconds: (now - started) / 1000, peakBytes: memory('VmHWM') - base });
  started = now;
  resetPeak();
};
/** Every stage of the decoder is one program: where the next is loaded, the one before has ended. */
const watched: Runtime = {
  ...runtime,
  async load(graph, options) {
    if (stages.length > 0 || performance.now() - started > 1) endStage();
    return runtime.load(graph, options);
  },
};
resetPeak();
let frames = 0;
const decoder = ltxDecoder({
  runtime: watched,
  device: 'cpu',
  source,
  config,
  decodeTimestep: 0.05,
  plane: (module, rows, columns) => noise(1, module, { count: rows * columns }),
});
for await (const picture of decodeFrames({ decoder, latents, memoryBytes }))
  frames += toPixels(picture).length > 0 ? 1 : 0;
endStage();
await source.close();

const measured = stages.slice(-plan.length);
const rows = plan.map(({ stage, whole, tile, bytes }, i) => ({
  stage: stage.index,
  cells: whole.join('×'),
  tile: tile.join('×'),
  seconds: measured[i]!.seconds,
  peakMb: Math.round(measured[i]!.peakBytes / 2 ** 20),
  predictedMb: Math.round(bytes / 2 ** 20),
  predictedToPeak: bytes / measured[i]!.peakBytes,
}));
const peak = Math.max(...measured.map(({ peakBytes }) => peakBytes));
const predicted = Math.max(...plan.map(({ bytes }) => bytes));
const results = {
  size: values.size,
  frames,
  memoryBytes,
  seconds: measured.reduce((sum, { seconds }) => sum + seconds, 0),
  operations: tiledOperations(plan),
  peakMb: Math.round(peak / 2 ** 20),
  predictedMb: Math.round(predicted / 2 ** 20),
  predictedToPeak: predicted / peak,
  stages: rows,
};
console.table(rows);
console.log(results);
console.log(await saveResults(`ltx-decoder${config.timestep_conditioning ? '' : '-0.9.0'}`, results));
