/** Strips of ground: roads, rivers, rails, and bridges, which scenes have among their props. The same as in `training/world/layers.py`. */
import type { Scene } from '@akezora/contract';
import { textureName } from './textures.ts';
import type { Quad, View } from './view.ts';
import type { World } from './world.ts';

const still = { flip: false, phase: 0, alpha: 1, turn: 0 };

/**
 * The layers of a scene's strips, from far to near, a bridge over what is under it. The `size` of the prop is how high the strip
 * is in the frame, down to its `y`. It goes on across the whole frame, unless it leads away from the camera.
 */
export function stripLayers({ staging: { strips } }: World, { props, style }: Scene, view: View): Quad[] {
  const found = props.flatMap((prop) => {
    const strip = strips[prop.name];
    return strip === undefined ? [] : [{ ...prop, ...strip }];
  });
  const bridges = ({ deck }: (typeof found)[number]) => Number(deck !== undefined);
  return found
    .sort((a, b) => bridges(a) - bridges(b) || a.y - b.y)
    .map(({ name, colour, x, y, size, ratio, deck }): Quad => {
      const texture = textureName({
        base: name,
        ...(colour === undefined ? {} : { colour }),
        ...(style === 'papercraft' ? { material: style } : {}),
      });
      const box = view.box(x - (ratio * size) / 2, y - size, ratio * size, size, 1);
      return { texture, group: deck === undefined ? 'ground' : 'prop', ...box, ...still };
    });
}

/** Whether a strip repeats across the frame; undefined: it is none. */
export function repeatsAcross({ staging: { strips } }: Pick<World, 'staging'>, name: string): boolean | undefined {
  const strip = strips[name];
  return strip === undefined ? undefined : strip.of === undefined;
}
