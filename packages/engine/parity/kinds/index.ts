import type { Tensor } from '../../src/tensor/tensor.ts';
import type { ParityCase, ParityOptions } from '../case.ts';
import { compareOutputs, type OutputResult } from '../compare.ts';

/** Runs one case and compares its outputs. */
export type Handler = (parityCase: ParityCase, options: ParityOptions) => Promise<OutputResult[]>;

/** A handler that computes tensors and has them compared with `outputs.safetensors`. */
const tensors =
  (run: (parityCase: ParityCase, options: ParityOptions) => Promise<Record<string, Tensor>>): Handler =>
  async (parityCase, options) =>
    compareOutputs(parityCase, await run(parityCase, options), options.precision);

/** Every kind of case that is handled, loaded when it is met; a kind that is not here counts as skipped. */
export const handlers: Readonly<Record<string, () => Promise<Handler>>> = {
  tokenizer: async () => (await import('./tokenizer.ts')).runTokenizer,
  't5.bucket': async () => tensors((await import('./text.ts')).runT5Bucket),
  't5.encoder': async () => tensors((await import('./text.ts')).runT5),
  'clip.text': async () => tensors((await import('./text.ts')).runClipText),
  'cog.scheduler': async () => tensors((await import('./cogvideox-scheduler.ts')).runCogScheduler),
  'cog.vae_decode': async () => tensors((await import('./cogvideox-autoencoder.ts')).runCogDecode),
  'cog.vae_encode': async () => tensors((await import('./cogvideox-autoencoder.ts')).runCogEncode),
  'cog.pipeline': async () => tensors((await import('./cogvideox-pipeline.ts')).runCogPipeline),
  'cog.transformer': async () => tensors((await import('./cogvideox.ts')).runCogTransformer),
  'ltx.transformer': async () => tensors((await import('./ltx.ts')).runLtxTransformer),
  'ltx.vae_decode': async () => tensors((await import('./ltx-autoencoder.ts')).runDecode),
  'ltx.vae_encode': async () => tensors((await import('./ltx-autoencoder.ts')).runEncode),
  'ltx.upsampler': async () => tensors((await import('./ltx-autoencoder.ts')).runUpsampler),
  'ltx.pipeline': async () => tensors((await import('./ltx-pipeline.ts')).runLtxPipeline),
  'ltx.condition_pipeline': async () => tensors((await import('./ltx-pipeline.ts')).runLtxPipeline),
  'ltx.scheduler': async () => tensors((await import('./ltx-scheduler.ts')).runLtxScheduler),
  'mochi.transformer': async () => tensors((await import('./mochi.ts')).runMochiTransformer),
  'mochi.vae_decode': async () => tensors((await import('./mochi-autoencoder.ts')).runMochiDecode),
  'mochi.pipeline': async () => tensors((await import('./mochi-pipeline.ts')).runMochiPipeline),
  'mochi.scheduler': async () => tensors((await import('./mochi-scheduler.ts')).runMochiScheduler),
  'pyramid.transformer': async () => tensors((await import('./pyramid.ts')).runPyramidTransformer),
  'pyramid.vae_decode': async () => tensors((await import('./pyramid-autoencoder.ts')).runPyramidDecode),
  'pyramid.vae_encode': async () => tensors((await import('./pyramid-autoencoder.ts')).runPyramidEncode),
  'pyramid.pipeline': async () => tensors((await import('./pyramid-pipeline.ts')).runPyramidPipeline),
  'pyramid.scheduler': async () => tensors((await import('./pyramid-scheduler.ts')).runPyramidScheduler),
};
