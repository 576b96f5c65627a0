import type { GenerationRequest } from '@akezora/contract';
import { readFacts } from '../../../video/facts-file.ts';
import { continuedScene } from '../scene/continued.ts';

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
  const start = (earlier.from ?? 0) - earlier.at;
  return { ...request, scene: continuedScene(facts.scene, start, seconds) };
}
