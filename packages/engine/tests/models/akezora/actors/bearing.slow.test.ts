import { describe, expect, it } from 'vitest';
import { facesOf, feetOf } from '../../../../src/models/akezora/actors/bearing.ts';
import type { Faces, Sprite } from '../../../../src/models/akezora/actors/sprite.ts';
import { openArt } from '../../../../src/models/akezora/art/art.ts';
import { fish } from './pictures.ts';

/** The first, a middle and a later drawing, mirrored where asked: what `facesOf` looks at. */
function some(sprite: Sprite, mirrored: boolean): Sprite {
  const { width, drawings } = sprite;
  const chosen = [0, 8, 16].map((index) => drawings[index]!);
  if (!mirrored) return { ...sprite, drawings: chosen };
  const flipped = chosen.map((drawing) => {
    const pixels = new Uint32Array(drawing.slice().buffer);
    for (let row = 0; row < pixels.length; row += width) pixels.subarray(row, row + width).reverse();
    return new Uint8Array(pixels.buffer);
  });
  return { ...sprite, drawings: flipped };
}

const opposite: Readonly<Record<Faces, Faces>> = { left: 'right', right: 'left', front: 'front' };

describe('the bearing of a picture', () => {
  it('tells the side of 73 % of the 164 subjects, the wrong side of 5 %, and the same of their mirror images', async () => {
    const art = await openArt(undefined, { cacheBytes: 4e6 });
    const count = { right: 0, wrongSide: 0, all: 0 };
    for (const entry of art.entries.filter(({ kind }) => kind === 'subject')) {
      const sprite = await art.sprite(entry);
      for (const mirrored of [false, true]) {
        const truth = mirrored ? opposite[entry.faces] : entry.faces;
        const said = facesOf(some(sprite, mirrored));
        count.all += 1;
        if (said === truth) count.right += 1;
        else if (said !== 'front' && truth !== 'front') count.wrongSide += 1;
      }
    }
    expect(count.all).toBe(328);
    expect(count.right / count.all).toBeGreaterThan(0.72);
    expect(count.wrongSide / count.all).toBeLessThan(0.055);
  }, 300_000);

  it('finds the feet above a faint shadow and a single hair', () => {
    const data = fish(96, 64);
    const drawing = new Uint8Array(96 * 96 * 4);
    drawing.set(data, 96 * 10 * 4);
    for (let x = 20; x < 70; x += 1) drawing.set([0, 0, 0, 60], (96 * 80 + x) * 4);
    drawing.set([0, 0, 0, 255], (96 * 90 + 40) * 4);
    expect(feetOf({ width: 96, height: 96, drawings: [drawing] })).toBeCloseTo((10 + 0.82 * 64) / 96, 1);
    expect(facesOf({ width: 96, height: 96, drawings: [drawing] })).toBe('left');
  });
});
