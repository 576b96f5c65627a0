/** akezora-2 without Node, from words and scenes: what a page runs on its visitor's machine. */
import { AkezoraError, type GenerationPlan, type GenerationRequest } from '@akezora/contract';
import { placeInMemory } from '../../runtime/place-memory.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { ModelEvent } from '../model.ts';
import { type CastMember, calledName, namesakeOf, unknownActor } from './actors/cast-member.ts';
import { readIndex } from './art/index-file.ts';
import { picturesOfScenes } from './art/scene-pictures.ts';
import { type Art, type ArtSource, artOf, type DecodedPicture } from './art/shelf.ts';
import { capabilities } from './capabilities.ts';
import { Compositor } from './compositor/compositor.ts';
import type { PictureOf } from './compositor/picture.ts';
import { patchesOf } from './config.ts';
import type { FrameThreadData } from './finisher/frame-messages.ts';
import { type FrameThread, ThreadFrameMaker } from './finisher/thread-frame-maker.ts';
import { framesOfClip } from './frames-of-clip.ts';
import { type CheckedFiles, checkedFiles, type ModelFiles } from './model-files.ts';
import { loadPair, type ModelConfig, type NetSources, netsForClip } from './nets.ts';
import { reasons } from './notices.ts';
import { planWindows } from './painter/windows.ts';
import { isDraft, planClip } from './plan.ts';
import { planShots } from './scene/plan-shots.ts';
import { type Canvas, cutsOf, type ShotPlan } from './scene/shot.ts';
import { readWorld, type World } from './scene/world.ts';

export { actorOf } from './actors/actor.ts';
export { type CastMember, memberOf, type PicturedMember } from './actors/cast-member.ts';
export { actorLimits, isTransparent, mostPixels, pagesOf, sideOf } from './actors/decoded-pictures.ts';
export { actorReasons } from './actors/notices.ts';
export { checkSvg, looksLikeSvg, svgLimits } from './actors/svg-check.ts';
export { SvgFault } from './actors/svg-fault.ts';
export { frameAnswers, type Reply } from './finisher/frame-answers.ts';
export { LocalFrameMaker } from './finisher/frame-maker.ts';
export type { FrameAnswer, FrameQuestion } from './finisher/frame-messages.ts';
export { frameNetOf } from './finisher/frame-net.ts';
export type { FilePart, ModelFiles } from './model-files.ts';
export { Compositor, type DecodedPicture, type FrameThread };

/** What a thread that makes frames begins with, in a page. */
export type FrameWorkerData = Pick<FrameThreadData, 'placed' | 'shape'>;

/** What the model is made from. */
export interface WebParts {
  readonly files: ModelFiles;
  /** Decodes AVIF and WebP to RGBA with straight alpha. */
  readonly decode: (bytes: Uint8Array) => Promise<DecodedPicture>;
  readonly runtime: Runtime;
  /** Starts a thread that makes frames. */
  readonly startThread: (data: FrameWorkerData) => FrameThread;
  /** Threads that make frames: one or more. */
  readonly threads: number;
}

/** How a clip is planned in a page. */
export interface WebPlanOptions {
  /** Precision of the nets. Default `int8`. */
  readonly precision?: GenerationPlan['precision'];
  /** The actors of the request that have a picture, as it was read. Default: none. */
  readonly cast?: readonly CastMember[];
}

/** A planned clip, with what its run needs. */
export interface WebPlan {
  readonly plan: GenerationPlan;
  readonly shotPlan: ShotPlan;
}

/** akezora-2 in a page. */
export interface WebModel {
  /** Version of the weights, as written into a clip's facts. */
  readonly version: string;
  /**
   * Fills in all defaults, and plans the clip; no weights are loaded.
   * @throws AkezoraError for what the model cannot do, and `request_invalid` for files that were not read before.
   */
  plan(request: GenerationRequest, options?: WebPlanOptions): Promise<WebPlan>;
  /** Makes the frames of a plan, in order, at the plan's size and rate. Everything is freed when it ends, fails or is closed. */
  run(planned: WebPlan, signal: AbortSignal): AsyncGenerator<ModelEvent, void, void>;
}

/**
 * Opens akezora-2. Only its description is read; weights are read by `run`.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`.
 */
export async function openWebModel(parts: WebParts): Promise<WebModel> {
  const files = await checkedFiles(parts.files);
  const [config, worldFile] = await Promise.all([files.json('config.json'), files.json('world.json')]);
  const model = config as ModelConfig;
  const world = readWorld(worldFile as Parameters<typeof readWorld>[0]);
  let opened: Promise<Art> | undefined;
  const art = () => (opened ??= openArt(parts));
  return {
    version: `${capabilities.id}.${model.version}`,
    async plan(request, { precision = 'int8', cast: pictured = [] } = {}) {
      checkWithoutFiles(request);
      const cast = castOf(request, pictured, world);
      const machine = { ...pageMachine, threads: parts.threads, precision };
      return planClip(request, machine, {
        checkInputs: async () => {},
        planShots: (canvas) => shotPlanOf(request, canvas, { world, contents: [], cast, art }),
        precision: () => 'int8',
      });
    },
    run: (planned, signal) => runClip(parts, files, { config: model, world, art }, planned, signal),
  };
}

/** A page cannot know what is free, nor how fast it is. */
const pageMachine = { device: 'cpu', freeMemoryBytes: Number.POSITIVE_INFINITY, speeds: {} } as const;

const fileFields = ['conditions', 'backdrop', 'loras'] as const;

/** A page has words, scenes, and the pictures of actors. */
function checkWithoutFiles(request: GenerationRequest): void {
  for (const field of fileFields) {
    const value = request[field];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    throw new AkezoraError('request_invalid', { field, reason: reasons.noFilesInPage });
  }
}

/** Who plays: a picture that was read, else the subject of the world with an actor's name. */
function castOf(request: GenerationRequest, pictured: readonly CastMember[], world: World): readonly CastMember[] {
  return (request.actors ?? []).map((actor, index) => {
    const name = calledName(actor);
    const member = pictured.find((one) => one.name === name);
    if (member !== undefined) return member;
    if (actor.image !== undefined || actor.clip !== undefined)
      throw new AkezoraError('request_invalid', { field: `actors.${index}`, reason: reasons.noFilesInPage });
    const namesake = namesakeOf(name, world);
    if (namesake === undefined) throw unknownActor(name, index, capabilities.id, world);
    return { name, subject: namesake.name };
  });
}

async function shotPlanOf(
  request: GenerationRequest,
  canvas: Canvas,
  context: Parameters<typeof planShots>[2],
): Promise<ShotPlan> {
  const planned = await planShots(request, canvas, context);
  return { ...planned, request, cast: context.cast, held: [], joined: [] };
}

async function openArt({ files, decode }: WebParts): Promise<Art> {
  const label = 'art/index.json';
  const text = new TextDecoder().decode(await files.read({ path: label }));
  const source: ArtSource = {
    label,
    bytes: ({ file, at, bytes, sha256 }) => files.read({ path: `art/${file}`, part: { at, bytes }, sha256 }),
    decode,
  };
  // A worker makes one clip, whose pictures are asked for once.
  return artOf(readIndex(text, label), source, { cacheBytes: 0 });
}

interface Opened {
  readonly config: ModelConfig;
  readonly world: World;
  readonly art: () => Promise<Art>;
}

async function* runClip(
  parts: WebParts,
  files: CheckedFiles,
  { config, world, art }: Opened,
  { plan, shotPlan: { request, shots, cast } }: WebPlan,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, void, void> {
  const { threads } = parts;
  const scenes = shots.map((shot) => shot.scene);
  const windows = planWindows(patchesOf(plan.seconds), { cuts: cutsOf(shots), loop: request.loop !== undefined });
  const pictures = art().then((opened) => picturesOfScenes(scenes, { art: opened, world, cast }));
  // Whoever waits for them says how they fail.
  pictures.catch(() => undefined);
  let shown: PictureOf = () => undefined;
  const { width, height, native, precision } = plan;
  const loading = sourcesOf(parts, files).then((sources) =>
    loadPair(sources, config, world, {
      ...{ native, output: { width, height }, precision, threads, frameThreads: threads, draft: isDraft(request) },
      first: windows[0],
      pictures: (texture) => shown(texture),
    }),
  );
  const nets = loading.then((loaded) => ({
    ...loaded,
    show: (drawn: PictureOf) => {
      shown = drawn;
    },
  }));
  nets.catch(() => undefined);
  const drawing = { compositor: await Compositor.load(), pictures, world };
  const clip = await netsForClip(nets, drawing, plan, { threads, frameThreads: threads });
  const conditioningVideo = { at: async () => undefined, close: async () => {} };
  try {
    yield* framesOfClip(plan, { shots, windows, conditioningFrames: new Map(), conditioningVideo }, clip, signal);
  } finally {
    await clip.close();
  }
}

async function sourcesOf({ runtime, startThread, threads }: WebParts, files: CheckedFiles): Promise<NetSources> {
  const [painter, finisher] = await Promise.all([
    files.tensors('painter.safetensors'),
    files.tensors('finisher.safetensors'),
  ]);
  return {
    ...{ painter, finisher, runtime },
    maker: async (graph, shape) => {
      const placed = await placeInMemory(graph);
      return ThreadFrameMaker.start(() => startThread({ placed, shape }), threads);
    },
    close: async () => {},
  };
}
