import type { Aspect, Notice, Scene, UnknownWord } from '@akezora/contract';
import { secondsPerPatch } from '../config.ts';

/** A part of the clip that is made from one scene. */
export interface Shot {
  /** Start in seconds of the clip; the scene's own time is 0 there. */
  readonly from: number;
  readonly scene: Scene;
}

/** The shots of a request, with what planning them found out. */
export interface ShotPlan {
  readonly shots: readonly Shot[];
  readonly unknownWords: readonly UnknownWord[];
  readonly notices: readonly Notice[];
}

/** Shape, length in seconds and seed that scenes are staged for. */
export interface Canvas {
  readonly aspect: Aspect;
  readonly seconds: number;
  readonly seed: number;
}

/** The shot of a patch-frame: the last one that begins at or before it. */
export function shotAt(shots: readonly Shot[], patch: number): Shot {
  return shots.findLast((shot) => Math.round(shot.from / secondsPerPatch) <= patch) ?? shots[0]!;
}

/** Patch-frames at which a new shot begins. */
export const cutsOf = (shots: readonly Shot[]): number[] =>
  shots.slice(1).map((shot) => Math.round(shot.from / secondsPerPatch));
