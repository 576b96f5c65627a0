/** What a file says of how it was made, in the words of the program that made it. */
import { type SaidByFile, saidByFileSchema } from '@akezora/contract';
import { loadMedia } from '../../inference/media.ts';
import { saidByA1111 } from './a1111.ts';
import { saidByComfyUi } from './comfyui.ts';
import { saidByWan2gp } from './wan2gp.ts';

/** Wan2GP tells its files by a mark of its own; a comment of ComfyUI is a graph; the text of A1111 has the loosest form. */
const readers = [saidByWan2gp, saidByComfyUi, saidByA1111] as const;

/**
 * Reads what a picture or video says of how it was made; null where it says nothing that is known. Only metadata is read: runs in the
 * process for foreign files.
 */
export async function readSaid(file: string): Promise<SaidByFile | null> {
  const { readFileTexts } = await loadMedia();
  return saidByTexts(await readFileTexts(file).catch(() => new Map<string, string>()));
}

/** What texts of a file say, by the first program that knows them. */
export function saidByTexts(texts: ReadonlyMap<string, string>): SaidByFile | null {
  for (const read of readers) {
    const said = saidByFileSchema.safeParse(read(texts));
    if (said.success) return said.data;
  }
  return null;
}
