// Makes several clips in a row and skips those that exist already: node examples/batch.ts [FOLDER]
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { generate } from '@akezora/engine';

const folder = process.argv[2] ?? 'clips';
const prompts = ['a cat in a meadow', 'a whale jumping out of the sea at sunset'];
const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

await mkdir(folder, { recursive: true });
for (const [index, prompt] of prompts.entries()) {
  const file = join(folder, `${index + 1}.mp4`);
  if (await exists(file)) {
    console.log(`${file}: exists`);
    continue;
  }
  try {
    for await (const event of generate({ prompt, seconds: 2, resolution: '360p', seed: index }, { file })) {
      if (event.type === 'done') console.log(`${file}: ${prompt}`);
    }
  } catch (error) {
    // An error of one clip must not stop the others.
    const { code, message } = AkezoraError.from(error);
    console.error(`${file}: ${code}: ${message}`);
  }
}
