import { fileURLToPath } from 'node:url';
import type { Scene } from '@akezora/contract';
import { type Picture, type PictureOf, pictureOf } from '../../../src/models/akezora/compositor/picture.ts';
import { readTextureName } from '../../../src/models/akezora/scene/textures.ts';
import { openWeights } from '../../../src/weights/store.ts';

/** The pictures of `training/world/compositor_fixtures.py`, and along which axes they repeat. */
const repeats = { fox: [], tree: [], far: ['wrapU'], snow: ['wrapU', 'wrapV'], veil: [] } as const;

/** Which of them stands for a layer of a staged scene: `stand_in` in the same file. */
function standIn(name: string, subjects: ReadonlySet<string>): keyof typeof repeats {
  if (name.includes('/')) return 'far';
  if (['stars', 'waves', 'bubbles'].includes(name) || /^(rain|snow) /.test(name)) return 'snow';
  if (name === 'shadow') return 'veil';
  return subjects.has(name) ? 'fox' : 'tree';
}

/** Pictures for a scene, so that the fixtures of the nets need no art. */
export async function standInsFor(scene: Scene): Promise<PictureOf> {
  const file = fileURLToPath(new URL('../../fixtures/akezora/compositor.safetensors', import.meta.url));
  const store = await openWeights(file);
  const pictures = new Map<string, Picture>();
  for (const [name, axes] of Object.entries(repeats)) {
    const { shape, data } = await store.read(`picture ${name}`);
    const options = Object.fromEntries(axes.map((axis) => [axis, true]));
    pictures.set(name, pictureOf({ height: shape[1]!, width: shape[2]!, data: data as Uint8Array }, options));
  }
  await store.close();
  const subjects = new Set(scene.subjects.map(({ name }) => name));
  return (texture) => pictures.get(standIn(readTextureName(texture).base, subjects));
}
