/** Where the panoramas of a place lie: the far view, the ground, and the waves over water. */
import type { Scene } from '@akezora/contract';
import { materialOf, textureName } from './textures.ts';
import type { Quad, View } from './view.ts';
import type { WorldPlace } from './world.ts';

/** After how many frame heights a panorama repeats. */
export const panoramaPeriod = 3;
/** The ground: how far it begins above the horizon, and its height, in frame heights. */
export const ground = { top: 0.05, height: 0.75 } as const;
/** The waves over water, below the horizon. */
export const waves = { top: 0.02, width: 1.5, height: 0.5, alpha: 0.8, speed: 0.05 } as const;
const far = { top: 0.42, height: 0.6, depth: 0.3, along: 1 } as const;
/** The walls of a room: they are where its floor begins, and move with it. */
const wall = { top: 0.95, height: 1, depth: 1, along: 0.7 } as const;
const still = { flip: false, phase: 0, alpha: 1, turn: 0 };

/** The far view and the ground of a place. @param drifted how far the waves have come */
export function panoramas(scene: Scene, place: WorldPlace, view: View, drifted: number): Quad[] {
  const quads: Quad[] = [];
  const left = (scene.panorama.offset - 0.5) * panoramaPeriod;
  const material = scene.style === 'papercraft' ? materialOf(scene) : undefined;
  const made = (base: string) => textureName({ base, ...(material === undefined ? {} : { material }) });
  if (place.far !== null) {
    const { top, height, depth, along } = place.indoor === true ? wall : far;
    const box = view.box(left * along, scene.horizon - top, panoramaPeriod, height, depth);
    quads.push({ texture: made(`${place.name}/far`), group: 'far', ...box, ...still });
  }
  if (place.ground !== null) {
    const box = view.box(left * 0.7, scene.horizon - ground.top, panoramaPeriod, ground.height, 1);
    quads.push({ texture: made(`${place.name}/ground`), group: 'ground', ...box, ...still });
    if (place.ground.kind === 'water') {
      const wavesBox = view.box(left + drifted, scene.horizon + waves.top, waves.width, waves.height, 1);
      quads.push({ texture: 'waves', group: 'ground', ...wavesBox, ...still, alpha: waves.alpha });
    }
  }
  return quads;
}
