/** What an action is in the place where it is done. */
import type { SceneSubject } from '@akezora/contract';
import type { WorldSubject } from '../world.ts';

/** Who jumps and is at home in the water leaps out of it. */
export function inItsElement(subject: SceneSubject, { kind }: WorldSubject, wet: boolean): SceneSubject {
  return wet && subject.action === 'jump' && (kind === 'under' || kind === 'sea')
    ? { ...subject, action: 'leap' }
    : subject;
}
