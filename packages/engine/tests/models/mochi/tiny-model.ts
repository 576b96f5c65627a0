import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fixtures } from '../ltx-video/tiny-model.ts';
import { newFolder } from '../new-folder.ts';
import { writeT5 } from '../tiny-t5.ts';

/** A whole Mochi folder with random tiny parts: the fixture's pipeline, a tokenizer and a random text encoder. */
export async function tinyModel(folder = join(newFolder(), 'FastMochi-tiny')): Promise<string> {
  cpSync(join(fixtures, 'mochi/pipeline-fast/hub'), folder, { recursive: true });
  cpSync(join(fixtures, 'tokenizer/t5-unigram'), join(folder, 'tokenizer'), { recursive: true });
  await writeT5(join(folder, 'text_encoder'));
  return folder;
}
