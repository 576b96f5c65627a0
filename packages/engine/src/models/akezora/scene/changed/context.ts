import type { Brief, PlanChange, Scene, SceneSubject } from '@akezora/contract';
import type { CastMember } from '../../actors/cast-member.ts';
import type { Art } from '../../art/shelf.ts';
import { briefSubject, emptyBrief } from '../../prompt/brief.ts';
import { rolesOf, withPictures, withRoles, worldWith } from '../../prompt/roles.ts';
import { stage } from '../stage.ts';
import type { World } from '../world.ts';

/** What a scene is changed with. */
export interface ChangeStage {
  readonly world: World;
  readonly art: Art;
  readonly cast: readonly CastMember[];
}

/** A changed scene, and what has changed. */
export interface Changed {
  readonly scene: Scene;
  readonly changes: readonly PlanChange[];
}

/** The name by which a subject is known: of art, and of an actor, that of its picture. */
export const calledName = ({ name, actor }: SceneSubject): string => actor ?? name;

/** Names of who and what a scene shows, the first subject first. */
export const presentIn = (scene: Scene): readonly string[] => [
  ...new Set([...scene.subjects.map(calledName), ...[...scene.props, ...scene.sky].map(({ name }) => name)]),
];

/** The brief of a scene's place and light, without anybody. */
const emptySet = ({ place, time, weather, style }: Scene): Brief => ({ ...emptyBrief, place, time, weather, style });

/** A brief in the place of a scene, staged by its seed, with pictures. */
export function stagedIn(scene: Scene, brief: Partial<Brief>, { world, art, cast }: ChangeStage): Scene {
  const whole = { ...emptySet(scene), ...brief };
  const roles = rolesOf(whole, { art, cast, world });
  const staged = stage(worldWith(world, roles), withRoles(whole, roles), scene.seed, scene.seconds, scene.aspect);
  return withPictures(staged, roles);
}

/** A subject as a brief has it, doing what it does in the scene. */
export const asInBrief = (subject: SceneSubject): Brief['subjects'][number] => ({
  ...briefSubject(calledName(subject)),
  motion: subject.motion,
  action: subject.action ?? null,
  colour: subject.colour ?? null,
});
