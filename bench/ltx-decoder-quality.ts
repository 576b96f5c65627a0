/**
 * What int8 costs the decoder of LTX-Video: frames of a clip are encoded by a model's autoencoder and decoded in f32 and in int8. With
 * random weights (`bench/random-ltx.ts`, or the tiny ones of the parity collection) pictures come out, not the clip, but their structure
 * is that of the clip's frames. The weights are drawn so that every layer keeps the variance; latents are brought to that of a trained
 * encoder, 1 in each channel.
 *
 * `node bench/ltx-decoder-quality.ts MODEL-FOLDER CLIP… [--size 256x192] [--frames 17] [--precisions int8,int7]`. The error is that of all
 * values over their size. Decibels are of pictures in −1 … 1 whose contrast is that of the clip's frames. Writes
 * bench/results/ltx-decoder-quality-<name of the folder>-<machine>.json.
 */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeFrames } from '../packages/engine/src/diffusion/chunked-decode.ts';
import type { DecoderPrecision } from '../packages/engine/src/diffusion/decoder-arithmetic.ts';
import { samplePosterior } from '../packages/engine/src/diffusion/latents.ts';
import { framesTensor } from '../packages/engine/src/diffusion/pixels.ts';
import { encodeFrames } from '../packages/engine/src/models/ltx-video/encode-frames.ts';
import { openLtxFolder } from '../packages/engine/src/models/ltx-video/index.ts';
import { onnxNodeRuntime } from '../packages/engine/src/runtime/onnx-node.ts';
import { f32, type Tensor } from '../packages/engine/src/tensor/tensor.ts';
import { decodeVideo } from '../packages/engine/src/video/decode.ts';
import type { Frame } from '../packages/engine/src/video/frame.ts';
import { resample } from '../packages/engine/src/video/resample.ts';
import { benchDecoder } from './ltx-parts.ts';
import { saveResults } from './measure.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: '256x192' },
    frames: { type: 'string', default: '17' },
    precisions: { type: 'string', default: 'int8,int7' },
  },
});
const [folder, ...clips] = positionals;
if (folder === undefined || clips.length === 0) throw new Error('say the folder of a model and one clip or more');
const [width, height] = values.size.split('x').map(Number) as [number, number];
const count = Number(values.frames);
const { autoencoder } = await openLtxFolder(folder);
const { config } = autoencoder;
const runtime = await onnxNodeRuntime();
const source = await autoencoder.open();

async function framesOf(file: string): Promise<Tensor<'f32'>> {
  const frames: Frame[] = [];
  for await (const frame of decodeVideo(file, { field: 'clip' })) {
    frames.push(resample(frame, width, height));
    if (frames.length === count) break;
  }
  return framesTensor(frames, width, height);
}

/** Mean and standard deviation of values. */
function moments(data: Float32Array): { mean: number; deviation: number } {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  return { mean, deviation: Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length) };
}

/** Latents with mean 0 and deviation 1 in every channel. */
function standardised({ data, shape }: Tensor<'f32'>): Tensor<'f32'> {
  const size = data.length / shape[1]!;
  const out = Float32Array.from(data);
  for (let from = 0; from < out.length; from += size) {
    const channel = out.subarray(from, from + size);
    const { mean, deviation } = moments(channel);
    for (const [i, value] of channel.entries()) channel[i] = (value - mean) / (deviation || 1);
  }
  return f32(shape, out);
}

async function decoded(latents: Tensor<'f32'>, precision: DecoderPrecision): Promise<Float32Array> {
  const decoder = benchDecoder({ runtime, device: 'cpu', source, config, precision });
  const pictures: Float32Array[] = [];
  for await (const picture of decodeFrames({ decoder, latents })) pictures.push(Float32Array.from(picture));
  const all = new Float32Array(pictures.length * pictures[0]!.length);
  for (const [i, picture] of pictures.entries()) all.set(picture, i * picture.length);
  return all;
}

const rows: { clip: string; precision: string; contrast: number; relativeError: number; psnr: number }[] = [];
for (const clip of clips) {
  const video = await framesOf(clip);
  const contrast = moments(video.data).deviation;
  const latents = standardised(samplePosterior(await encodeFrames({ runtime, device: 'cpu', source, config, video })));
  const exact = await decoded(latents, 'f32');
  const { deviation } = moments(exact);
  for (const precision of values.precisions.split(',') as DecoderPrecision[]) {
    const rounded = await decoded(latents, precision);
    const error = moments(rounded.map((value, i) => value - exact[i]!));
    const relativeError = Math.hypot(error.deviation, error.mean) / deviation;
    rows.push({
      clip: basename(clip),
      precision,
      contrast,
      relativeError,
      psnr: 20 * Math.log10(2 / (relativeError * contrast)),
    });
  }
}
await source.close();
console.table(rows);
console.log(await saveResults(`ltx-decoder-quality-${basename(folder)}`, { size: values.size, frames: count, rows }));
