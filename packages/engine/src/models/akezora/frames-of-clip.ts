import type { GenerationPlan } from '@akezora/contract';
import { resample } from '../../video/resample.ts';
import type { ModelEvent } from '../model.ts';
import type { ClipNetworks } from './clip-networks.ts';
import { FrameFinisher } from './finisher/frame-finisher.ts';
import type { ConditioningVideo } from './inputs/conditioning-video.ts';
import type { ConditioningFrames } from './inputs/frames-in-window.ts';
import { type PaintEvent, paint } from './painter/paint.ts';
import type { Window } from './painter/windows.ts';
import { runAhead } from './run-ahead.ts';
import type { Shot } from './scene/shot.ts';

const stages = ['denoise', 'finish'] as const;

/** Events that the painter is ahead of the finisher: the steps and patch-frames of about one window. */
const eventsAhead = 6;

/**
 * Frames that are finished before the painter goes ahead: it takes every core, and who watches a live stream waits for the first
 * ones. More, and the finisher would wait for the painter.
 */
const firstFrames = 8;

/** What a clip is made of, besides its plan. */
export interface ClipContent {
  readonly shots: readonly Shot[];
  readonly windows: readonly Window[];
  readonly conditioningFrames: ConditioningFrames;
  readonly conditioningVideo: ConditioningVideo;
}

/**
 * Makes the frames of a planned clip with networks that are ready. Every frame is finished as soon as the painted frame that lights it exists; after the first
 * frames the painter is about a window ahead, so that both work at once and memory does not grow with the clip's length. The stage
 * `denoise` ends with the first window; later ones are painted during `finish`.
 */
export async function* framesOfClip(
  plan: GenerationPlan,
  { shots, windows, conditioningFrames, conditioningVideo }: ClipContent,
  { painter, finisher, writeImage, framesAtOnce: atOnce }: ClipNetworks,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, void, void> {
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
