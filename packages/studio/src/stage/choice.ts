import type { CameraEnd } from './camera-edits.ts';
import type { Thing } from './geometry.ts';

/** What is chosen on the stage: a thing, one point of a subject's path, or the camera at an end of its move. */
export type Choice = (Thing & { readonly point?: number }) | { readonly kind: 'camera'; readonly end: CameraEnd };

/** The thing of a choice; undefined where it is the camera or nothing. */
export const thingOf = (choice: Choice | null): (Thing & { readonly point?: number }) | undefined =>
  choice === null || choice.kind === 'camera' ? undefined : choice;

/** Whether a choice is this thing, or a point of its path. */
export const isChosen = (choice: Choice | null, { kind, index }: Thing): boolean =>
  choice !== null && choice.kind !== 'camera' && choice.kind === kind && choice.index === index;
