/**
 * Makes a clip with so many actors, each a large picture of its own, and prints its peak resident bytes:
 * `clip-child.ts FOLDER ACTORS SECONDS [still|loop]`. Its small size makes the actors' share of the memory the larger one.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from '../../../../src/generate.ts';
import { fish, raw, swimming } from './pictures.ts';

const [folder, count, seconds, kind = 'still'] = process.argv.slice(2) as [string, string, string, string?];
const loop = kind === 'loop' ? await swimming('webp', 24, 768, 512) : undefined;
const actors = [];
for (let i = 0; i < Number(count); i += 1) {
  const image = join(folder, `${kind}-${i}.${loop === undefined ? 'png' : 'webp'}`);
  const still = () =>
    raw(fish(1200 + i, 800), 1200 + i, 800)
      .resize(3000, 2000)
      .png({ compressionLevel: 1 })
      .toBuffer();
  await writeFile(image, loop ?? (await still()));
  actors.push({ name: `fish${i}`, image });
}
const calls = actors.map(({ name }) => `@${name}`).join(' and ');
const request = {
  prompt: `${calls} swim in the park`,
  seed: 3,
  resolution: '360p',
  fps: 12,
  steps: 1,
  actors,
} as const;
const file = join(folder, `${kind}-${count}-${seconds}.mp4`);
for await (const _ of generate({ ...request, seconds: Number(seconds) }, { file }));
console.log(process.resourceUsage().maxRSS * 1024);
