import type { GenerationPlan } from '@akezora/contract';
import { resample } from '../../video/resample.ts';
import type { ModelEvent, RunContext } from '../model.ts';
import { patchesOf } from './config.ts';
import { FrameFinisher } from './finisher/frame-finisher.ts';
import { readConditioningFrames } from './inputs/conditioning-frames.ts';
import { openConditioningVideo } from './inputs/conditioning-video.ts';
import type { Networks } from './networks.ts';
import { type PaintEvent, paint } from './painter/paint.ts';
import { planWindows } from './painter/windows.ts';
import { isDraft } from './plan.ts';
import { runAhead } from './run-ahead.ts';
import { cameraMoveAt, cutsOf, type ShotPlan } from './scene/shot.ts';

const stages = ['denoise', 'finish'] as const;

/** Events that the painter is ahead of the finisher: the steps and patch-frames of about one window. */
const eventsAhead = 6;

/**
 * Frames that are finished before the painter goes ahead: it takes every core, and who watches a live stream waits for the first
 * ones. More, and the finisher would wait for the painter.
 */
const firstFrames = 8;

/**
 * Makes the frames of a planned clip. Every frame is finished as soon as the painted frame that lights it exists; after the first
 * frames the painter is about a window ahead, so that both work at once and memory does not grow with the clip's length. The stage
 * `denoise` ends with the first window; later ones are painted during `finish`.
 */
export async function* runClip(
  plan: GenerationPlan,
  { request, shots, cast, backdrop, held, joined, wipe }: ShotPlan,
  networks: Networks,
  { machine, signal, keep = false }: RunContext,
): AsyncGenerator<ModelEvent, void, void> {
  const foreign = new Map(held.map((index) => [index, cameraMoveAt(shots, request.conditions![index]!.at)]));
  const conditioningFrames = await readConditioningFrames(request, plan.seconds, plan.native, signal, foreign);
  const conditioningVideo = await openConditioningVideo(request, plan, signal, { foreign, joined, wipe });
  try {
    const scenes = shots.map((shot) => shot.scene);
    const loop = request.loop !== undefined;
    const windows = planWindows(patchesOf(plan.seconds), { cuts: cutsOf(shots), loop });
    const clip = await networks.forClip(plan, scenes, {
      threads: machine.threads,
      draft: isDraft(request),
      first: windows[0],
      ...{ cast, backdrop, keep },
    });
    try {
      const { painter, finisher, writeImage, framesAtOnce: atOnce } = clip;
      const { fps, seed, steps } = plan;
      const painting = paint({ painter, writeImage, shots, windows, conditioningFrames, seed, steps, signal });
      const finishing = new FrameFinisher({ finisher, shots, conditioningVideo, fps, frames: plan.frames, atOnce });
      try {
        let frames = 0;
        const started = Promise.withResolvers<void>();
        for await (const event of framesOf(runAhead(painting, eventsAhead, started.promise), finishing, plan, signal)) {
          yield event;
          if (event.type === 'frame') frames += 1;
          if (frames === firstFrames) started.resolve();
        }
      } finally {
        await finishing.settled();
      }
    } finally {
      await clip.close();
    }
  } finally {
    await conditioningVideo.close();
  }
}

async function* framesOf(
  painting: AsyncIterable<PaintEvent>,
  finishing: FrameFinisher,
  { width, height }: GenerationPlan,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, void, void> {
  const stage = (index: 0 | 1): ModelEvent => ({ type: 'stage', name: stages[index], index, of: stages.length });
  let finishes = false;
  yield stage(0);
  for await (const event of painting) {
    if (event.type === 'step') {
      yield { type: 'step', stage: 'denoise', index: event.index, total: event.total };
      yield { type: 'preview', frame: event.preview, index: event.frame };
      continue;
    }
    if (!finishes) yield stage(1);
    finishes = true;
    for await (const frame of finishing.take(event.index, event.pixels)) {
      signal.throwIfAborted();
      yield { type: 'frame', frame: resample(frame, width, height) };
    }
  }
  for await (const frame of finishing.end()) {
    signal.throwIfAborted();
    yield { type: 'frame', frame: resample(frame, width, height) };
  }
}
