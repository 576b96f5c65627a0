import type { GenerationPlan, GenerationRequest } from '@akezora/contract';
import type { Frame } from '../../video/frame.ts';
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
import { cutsOf, type Shot } from './scene/shot.ts';

const stages = ['denoise', 'finish'] as const;
type Stage = (typeof stages)[number];

/**
 * Makes the frames of a planned clip. Painter and finisher alternate: every frame is finished as soon as the painted frames
 * around it exist, so that memory does not grow with the clip's length.
 */
export async function* runClip(
  request: GenerationRequest,
  plan: GenerationPlan,
  shots: readonly Shot[],
  networks: Networks,
  { machine, signal }: RunContext,
): AsyncGenerator<ModelEvent, void, void> {
  const conditioningFrames = await readConditioningFrames(request, plan.seconds, plan.native, signal);
  const conditioningVideo = await openConditioningVideo(request, plan, signal);
  try {
    const clip = await networks.forClip(plan, { threads: machine.threads, draft: isDraft(request) });
    try {
      const loop = request.loop !== undefined;
      const windows = planWindows(patchesOf(plan.seconds), { cuts: cutsOf(shots), loop });
      const { painter, finisher, writeImage } = clip;
      const { fps, frames, seed, steps } = plan;
      const painting = paint({ painter, writeImage, shots, windows, conditioningFrames, seed, steps, signal });
      const finishing = new FrameFinisher({ finisher, shots, conditioningVideo, fps, frames, loop });
      yield* framesOf(painting, finishing, plan);
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
): AsyncGenerator<ModelEvent, void, void> {
  let current: Stage | undefined;
  const enter = function* (name: Stage): Generator<ModelEvent> {
    if (current !== name) yield { type: 'stage', name, index: stages.indexOf(name), of: stages.length };
    current = name;
  };
  const output = (frame: Frame): ModelEvent => ({
    type: 'frame',
    frame: { ...resample(frame, width, height), at: frame.at },
  });
  yield* enter('denoise');
  for await (const event of painting) {
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
}
