import { join } from 'node:path';
import { decodeFrames } from '../../src/diffusion/chunked-decode.ts';
import type { ConditioningLatents } from '../../src/diffusion/conditioning-frames.ts';
import { denoise } from '../../src/diffusion/denoise.ts';
import { flowMatchSampler } from '../../src/diffusion/flow-match-sampler.ts';
import { guidanceOf } from '../../src/diffusion/guidance.ts';
import {
  addNoise,
  denormalise,
  type LatentBox,
  normalise,
  readLatentStatistics,
  samplePosterior,
  tokensOf,
  unpack,
} from '../../src/diffusion/latents.ts';
import type { LinearPrecision } from '../../src/graph/builder.ts';
import { encoderGraph } from '../../src/models/ltx-video/autoencoder.ts';
import { applyConditions } from '../../src/models/ltx-video/conditions.ts';
import { compressionOf, type LtxFiles } from '../../src/models/ltx-video/config.ts';
import { ltxDecoder } from '../../src/models/ltx-video/decoder.ts';
import { openLtxFolder } from '../../src/models/ltx-video/index.ts';
import { gridPositions, positionsOf } from '../../src/models/ltx-video/rotary.ts';
import { ltxSchedule } from '../../src/models/ltx-video/run.ts';
import { openDenoiser } from '../../src/models/ltx-video/transformer.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { f32, reshaped, type Tensor } from '../../src/tensor/tensor.ts';
import { Inputs, type ParityCase, type ParityOptions, runtimeFor, stackOutputs } from '../case.ts';
import { bytesOf, gathered, videoOf } from './pictures.ts';

interface CallArgs {
  readonly num_inference_steps?: number;
  readonly timesteps?: readonly number[];
  readonly guidance_scale?: number;
  readonly guidance_rescale?: number;
  readonly frame_rate?: number;
  readonly height: number;
  readonly width: number;
  readonly num_frames: number;
  readonly decode_timestep?: number;
  readonly decode_noise_scale?: number;
  readonly image_cond_noise_scale?: number;
}

interface ConditionArgs {
  readonly frame_index?: number;
  readonly strength?: number;
}

/** Encodes the condition images or clips of a case, with the recorded draws of the posterior. */
async function encodeConditions(
  files: LtxFiles,
  conditions: readonly ConditionArgs[],
  inputs: Inputs,
  runtime: Runtime,
  device: string,
): Promise<ConditioningLatents[]> {
  const source = await files.autoencoder.open();
  try {
    const statistics = await readLatentStatistics(
      source,
      files.autoencoder.config.latent_channels,
      files.autoencoder.config.scaling_factor,
    );
    const encoded: ConditioningLatents[] = [];
    for (const [i, { frame_index = 0, strength = 1 }] of conditions.entries()) {
      const input = inputs.maybe(`image${i}`) ?? inputs.f32(`video${i}`);
      const clip = input.shape.length === 5;
      const [batch, frames] = [input.shape[0]!, clip ? input.shape[2]! : 1];
      const [rows, columns] = input.shape.slice(-2) as [number, number];
      const video = f32(
        [batch, 3, frames, rows, columns],
        input.data.map((value) => 2 * value - 1),
      );
      const graph = encoderGraph(source, files.autoencoder.config, { batch, frames, rows, columns });
      const program = await runtime.load(graph, { device });
      const { moments } = (await program.run({ video })) as { moments: Tensor<'f32'> };
      await program.free();
      const latents = samplePosterior(moments, inputs.f32(`noise.vae_encode.${i}`).data);
      encoded.push({ latents: normalise(latents, statistics), frame: frame_index, strength });
    }
    return encoded;
  } finally {
    await source.close();
  }
}

/** What the pipeline starts from, by kind: packed latents that were given, or noise with conditions laid over it. */
function startOf(
  parityCase: ParityCase,
  inputs: Inputs,
  box: LatentBox,
  channels: number,
  compression: { readonly space: number; readonly time: number },
  frameRate: number,
  conditioning: readonly ConditioningLatents[],
) {
  if (parityCase.kind === 'ltx.pipeline') {
    const { time, space } = compression;
    const positions = gridPositions(box, [time / frameRate, space, space]);
    return { sample: inputs.f32('latents').data, strengths: undefined, extra: 0, positions };
  }
  const noise = inputs.f32('noise.prepare_latents.0').data;
  const draw = (index: number) => inputs.f32(`noise.prepare_latents.${index + 1}`).data;
  const start = applyConditions(noise, channels, box, conditioning, compression, frameRate, draw);
  return { ...start, positions: positionsOf(start.coordinates) };
}

/** LTXPipeline and LTXConditionPipeline from prompt embeddings to frames, with all recorded draws, clip by clip. */
export async function runLtxPipeline(parityCase: ParityCase, options: ParityOptions): Promise<Record<string, Tensor>> {
  const inputs = await Inputs.of(parityCase);
  const clips = inputs.f32('prompt_embeds').shape[0]!;
  const outputs: Record<string, Tensor>[] = [];
  for (let clip = 0; clip < clips; clip++) outputs.push(await runClip(parityCase, inputs.item(clip, clips), options));
  return stackOutputs(outputs);
}

async function runClip(
  parityCase: ParityCase,
  inputs: Inputs,
  options: ParityOptions,
): Promise<Record<string, Tensor>> {
  const files = await openLtxFolder(join(parityCase.folder, 'hub'));
  const call = parityCase.args.call as CallArgs;
  const compression = compressionOf(files.autoencoder.config);
  const frameRate = call.frame_rate ?? 25;
  const box = {
    frames: Math.floor((call.num_frames - 1) / compression.time) + 1,
    rows: Math.floor(call.height / compression.space),
    columns: Math.floor(call.width / compression.space),
  };
  const channels = files.transformer.config.in_channels;
  const runtime = await runtimeFor(options);
  const conditions = (parityCase.args.conditions ?? []) as ConditionArgs[];
  const conditioning = await encodeConditions(files, conditions, inputs, runtime, options.device);
  const start = startOf(parityCase, inputs, box, channels, compression, frameRate, conditioning);
  const prompt = (prefix: string) => ({
    embedding: inputs.f32(`${prefix}prompt_embeds`),
    mask: inputs.f32(`${prefix}prompt_attention_mask`).data,
  });
  const pipeline = parityCase.kind === 'ltx.pipeline' ? 'plain' : 'condition';
  const negative = inputs.maybe('negative_prompt_embeds') !== undefined;
  const guidance = guidanceOf({
    guidanceScale: negative ? (call.guidance_scale ?? 3) : 1,
    guidanceRescale: call.guidance_rescale ?? 0,
  });
  const wanted = {
    steps: call.num_inference_steps ?? 50,
    ...(call.timesteps ? { timesteps: call.timesteps } : {}),
  };
  const source = await files.transformer.open();
  const denoiser = await openDenoiser({
    runtime,
    device: options.device,
    source,
    config: files.transformer.config,
    precision: options.precision as LinearPrecision,
    prompt: prompt(''),
    negativePrompt: guidance.usesNegativePrompt ? prompt('negative_') : undefined,
    positions: start.positions,
    timesteps: start.strengths ? new Set(start.strengths).size + 1 : 1,
  });
  const sampler = flowMatchSampler({
    table: ltxSchedule(pipeline, files.scheduler, wanted, tokensOf(box)),
    channels,
    conditioning: start.strengths && {
      strengths: start.strengths,
      sample: start.sample,
      imageCondNoiseScale: call.image_cond_noise_scale ?? 0.15,
      draw: (step) => inputs.f32(`noise.image_cond.${step}`).data,
    },
  });
  const steps = denoise({ denoiser, sampler, guidance, sample: start.sample });
  let step = await steps.next();
  while (!step.done) step = await steps.next();
  await denoiser.free();
  await source.close();
  const latents = f32([1, tokensOf(box), channels], step.value.slice(start.extra * channels));
  const decoded = await decodeWhole(files, latents, box, call, inputs, runtime, options.device);
  return { latents, ...decoded };
}

async function decodeWhole(
  files: LtxFiles,
  packed: Tensor<'f32'>,
  box: LatentBox,
  call: CallArgs,
  inputs: Inputs,
  runtime: Runtime,
  device: string,
): Promise<Record<string, Tensor>> {
  const { config } = files.autoencoder;
  const source = await files.autoencoder.open();
  const clean = denormalise(
    unpack(packed, box),
    await readLatentStatistics(source, config.latent_channels, config.scaling_factor),
  );
  const decodeTimestep = call.decode_timestep ?? 0;
  const latents = config.timestep_conditioning
    ? addNoise(clean, inputs.f32('noise.decode.0').data, call.decode_noise_scale ?? decodeTimestep)
    : clean;
  const plane = (module: string) => inputs.f32(`noise.${module}.0`).data;
  const decoder = ltxDecoder({ runtime, device, source, config, precision: 'f32', decodeTimestep, plane });
  const pictures = await gathered(decodeFrames({ decoder, latents }));
  await source.close();
  return {
    vae_input: reshaped(latents, latents.shape),
    video: videoOf(pictures, call.height, call.width),
    frames_uint8: bytesOf(pictures, call.height, call.width),
  };
}
