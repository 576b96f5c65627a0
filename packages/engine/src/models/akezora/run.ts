import type { GenerationPlan } from '@akezora/contract';
import type { ModelEvent, RunContext } from '../model.ts';
import { patchesOf } from './config.ts';
import { framesOfClip } from './frames-of-clip.ts';
import { readConditioningFrames } from './inputs/conditioning-frames.ts';
import { openConditioningVideo } from './inputs/conditioning-video.ts';
import type { Networks } from './networks.ts';
import { planWindows } from './painter/windows.ts';
import { isDraft } from './plan.ts';
import { cameraMoveAt, cutsOf, type ShotPlan } from './scene/shot.ts';

/** Makes the frames of a planned clip: reads its conditions, loads the networks, and frees both in the end. */
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
      yield* framesOfClip(plan, { shots, windows, conditioningFrames, conditioningVideo }, clip, signal);
    } finally {
      await clip.close();
    }
  } finally {
    await conditioningVideo.close();
  }
}
