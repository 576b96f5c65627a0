/** Adapts briefs and scenes to the content of a request's condition. */
import type { Brief, Scene } from '@akezora/contract';
import type { ConditionContent } from '../inputs/condition-content.ts';
import { completed, restrictedTo } from '../prompt/brief.ts';
import { placedIn, sceneInSetting } from './edits.ts';
import type { World } from './world.ts';

/** Fills in what the prompt leaves open from a condition. */
export function completedFrom(prompted: Brief, content: ConditionContent | undefined, world: World): Brief {
  if (content === undefined) return prompted;
  return movingInward(world, completed(prompted, restrictedTo(world, content.brief)), content.boxes);
}

/** Sends subjects of a picture without a motion towards the side of the frame that has more room. */
function movingInward(world: World, brief: Brief, boxes: ConditionContent['boxes']): Brief {
  const subjects = brief.subjects.map((subject) => {
    const box = boxes.find(({ name }) => name === subject.name);
    const moves = subject.motion === null && box !== undefined && world.subjects.get(subject.name)?.gait !== 'stand';
    return moves ? { ...subject, motion: box.x < 0.5 ? ('right' as const) : ('left' as const) } : subject;
  });
  return { ...brief, subjects };
}

/**
 * Adapts a staged scene to a condition: to the earlier scene for a clip of Akezora, else with its subjects at their places in
 * the picture.
 * @param prompted brief of the prompt alone
 * @param from start of the shot in seconds of the clip
 */
export function alignedWith(
  staged: Scene,
  content: ConditionContent | undefined,
  prompted: Brief,
  from: number,
): Scene {
  if (content === undefined) return staged;
  if (content.scene === undefined) return placedIn(staged, content.boxes, content.at - from);
  return from === 0 && content.join === undefined ? sceneInSetting(staged, content.scene, prompted) : staged;
}
