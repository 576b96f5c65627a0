/** Stages of a run that every latent video model has, as generators of progress: the prompt, the denoising steps, the decoded frames. */
import type { Stage } from '@akezora/contract';
import type { Graph } from '../graph/graph.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Frame } from '../video/frame.ts';
import type { DecodedFrame } from './chunked-decode.ts';
import { type ClipShape, type Compression, fitFrame } from './clip-shape.ts';
import { type DenoiseJob, denoise } from './denoise.ts';
import type { LatentBox } from './latents.ts';
import { toPixels } from './pixels.ts';
import { addFrame, ColourFit, cacheColours, cachedColours, latentPicture } from './preview.ts';
import { type EncodePromptsJob, encodePrompts, type PromptEmbedding } from './prompt-embedding.ts';
import type { TinyPreview } from './tiny-decoder/preview.ts';

/** Event of a stage. */
export type StageEvent =
  | { readonly type: 'step'; readonly stage: Stage; readonly index: number; readonly total: number }
  | { readonly type: 'preview'; readonly index: number; readonly frame: Frame }
  | { readonly type: 'frame'; readonly frame: Frame };

/** Loads a graph, runs it once and frees it. */
export async function runGraph(
  runtime: Runtime,
  graph: Graph,
  options: { readonly device: string; readonly label: string },
  inputs: Record<string, Tensor>,
): Promise<Readonly<Record<string, Tensor<'f32'>>>> {
  const program = await runtime.load(graph, options);
  try {
    return (await program.run(inputs)) as Record<string, Tensor<'f32'>>;
  } finally {
    await program.free();
  }
}

/** Encodes prompts; a step is a block of the encoder. */
export async function* runPromptStage(job: EncodePromptsJob): AsyncGenerator<StageEvent, PromptEmbedding[], void> {
  const encoding = encodePrompts(job);
  let step = await encoding.next();
  while (!step.done) {
    yield { type: 'step', stage: 'encode-prompt', index: step.value.done, total: step.value.total };
    step = await encoding.next();
  }
  return step.value;
}

/** Source of a denoising run's previews: tokens `[tokens, channels]`, `extra` of them before those of the clip. */
export interface PreviewSource {
  readonly box: LatentBox;
  readonly channels: number;
  readonly extra: number;
  /** Name of the autoencoder, under which its fitted colours are cached. */
  readonly autoencoder: string;
  /** A tiny decoder that makes the previews, and the factor of the latents that it takes. Default: fitted colours make them. */
  readonly tiny?: { readonly open: () => Promise<TinyPreview>; readonly factor: number } | undefined;
}

/** Denoises; a preview of the frame in the middle follows every step. Returns the denoised tokens. */
export async function* runDenoiseStage(
  stage: Stage,
  job: DenoiseJob,
  preview: PreviewSource,
): AsyncGenerator<StageEvent, Float32Array, void> {
  const { box, channels, extra } = preview;
  const picture = await previewMaker(preview);
  const plane = box.rows * box.columns;
  const middle = extra + Math.floor(box.frames / 2) * plane;
  const steps = denoise(job);
  try {
    let step = await steps.next();
    while (!step.done) {
      const { index, total, clean } = step.value;
      yield { type: 'step', stage, index: index + 1, total };
      const from = middle - (picture.frames - 1) * plane;
      const frame = await picture.show(clean.subarray(from * channels, (middle + plane) * channels));
      yield { type: 'preview', index, frame };
      step = await steps.next();
    }
    return step.value;
  } finally {
    await picture.free();
  }
}

/** What makes previews: a tiny decoder, else the fitted colours. */
async function previewMaker({ box, channels, autoencoder, tiny }: PreviewSource): Promise<TinyPreview> {
  if (tiny === undefined) {
    const colours = await cachedColours(autoencoder, channels);
    return { frames: 1, show: async (tokens) => latentPicture(tokens, box, colours), free: async () => {} };
  }
  const { frames, show, free } = await tiny.open();
  return { frames, show: (tokens) => show(tokens.map((value) => value * tiny.factor)), free };
}

/**
 * Brings decoded frames to the size of the clip; the colours of later previews are fitted to them.
 * @param pictures frames as the decoder makes them
 * @param denoised latents as the transformer made them, `[1, channels, frames, height, width]`
 */
export async function* runDecodeStage(
  pictures: AsyncIterable<DecodedFrame>,
  denoised: Tensor<'f32'>,
  { shape, compression, autoencoder }: { shape: ClipShape; compression: Compression; autoencoder: string },
): AsyncGenerator<StageEvent, void, void> {
  const fit = new ColourFit(denoised.shape[1]!);
  const [height, width] = denoised.shape.slice(3).map((cells) => cells * compression.space) as [number, number];
  let index = 0;
  for await (const picture of pictures) {
    const data = toPixels(picture);
    if (index % compression.time === 0) addFrame(fit, denoised, index / compression.time, data, compression.space);
    yield { type: 'frame', frame: fitFrame({ width, height, data, at: index / shape.fps }, shape) };
    index++;
  }
  await cacheColours(autoencoder, fit.solve());
}
