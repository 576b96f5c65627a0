import type { Aspect, Brief, GenerationRequest, Notice, PlanChange, Scene, UnknownWord } from '@akezora/contract';
import type { CastMember } from '../actors/cast-member.ts';
import type { Backdrop } from '../backdrop/read-backdrop.ts';
import { secondsPerPatch } from '../config.ts';
import type { Wipe } from '../inputs/wipe.ts';

/** A part of the clip that is made from one scene. */
export interface Shot {
  /** Start in seconds of the clip; the scene's own time is 0 there. */
  readonly from: number;
  readonly scene: Scene;
}

/** The shots of a request, with what planning them found out. */
export interface PlannedShots {
  readonly shots: readonly Shot[];
  /** What was understood of the first shot's prompt, by the names that scenes show. Default: none was read. */
  readonly understood?: Brief;
  readonly unknownWords: readonly UnknownWord[];
  readonly notices: readonly Notice[];
  /** What a change to an earlier scene has changed, and its words that were not understood. Default: it was no change. */
  readonly changes?: readonly PlanChange[];
  readonly notUnderstood?: readonly UnknownWord[];
}

/** The shots of a clip with everything that its run needs, so that no file is read twice. */
export interface ShotPlan extends PlannedShots {
  /** The request whose stickers are actors. */
  readonly request: GenerationRequest;
  readonly cast: readonly CastMember[];
  /** The numbers of the request's conditions that are pictures of another world, which are held. */
  readonly held: readonly number[];
  /** The numbers of the request's conditions whose own scene goes on after them. */
  readonly joined: readonly number[];
  /** The wipe from one video of the conditions to the next. Default: none. */
  readonly wipe?: Wipe;
  /** The picture in place of the scenery. Default: none. */
  readonly backdrop?: Backdrop | undefined;
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

/** The move of the camera at a time of the clip, in seconds. */
export const cameraMoveAt = (shots: readonly Shot[], at: number): Scene['camera']['move'] =>
  (shots.findLast((shot) => shot.from <= at) ?? shots[0]!).scene.camera.move;

/** Patch-frames at which a new shot begins. */
export const cutsOf = (shots: readonly Shot[]): number[] =>
  shots.slice(1).map((shot) => Math.round(shot.from / secondsPerPatch));
