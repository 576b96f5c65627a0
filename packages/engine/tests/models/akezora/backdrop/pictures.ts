import { readFileSync } from 'node:fs';
import { type Scene, type SceneInput, sceneSchema } from '@akezora/contract';
import sharp from 'sharp';
import type { Backdrop } from '../../../../src/models/akezora/backdrop/read-backdrop.ts';
import { fitBackdrop } from '../../../../src/models/akezora/scene/backdrop-layers.ts';
import { readWorld } from '../../../../src/models/akezora/scene/world.ts';

export const world = readWorld(
  JSON.parse(readFileSync(new URL('../../../../../../models/akezora-2/world.json', import.meta.url), 'utf8')),
);

/** A blue sky over green land from a row on, straight RGBA; each column has a shade of its own, so that one sees where it goes. */
export function land(width: number, height: number, horizon: number): Buffer {
  const data = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const shade = Math.round((60 * x) / width);
      const colour = y < horizon * height ? [90 + shade, 150, 240] : [70, 120 + shade, 40];
      data.set([...colour, 255], 4 * (y * width + x));
    }
  }
  return data;
}

export const raw = (data: Buffer, width: number, height: number) =>
  sharp(data, { raw: { width, height, channels: 4 } });

/** A backdrop in memory. */
export function backdropOf(width: number, height: number, horizon: number): Backdrop {
  const drawings = [new Uint8Array(land(width, height, horizon))];
  const fact = { sha256: '0'.repeat(64), horizon };
  const sprite = { width, height, drawings };
  return { sprite, horizon, horizonFrom: 'picture', standing: false, ratio: width / height, fact };
}

/** A scene with nothing but the backdrop. */
export function sceneOf(backdrop: Backdrop, aspect: Scene['aspect'], more: Partial<SceneInput> = {}): Scene {
  const fitted = fitBackdrop(backdrop, aspect);
  return sceneSchema.parse({
    version: 2,
    place: 'park',
    aspect,
    horizon: fitted.horizon,
    backdrop: fitted.backdrop,
    ...more,
  });
}
