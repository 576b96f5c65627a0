import type { ClipFacts, GenerationRequest, PlanChange, Scene, UnknownWord } from '@akezora/contract';
import { readFacts } from '../../../video/facts-file.ts';
import { readChange } from '../prompt/changes/read-change.ts';
import { nearestNames } from '../prompt/nearest.ts';
import { vocabularyOf } from '../prompt/vocabulary.ts';
import { changedScene } from '../scene/changed/changed-scene.ts';
import { type ChangeStage, presentIn } from '../scene/changed/context.ts';
import { sceneAlong } from './earlier-scene.ts';

/** A request whose prompt was a change to the scene of its clip: the changed scene is in it, and the clip is not. */
export interface ChangedRequest {
  readonly request: GenerationRequest;
  readonly changes: readonly PlanChange[];
  /** With places in the prompt. */
  readonly notUnderstood: readonly UnknownWord[];
}

/**
 * Reads the prompt of a remix as a change to the scene in the clip's facts: a second sentence after the clip's own prompt, or a
 * prompt that is said as a change. The frames of the clip are not needed then: the scene has all that stays.
 * @returns undefined for other requests, and for prompts that describe a clip of their own
 */
export async function changedRequest(
  request: GenerationRequest,
  seconds: number,
  how: ChangeStage,
): Promise<ChangedRequest | undefined> {
  const conditions = request.conditions ?? [];
  const clips = conditions.filter(({ source }) => source.kind === 'video');
  const [clip] = clips;
  const { scene, storyboard, prompt } = request;
  if (
    clips.length !== 1 ||
    clip?.source.kind !== 'video' ||
    clip.strength === 1 ||
    scene !== undefined ||
    storyboard !== undefined
  )
    return undefined;
  const facts = await readFacts(clip.source.file).catch(() => undefined);
  if (facts?.scene === undefined || facts.shots !== undefined) return undefined;
  const said = saidOf(prompt, facts);
  if (said === undefined) return undefined;
  const earlier = sceneAlong(facts, clip, seconds);
  const vocabulary = vocabularyOf(how.art, how.world);
  const context = { vocabulary, nearest: nearestNames(how.art, how.world), present: presentIn(earlier) };
  const { edits, notUnderstood, isChange } = readChange(said.text, context);
  if (!isChange && !said.added) return undefined;
  const { scene: changed, changes } = changedScene(earlier, edits, how);
  const others = conditions.filter((condition) => condition !== clip);
  const { conditions: _, ...rest } = request;
  return {
    request: { ...rest, scene: withRequested(changed, request), ...(others.length > 0 ? { conditions: others } : {}) },
    changes,
    notUnderstood: notUnderstood.map((word) => ({
      ...word,
      start: word.start + said.start,
      end: word.end + said.start,
    })),
  };
}

/** The preset of a request goes before the style of the scene. */
const withRequested = (scene: Scene, { preset }: GenerationRequest): Scene =>
  preset === undefined ? scene : { ...scene, style: preset as Scene['style'] };

/** The part of a prompt that may be a change, and whether it was added to the clip's own prompt. */
function saidOf(prompt: string, facts: ClipFacts): { text: string; start: number; added: boolean } | undefined {
  const before = facts.prompt.trim().replace(/[.。]+$/, '');
  if (before !== '' && prompt.startsWith(before)) {
    const gap = /^[\s.。、,]*/.exec(prompt.slice(before.length))![0].length;
    const start = before.length + gap;
    return start >= prompt.length ? undefined : { text: prompt.slice(start), start, added: gap > 0 };
  }
  return prompt.trim() === '' ? undefined : { text: prompt, start: 0, added: false };
}
