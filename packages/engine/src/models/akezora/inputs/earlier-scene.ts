import type { ClipFacts, Condition, GenerationRequest, Scene } from '@akezora/contract';
import { readFacts } from '../../../video/facts-file.ts';
import { continuedScene } from '../scene/continued.ts';

/**
 * The scene of an earlier clip over a clip that it is a condition of: of a clip with several shots, the last one that is in the
 * condition, since the clip goes on from there; the first one where the condition comes after what is new.
 */
export function sceneAlong(facts: ClipFacts, { from = 0, to, at }: Condition, seconds: number): Scene {
  const shots = facts.shots ?? [{ from: 0, scene: facts.scene! }];
  const end = Math.min(to ?? facts.seconds, facts.seconds);
  const shot = at > 0 ? shots[0]! : (shots.findLast((one) => one.from < end - 0.1) ?? shots[0]!);
  return continuedScene(shot.scene, from - at - shot.from, seconds);
}

/**
 * Adds the scene in a clip's facts to a request that is based on that clip (extend, re-cut, remix) and has no prompt or the same
 * one. Other requests are returned unchanged.
 */
export async function withEarlierScene(request: GenerationRequest, seconds: number): Promise<GenerationRequest> {
  const earlier = request.conditions?.find((condition) => condition.source.kind === 'video');
  if (request.scene !== undefined || request.storyboard !== undefined || earlier?.source.kind !== 'video')
    return request;
  const facts = await readFacts(earlier.source.file).catch(() => undefined);
  const prompt = request.prompt.trim();
  if (facts?.scene === undefined || (prompt !== '' && prompt !== facts.prompt.trim())) return request;
  return { ...request, scene: sceneAlong(facts, earlier, seconds) };
}
