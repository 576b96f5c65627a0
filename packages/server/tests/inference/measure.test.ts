import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { measureClip } from '../../src/inference/measure.ts';
import { newFolder } from '../support/folders.ts';

it('measures a clip, and names one that cannot be read as its sender did', async () => {
  const file = fileURLToPath(new URL('../support/clip.mp4', import.meta.url));
  const sent = { name: 'kite.mp4', field: 'archive' };
  expect(await measureClip({ file, ...sent })).toMatchObject({ width: 128, height: 72, frames: 24 });
  const broken = join(newFolder(), 'import.bin');
  writeFileSync(broken, 'no video');
  const details = { field: 'archive', path: 'kite.mp4' };
  await expect(measureClip({ file: broken, ...sent })).rejects.toMatchObject({ code: 'input_unreadable', details });
});
