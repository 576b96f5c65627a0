import { type ActorFact, AkezoraError, type RequestedActor } from '@akezora/contract';
import type { SubjectKind, World, WorldSubject } from '../scene/world.ts';
import type { Actor } from './actor.ts';
import type { Faces, Sprite } from './sprite.ts';

/** How an actor looks and goes. */
export interface Look {
  readonly faces: Faces;
  /** Where its feet are in its drawing, 0 top and 1 bottom. */
  readonly feet: number;
  /** Size against a usual subject. */
  readonly scale: number;
  /** Whether one drawing has to do: it is bent and turned as it moves. */
  readonly life: boolean;
  /** Default: as the prompt says. */
  readonly kind?: SubjectKind;
  readonly gait?: WorldSubject['gait'];
  /** Its usual places. Default: those of its kind. */
  readonly homes?: readonly string[];
  /** The art of the box that it is, as large in the world as that. Default: none, a picture of the user's. */
  readonly likeness?: string;
}

/** A picture with a look of its own. */
export interface PicturedMember {
  readonly name: string;
  readonly look: Look;
  readonly sprite: Sprite;
  readonly fact: ActorFact;
}

/** Somebody whom prompts call `@name`: a picture, or a subject of the world under another name. */
export type CastMember =
  | PicturedMember
  | { readonly name: string; readonly look?: undefined; readonly subject: string };

/** An actor's picture as a member of the cast. */
export function memberOf({ sprite, facts }: Actor, kind?: SubjectKind): PicturedMember {
  const { name, sha256, faces, feet, scale } = facts;
  const life = sprite.drawings.length === 1;
  return {
    name,
    sprite,
    look: { faces, feet, scale, life, ...(kind === undefined ? {} : { kind }) },
    fact: { name, sha256, faces, feet, scale },
  };
}

/** The name of an actor, as prompts call it after `@`. */
export const calledName = ({ name }: RequestedActor): string => name.replace(/^[@＠]/, '');

/** The subject of the world that has an actor's name. */
export function namesakeOf(name: string, world: World): WorldSubject | undefined {
  const lowerCase = name.toLowerCase();
  return [...world.subjects.values()].find(
    (subject) => subject.name.toLowerCase() === lowerCase || subject.ja === lowerCase,
  );
}

/** `option_unsupported` for an actor without a picture that is no subject of the world either. */
export function unknownActor(name: string, index: number, model: string, world: World): AkezoraError {
  const choices = [...world.subjects.keys()].join(', ');
  return new AkezoraError('option_unsupported', { field: `actors.${index}.name`, model, asked: name, choices });
}
