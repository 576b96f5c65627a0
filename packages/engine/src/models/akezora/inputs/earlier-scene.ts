import type { GenerationRequest } from '@akezora/contract';
import { readFacts } from '../../../video/facts-file.ts';
import { continuedScene } from '../scene/edits.ts';

/**
 * A request that builds on a clip of ours (extend, re-cut, remix), without a prompt or with that clip's own prompt,
 * continues that clip's scene, which is in the clip's facts. Other requests come back unchanged.
 */
export async function withEarlierScene(request: GenerationRequest, seconds: number): Promise<GenerationRequest> {
  const earlier = request.conditions?.find((condition) => condition.source.kind === 'video');
  if (request.scene !== undefined || request.storyboard !== undefined || earlier?.source.kind !== 'video')
    return request;
  const facts = await readFacts(earlier.source.file).catch(() => undefined);
  const prompt = request.prompt.trim();
  if (facts?.scene === undefined || (prompt !== '' && prompt !== facts.prompt.trim())) return request;
  const start = (earlier.from ?? 0) - earlier.at;
  return { ...request, scene: start >= 0 ? continuedScene(facts.scene, start, seconds) : facts.scene };
}
