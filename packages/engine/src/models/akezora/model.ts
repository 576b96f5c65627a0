import { AkezoraError, type GenerationPlan, type GenerationRequest } from '@akezora/contract';
import type { Graph } from '../../graph/graph.ts';
import { formatBytes } from '../../host/check-output.ts';
import type { Machine } from '../../machine/machine.ts';
import { int8Precision } from '../../runtime/cpu.ts';
import { onnxNodeRuntime } from '../../runtime/onnx-node.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { memorySource, type TensorSource } from '../../tensor/source.ts';
import { resample } from '../../video/resample.ts';
import { openWeights, type WeightStore } from '../../weights/store.ts';
import type { ModelEvent, RunContext, VideoModel } from '../model.ts';
import { capabilities, nativeFps } from './capabilities.ts';
import { openWeightsFolder, type WeightsFolder } from './checkpoints.ts';
import { dequantisedSource } from './dequantised-source.ts';
import { estimateStages, patchesOf } from './estimate.ts';
import { draftFinisher } from './finisher/draft-finisher.ts';
import { Finisher, type FinisherConfig, finisherSlots } from './finisher/finisher.ts';
import { FrameFinisher } from './finisher/frame-finisher.ts';
import { finisherGraph } from './finisher/graph.ts';
import { nativeSizes, resolveSize } from './frame-sizes.ts';
import { readConditions } from './inputs/condition-content.ts';
import { readConditioningFrames } from './inputs/conditioning-frames.ts';
import { openConditioningVideo } from './inputs/conditioning-video.ts';
import { checkConditions } from './inputs/conditions.ts';
import { withEarlierScene } from './inputs/earlier-scene.ts';
import { reasons } from './notices.ts';
import { painterImages } from './painter/feature-image.ts';
import { cutsOf, paint } from './painter/paint.ts';
import { imageChannels, Painter, type PainterConfig, readTextures } from './painter/painter.ts';
import { texelChannels } from './painter/textures.ts';
import { painterGraph } from './painter/transformer.ts';
import { planWindows, windowSize } from './painter/windows.ts';
import { readCharacters } from './prompt/characters.ts';
import { type Director, makeDirector } from './prompt/director.ts';
import type { DirectorConfig } from './prompt/director-graph.ts';
import type { TokenizerFile } from './prompt/tokenizer.ts';
import { makeReader, type Reader, type ReaderFile } from './reader/reader.ts';
import { planShots } from './scene/plan-shots.ts';
import type { Canvas, ShotPlan } from './scene/shot.ts';
import { readWorld, type World } from './scene/world.ts';

/** config.json of the weights. */
interface ModelConfig {
  readonly version: number;
  readonly painter: PainterConfig;
  readonly finisher: FinisherConfig;
}

const fastSteps = 4;
const bestSteps = 16;

/** Opens akezora-1 from a folder of weights. */
export async function openAkezora(path: string): Promise<VideoModel> {
  const folder = await openWeightsFolder(path);
  const config = (await folder.json('config.json')) as ModelConfig;
  const world = readWorld((await folder.json('world.json')) as Parameters<typeof readWorld>[0]);
  return new AkezoraModel(folder, config, world);
}

class AkezoraModel implements VideoModel {
  readonly capabilities = capabilities;
  readonly version: string;
  readonly #folder: WeightsFolder;
  readonly #config: ModelConfig;
  readonly #world: World;
  #director: Promise<Director> | undefined;
  /** Shots of the plans made, so that running one does not read the prompt again. */
  readonly #shots = new WeakMap<GenerationPlan, ShotPlan>();

  constructor(folder: WeightsFolder, config: ModelConfig, world: World) {
    this.#folder = folder;
    this.#config = config;
    this.#world = world;
    this.version = `akezora-1.${config.version}`;
  }

  async plan(request: GenerationRequest, machine: Machine): Promise<GenerationPlan> {
    if (machine.device !== 'cpu') {
      const reason = reasons.cpuOnly(capabilities.id);
      throw new AkezoraError('device_unavailable', { field: 'device', device: machine.device, reason });
    }
    const size = resolveSize(request);
    const seconds = clipSeconds(request);
    const fps = clipFps(request);
    const seed = request.seed ?? 0;
    const steps = clipSteps(request);
    await checkConditions(request, seconds);
    const shots = await this.#planShots(request, { aspect: size.aspect, seconds, seed });
    const frames = Math.round(seconds * fps);
    const patches = patchesOf(seconds);
    const windows = planWindows(patches, { cuts: cutsOf(shots.shots), loop: request.loop !== undefined });
    const native = nativeSizes[size.aspect];
    const precision = machine.precision ?? int8Precision();
    const inputFrames = (request.conditions ?? []).length > 0 ? seconds * nativeFps : 0;
    const draft = isDraft(request);
    const job = { windows, steps, native, output: size, frames, precision, inputFrames, draft };
    const stages = estimateStages(job, machine);
    const peakMemoryBytes = Math.max(...stages.map((stage) => stage.memoryBytes));
    if (peakMemoryBytes > machine.freeMemoryBytes) {
      throw new AkezoraError('not_enough_memory', {
        needed: formatBytes(peakMemoryBytes),
        available: formatBytes(machine.freeMemoryBytes),
        stage: 'finish',
        options: reasons.fixedMemory,
      });
    }
    const plan: GenerationPlan = {
      model: capabilities.id,
      device: machine.device,
      precision,
      seed,
      aspect: size.aspect,
      width: size.width,
      height: size.height,
      fps,
      seconds,
      frames,
      codec: request.codec ?? 'h264',
      native: { ...native, fps: nativeFps, frames: patches * 4 },
      windows: windows.length,
      steps,
      guidance: 1,
      quality: request.quality ?? 'fast',
      stages,
      peakMemoryBytes,
      estimatedSeconds: stages.reduce((sum, stage) => sum + stage.seconds, 0) + 1,
      scene: shots.shots[0]!.scene,
      unknownWords: [...shots.unknownWords],
      notices: [...shots.notices],
    };
    this.#shots.set(plan, shots);
    return plan;
  }

  async *run(
    request: GenerationRequest,
    plan: GenerationPlan,
    { machine, signal }: RunContext,
  ): AsyncGenerator<ModelEvent, void, void> {
    const conditioningFrames = await readConditioningFrames(request, plan.seconds, plan.native, signal);
    const canvas = { aspect: plan.scene!.aspect, seconds: plan.seconds, seed: plan.seed };
    const { shots } = this.#shots.get(plan) ?? (await this.#planShots(request, canvas));
    const loop = request.loop !== undefined;
    const windows = planWindows(patchesOf(plan.seconds), { cuts: cutsOf(shots), loop });
    const runtime = await onnxNodeRuntime({ threads: machine.threads });
    const conditioningVideo = await openConditioningVideo(request, plan, signal);
    const parts = await this.#loadParts(runtime, plan, isDraft(request));
    const { painter, finisher, writeImage } = parts;
    try {
      const finishing = new FrameFinisher({
        finisher,
        shots,
        conditioning: conditioningVideo,
        fps: plan.fps,
        frames: plan.frames,
        loop,
      });
      const painting = {
        painter,
        writeImage,
        shots,
        windows,
        conditioning: conditioningFrames,
        seed: plan.seed,
        steps: plan.steps,
        signal,
      };
      const output = (frame: Parameters<typeof resample>[0]): ModelEvent => ({
        type: 'frame',
        frame: { ...resample(frame, plan.width, plan.height), at: frame.at },
      });
      let stage = '';
      const enter = function* (name: 'denoise' | 'finish'): Generator<ModelEvent> {
        if (stage !== name) yield { type: 'stage', name, index: name === 'denoise' ? 0 : 1, of: 2 };
        stage = name;
      };
      yield* enter('denoise');
      for await (const event of paint(painting)) {
        if (event.type === 'step') {
          yield* enter('denoise');
          yield { type: 'step', stage: 'denoise', index: event.index, total: event.total };
          yield { type: 'preview', frame: event.preview, index: event.frame };
        } else {
          yield* enter('finish');
          for await (const frame of finishing.take(event.index, event.pixels)) yield output(frame);
        }
      }
      for await (const frame of finishing.end()) yield output(frame);
    } finally {
      await conditioningVideo.close();
      await painter.free();
      await finisher.free();
      await parts.close();
    }
  }

  async graphs(): Promise<readonly Graph[]> {
    const size = nativeSizes['16:9'];
    const [painterFile, finisherFile] = await Promise.all([
      this.#folder.verified('painter.safetensors'),
      this.#folder.verified('finisher.safetensors'),
    ]);
    const stores = [await openWeights(painterFile), await openWeights(finisherFile)] as const;
    try {
      const painter = { ...this.#config.painter, imageChannels };
      const window = { frames: windowSize, from: 1, count: windowSize - 1, ...size };
      const finisher = { ...this.#config.finisher, imageChannels: texelChannels, slots: finisherSlots.length };
      return [
        painterGraph(dequantisedSource(stores[0]), painter, window, int8Precision()),
        finisherGraph(dequantisedSource(stores[1]), finisher, size.height, size.width),
      ];
    } finally {
      await Promise.all(stores.map((store) => store.close()));
    }
  }

  async #planShots(request: GenerationRequest, canvas: Canvas): Promise<ShotPlan> {
    const scened = await withEarlierScene(request, canvas.seconds);
    const signal = new AbortController().signal;
    const size = nativeSizes[canvas.aspect];
    const loadReader = () => this.#loadReader();
    const contents = await readConditions(scened, canvas.seconds, size, loadReader, signal);
    const characters = await readCharacters(scened, capabilities.id, this.#world, size, loadReader);
    const director = () => this.#loadDirector();
    return planShots(scened, canvas, { world: this.#world, director, contents, characters });
  }

  async #loadParts(runtime: Runtime, plan: GenerationPlan, draft: boolean) {
    const [painterFile, finisherFile] = await Promise.all([
      this.#folder.verified('painter.safetensors'),
      this.#folder.verified('finisher.safetensors'),
    ]);
    const stores: WeightStore[] = [await openWeights(painterFile), await openWeights(finisherFile)];
    const [painterStore, finisherStore] = stores as [WeightStore, WeightStore];
    const { painter: painterConfig, finisher: finisherConfig } = this.#config;
    const precision = plan.precision;
    const painter = new Painter(painterConfig, painterStore, runtime, plan.native, precision);
    const bank = await readTextures(dequantisedSource(painterStore), painterConfig);
    const writeImage = painterImages(bank, this.#world, plan.native);
    const finisher = draft
      ? draftFinisher(plan.native)
      : await Finisher.load(
          runtime,
          finisherStore,
          finisherConfig,
          await readTextures(dequantisedSource(finisherStore), finisherConfig),
          this.#world,
          plan.native,
          precision,
        );
    return { painter, finisher, writeImage, close: () => Promise.all(stores.map((store) => store.close())) };
  }

  async #loadReader(): Promise<Reader> {
    const [weights, file] = await Promise.all([
      this.#folder.verified('reader.safetensors'),
      this.#folder.json('reader.json'),
    ]);
    return makeReader(await onnxNodeRuntime(), await readWhole(weights), file as ReaderFile);
  }

  #loadDirector(): Promise<Director> {
    this.#director ??= (async () => {
      const [weights, settings, tokenizer] = await Promise.all([
        this.#folder.verified('director.safetensors'),
        this.#folder.json('director.json'),
        this.#folder.json('tokenizer.json'),
      ]);
      const runtime = await onnxNodeRuntime();
      const { config } = settings as { config: DirectorConfig };
      return makeDirector(runtime, await readWhole(weights), config, tokenizer as TokenizerFile);
    })();
    return this.#director;
  }
}

/** All tensors of a small file in memory, so that nothing stays open for as long as the model does. */
async function readWhole(file: string): Promise<TensorSource> {
  const store = await openWeights(file);
  try {
    const tensors = await Promise.all(store.names.map(async (name) => [name, await store.read(name)] as const));
    return memorySource(Object.fromEntries(tensors), file);
  } finally {
    await store.close();
  }
}

function clipSeconds(request: GenerationRequest): number {
  const { min, max, default: usual } = capabilities.seconds;
  const asked = request.seconds ?? usual;
  if (asked >= min && asked <= max) return asked;
  throw new AkezoraError('seconds_unsupported', { field: 'seconds', model: capabilities.id, min, max, asked });
}

function clipFps(request: GenerationRequest): number {
  const asked = request.fps ?? capabilities.fps.default;
  if (capabilities.fps.values.includes(asked)) return asked;
  const choices = capabilities.fps.values.join(', ');
  throw new AkezoraError('option_unsupported', { field: 'fps', model: capabilities.id, asked, choices });
}

const isDraft = (request: GenerationRequest) => request.finish?.upscale === false;

function clipSteps(request: GenerationRequest): number {
  const usual = request.quality === 'best' ? bestSteps : fastSteps;
  const asked = request.steps ?? usual;
  if (asked <= capabilities.steps.max) return asked;
  const choices = `1–${capabilities.steps.max}`;
  throw new AkezoraError('option_unsupported', { field: 'steps', model: capabilities.id, asked, choices });
}
