/**
 * Names of textures: which picture a layer shows, and what is done to it: `cat|sit-left|black|papercraft`. The same as
 * `training/world/texture_names.py`.
 */
import { colours, type Scene, type SceneSubject } from '@akezora/contract';
import { type Act, isUpright } from './acting.ts';
import type { WorldSubject } from './world.ts';

/** What names of actors' pictures begin with: an actor may be called as a subject or a prop is. */
export const actorTexture = 'actor:';

/** How a drawing's legs are folded: all of them, the hind ones, or the front ones. */
export const postures = ['lie', 'sit', 'bow'] as const;
/** How a drawing's legs are folded. */
export type Posture = (typeof postures)[number];

/** Styles that change what things are made of. */
export const materials = ['papercraft', 'stop-motion', 'balloon'] as const;
/** A style that changes what things are made of. */
export type Material = (typeof materials)[number];

/** What a texture's name says. */
export interface TextureName {
  readonly base: string;
  /** Whether only the first of its drawings is shown. */
  readonly first?: true;
  readonly posture?: { readonly posture: Posture; readonly faces: WorldSubject['faces'] };
  readonly colour?: NonNullable<SceneSubject['colour']>;
  readonly material?: Material;
  /** The part of a picture from this height on (0 its top, 1 its bottom). */
  readonly from?: number;
}

const between = '|';

/** The material of a scene's things. */
export const materialOf = ({ style }: Pick<Scene, 'style'>): Material | undefined =>
  materials.find((material) => material === style);

/** How the legs of a subject are held by what it does. */
export function postureOf(action: Act | undefined, name: string): Posture | undefined {
  switch (action) {
    case 'lie':
    case 'sleep':
      return isUpright(name) ? undefined : 'lie';
    case 'sit':
      return isUpright(name) ? 'lie' : 'sit';
    case 'eat':
    case 'drink':
      return isUpright(name) ? undefined : 'bow';
    default:
      return undefined;
  }
}

/** Writes a texture's name. */
export function textureName({ base, first, posture, colour, material, from }: TextureName): string {
  return [
    base,
    ...(first === undefined ? [] : ['first']),
    ...(posture === undefined ? [] : [`${posture.posture}-${posture.faces}`]),
    ...(colour === undefined ? [] : [colour]),
    ...(material === undefined ? [] : [material]),
    ...(from === undefined ? [] : [`below ${from.toFixed(4)}`]),
  ].join(between);
}

/** Reads a texture's name. */
export function readTextureName(texture: string): TextureName {
  const parts = texture.split(between);
  let name: TextureName = { base: parts[0]! };
  for (const part of parts.slice(1)) {
    const [posture, faces] = part.split('-');
    const colour = colours.find((one) => one === part);
    const material = materials.find((one) => one === part);
    const folded = postures.find((one) => one === posture);
    if (part === 'first') name = { ...name, first: true };
    else if (colour !== undefined) name = { ...name, colour };
    else if (material !== undefined) name = { ...name, material };
    else if (part.startsWith('below ')) name = { ...name, from: Number(part.slice(6)) };
    else if (folded !== undefined && (faces === 'left' || faces === 'right' || faces === 'front'))
      name = { ...name, posture: { posture: folded, faces } };
    else name = { ...name, base: `${name.base}${between}${part}` };
  }
  return name;
}
