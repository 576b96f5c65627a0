import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newFolder } from '../new-folder.ts';
import { writeT5 } from '../tiny-t5.ts';

/** Folder of the fixtures in this repository. */
export const fixtures = join(dirname(fileURLToPath(import.meta.url)), '../../parity');

/** A whole LTX-Video folder with random tiny parts: the fixture's pipeline, its tokenizer and a random text encoder. */
export async function tinyModel(): Promise<string> {
  const folder = newFolder();
  cpSync(join(fixtures, 'ltx-video/pipeline-condition-two-images/hub'), folder, { recursive: true });
  cpSync(join(fixtures, 'tokenizer/t5-unigram'), join(folder, 'tokenizer'), { recursive: true });
  await writeT5(join(folder, 'text_encoder'), 24);
  return folder;
}
