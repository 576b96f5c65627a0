/**
 * Decoding a whole clip with LTX-Video's autoencoder at full size: time and processor time of each stage, and peak memory against what
 * the plan says. The weights' values don't matter: `bench/random-ltx.ts` writes some.
 *
 * `node bench/ltx-decoder.ts MODEL-FOLDER [--precision int8|int7|f32] [--size 768x512] [--frames 121] [--memory 3.3e9]
 * [--torch PYTHON]`. With `--torch` the same clip is decoded by PyTorch in f32 after it (`bench/ltx_decoder.py`), whole, as diffusers
 * does. Writes bench/results/ltx-decoder-<precision>-<size>x<frames>-<machine>.json.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeFrames } from '../packages/engine/src/diffusion/chunked-decode.ts';
import { type DecoderPrecision, decoderPrecision } from '../packages/engine/src/diffusion/decoder-arithmetic.ts';
import { chunkedBytes, chunkedOperations, planChunks } from '../packages/engine/src/diffusion/frame-chunks.ts';
import { toPixels } from '../packages/engine/src/diffusion/pixels.ts';
import { decoderMemory, decoderStages } from '../packages/engine/src/models/ltx-video/decoder.ts';
import { openLtxFolder } from '../packages/engine/src/models/ltx-video/index.ts';
import { onnxNodeRuntime } from '../packages/engine/src/runtime/onnx-node.ts';
import type { Runtime } from '../packages/engine/src/runtime/runtime.ts';
import { noise } from '../packages/engine/src/tensor/noise.ts';
import { f32 } from '../packages/engine/src/tensor/tensor.ts';
import { benchDecoder } from './ltx-parts.ts';
import { saveResults } from './measure.ts';

const memory = (key: 'VmHWM' | 'VmRSS'): number =>
  Number(new RegExp(`${key}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) * 1024;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    precision: { type: 'string', default: decoderPrecision('cpu', undefined) },
    size: { type: 'string', default: '768x512' },
    frames: { type: 'string', default: '121' },
    memory: { type: 'string', default: '3.3e9' },
    torch: { type: 'string' },
  },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('say the folder of a model, see bench/random-ltx.ts');
const precision = values.precision as DecoderPrecision;
const [width, height] = values.size.split('x').map(Number) as [number, number];
const { autoencoder } = await openLtxFolder(folder);
const { config } = autoencoder;
const lengths = [(Number(values.frames) - 1) / 8 + 1, height / 32, width / 32] as const;
const count = config.latent_channels * lengths[0] * lengths[1] * lengths[2];
const latents = f32([1, config.latent_channels, ...lengths], noise(1, 'latents', { count }));
const memoryBytes = Number(values.memory);
const stages = decoderStages(config);
const plan = planChunks(stages, lengths, memoryBytes, decoderMemory(precision));

const runtime = await onnxNodeRuntime();
const source = await autoencoder.open();

interface Spent {
  loadSeconds: number;
  seconds: number;
  cpuSeconds: number;
  programs: number;
}
const spent: Spent[] = stages.map(() => ({ loadSeconds: 0, seconds: 0, cpuSeconds: 0, programs: 0 }));
const watch = async <T>(call: () => Promise<T>): Promise<{ result: T; seconds: number; cpuSeconds: number }> => {
  const [start, used] = [performance.now(), process.cpuUsage()];
  const result = await call();
  const { user, system } = process.cpuUsage(used);
  return { result, seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
};
/** Every stage of the decoder is one program a kind of chunk; its graph is named by the stage. */
const watched: Runtime = {
  ...runtime,
  async load(graph, options) {
    const of = spent[Number(graph.name.split('.').at(-1))]!;
    const loading = await watch(() => runtime.load(graph, options));
    of.loadSeconds += loading.seconds;
    of.programs++;
    return {
      async run(inputs) {
        const running = await watch(() => loading.result.run(inputs));
        of.seconds += running.seconds;
        of.cpuSeconds += running.cpuSeconds;
        return running.result;
      },
      free: () => loading.result.free(),
    };
  },
};
const decode = async (): Promise<number> => {
  let frames = 0;
  const decoder = benchDecoder({ runtime: watched, device: 'cpu', source, config, precision });
  for await (const picture of decodeFrames({ decoder, latents, memoryBytes }))
    frames += toPixels(picture).length > 0 ? 1 : 0;
  return frames;
};
const base = memory('VmRSS');
// Lets the peak begin anew (https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html).
writeFileSync('/proc/self/clear_refs', '5');
const whole = await watch(decode);
const peak = memory('VmHWM') - base;
await source.close();

/** PyTorch on the same clip, in a process of its own. */
function torch(python: string) {
  const file = join(import.meta.dirname, 'ltx_decoder.py');
  const weights = join(folder!, 'vae');
  const out = execFileSync(python, [file, weights, ...lengths.map(String)], { encoding: 'utf8', maxBuffer: 1e8 });
  return JSON.parse(out.trim().split('\n').at(-1)!) as { seconds: number; cpuSeconds: number; peakMb: number };
}

const operations = chunkedOperations(plan);
const rows = plan.map(({ stage, whole: cells, chunks }, i) => ({
  stage: stage.index,
  cells: cells.join('×'),
  chunks: chunks.map(({ frames }) => frames).join('+'),
  ...Object.fromEntries(Object.entries(spent[i]!).map(([key, value]) => [key, Number(value.toFixed(1))])),
}));
const predicted = chunkedBytes(plan);
const reference = values.torch === undefined ? undefined : torch(values.torch);
const results = {
  precision,
  size: values.size,
  frames: whole.result,
  memoryBytes,
  seconds: whole.seconds,
  cpuSeconds: whole.cpuSeconds,
  operations,
  peakMb: Math.round(peak / 2 ** 20),
  predictedMb: Math.round(predicted / 2 ** 20),
  predictedToPeak: predicted / peak,
  stages: rows,
  ...(reference && {
    torch: reference,
    timeToTorch: whole.seconds / reference.seconds,
    cpuTimeToTorch: whole.cpuSeconds / reference.cpuSeconds,
  }),
};
console.table(rows);
console.log(results);
const version = config.timestep_conditioning ? '' : '-0.9.0';
console.log(await saveResults(`ltx-decoder${version}-${precision}-${values.size}x${values.frames}`, results));
