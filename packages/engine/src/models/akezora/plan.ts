import {
  AkezoraError,
  checkRequest,
  formatBytes,
  type GenerationPlan,
  type GenerationRequest,
  stageNameText,
} from '@akezora/contract';
import type { LinearPrecision } from '../../graph/builder.ts';
import type { Machine } from '../../machine/machine.ts';
import { capabilities } from './capabilities.ts';
import { framesPerPatch, nativeFps, patchesOf } from './config.ts';
import { stageCosts } from './cost.ts';
import { nativeSizes, resolveSize } from './frame-sizes.ts';
import { reasons } from './notices.ts';
import { planWindows } from './painter/windows.ts';
import { pictureBytesOf } from './picture-bytes.ts';
import type { Canvas, ShotPlan } from './scene/shot.ts';
import { cutsOf } from './scene/shot.ts';

/** Evaluations a window. */
const stepsOf = { fast: 2, best: 16 } as const;

/** Seconds a run takes before its first stage. */
const startSeconds = 1;

/** Whether the request has `upscale: false`: frames of the painter, without the finisher. */
export const isDraft = (request: GenerationRequest): boolean => request.finish?.upscale === false;

/** What planning needs of where it runs. */
export interface Planning {
  /** Checks the request's inputs for a clip of so many seconds. */
  readonly checkInputs: (seconds: number) => Promise<void>;
  readonly planShots: (canvas: Canvas) => Promise<ShotPlan>;
  /** The precision of linear layers that the machine does best; asked where `machine` names none. */
  readonly precision: () => LinearPrecision;
}

/**
 * Fills in every default of a request, plans its shots, and estimates time and memory.
 * @throws AkezoraError for what the model cannot do, and `not_enough_memory`.
 */
export async function planClip(
  request: GenerationRequest,
  machine: Machine,
  planning: Planning,
): Promise<{ plan: GenerationPlan; shotPlan: ShotPlan }> {
  checkDevice(machine);
  checkRequest(request, capabilities);
  const size = resolveSize(request);
  const seconds = request.seconds ?? capabilities.seconds.default;
  const fps = request.fps ?? capabilities.fps.default;
  const seed = request.seed ?? 0;
  const quality = request.quality ?? 'fast';
  const steps = request.steps ?? stepsOf[quality];
  await planning.checkInputs(seconds);
  const shotPlan = await planning.planShots({ aspect: size.aspect, seconds, seed });
  const frames = Math.round(seconds * fps);
  const patches = patchesOf(seconds);
  const windows = planWindows(patches, { cuts: cutsOf(shotPlan.shots), loop: request.loop !== undefined });
  const native = nativeSizes[size.aspect];
  const precision = machine.precision ?? planning.precision();
  const inputFrames = (request.conditions ?? []).length > 0 ? seconds * nativeFps : 0;
  const draft = isDraft(request);
  const pictureBytes = pictureBytesOf(shotPlan);
  const job = { windows, steps, native, output: size, frames, precision, inputFrames, pictureBytes, draft };
  const stages = stageCosts(job, machine);
  const peakMemoryBytes = Math.max(...stages.map((stage) => stage.memoryBytes));
  checkMemory(peakMemoryBytes, machine);
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
    native: { ...native, fps: nativeFps, frames: patches * framesPerPatch },
    windows: windows.length,
    steps,
    guidance: 1,
    quality,
    stages,
    peakMemoryBytes,
    estimatedSeconds: stages.reduce((sum, stage) => sum + stage.seconds, 0) + startSeconds,
    scene: shotPlan.shots[0]!.scene,
    ...(shotPlan.understood === undefined ? {} : { understood: shotPlan.understood }),
    ...(shotPlan.shots.length > 1 ? { shots: shotPlan.shots.map(({ from, scene }) => ({ from, scene })) } : {}),
    ...actorsOf(shotPlan),
    ...(shotPlan.backdrop === undefined ? {} : { backdrop: shotPlan.backdrop.fact }),
    ...(shotPlan.changes === undefined ? {} : { changes: [...shotPlan.changes] }),
    ...(shotPlan.notUnderstood === undefined ? {} : { notUnderstood: [...shotPlan.notUnderstood] }),
    unknownWords: [...shotPlan.unknownWords, ...(shotPlan.notUnderstood ?? [])],
    notices: [...shotPlan.notices],
  };
  return { plan, shotPlan };
}

/** The pictures of the cast, for the facts. */
function actorsOf({ cast }: ShotPlan): Pick<GenerationPlan, 'actors'> {
  const actors = cast.flatMap((member) => (member.look === undefined ? [] : [member.fact]));
  return actors.length === 0 ? {} : { actors };
}

function checkDevice({ device }: Machine): void {
  if (device === 'cpu') return;
  throw new AkezoraError('device_unavailable', { field: 'device', device, reason: reasons.cpuOnly(capabilities.id) });
}

function checkMemory(needed: number, { freeMemoryBytes }: Machine): void {
  if (needed <= freeMemoryBytes) return;
  throw new AkezoraError('not_enough_memory', {
    needed: formatBytes(needed),
    available: formatBytes(freeMemoryBytes),
    stage: stageNameText('finish'),
    options: reasons.fixedMemory,
  });
}
