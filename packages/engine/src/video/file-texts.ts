/**
 * Texts in the metadata of pictures and videos, by their names: what other programs write of how a file was made. Files are foreign:
 * every length is bounded, and what cannot be read is left out.
 */
import { open } from 'node:fs/promises';
import { readGifComment } from './animation-metadata.ts';
import { openContainer } from './container.ts';
import { type InputOptions, type SniffedInput, sniffInput } from './input.ts';
import { longestText, readJpegTexts, readPngTexts, readWebpTexts, type Texts } from './picture-texts.ts';

/**
 * Reads the texts of a file: PNG's text chunks, the EXIF texts of JPEG and WebP, a GIF's comment, the tags of MP4, MOV, MKV and WebM. Names
 * are in lower case; the first of a name counts. Empty where there are none.
 * @throws AkezoraError `input_missing`, `input_unreadable`, `input_too_large`.
 */
export async function readFileTexts(file: string, options: InputOptions = {}): Promise<Texts> {
  const sniffed = await sniffInput(file, options);
  if (sniffed.format.kind === 'video') return containerTexts(sniffed);
  const handle = await open(file, 'r');
  try {
    switch (sniffed.format.name) {
      case 'png':
        return await readPngTexts(handle);
      case 'jpeg':
        return await readJpegTexts(handle);
      case 'webp':
        return await readWebpTexts(handle);
      case 'gif': {
        const comment = await readGifComment(handle);
        return new Map(comment === null ? [] : [['comment', comment]]);
      }
      default:
        return new Map();
    }
  } finally {
    await handle.close();
  }
}

/** Most tags of a container that are looked at. */
const mostTags = 500;

async function containerTexts(sniffed: SniffedInput): Promise<Texts> {
  const texts = new Map<string, string>();
  const add = (name: string, value: unknown) => {
    const text = value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value;
    if (typeof text === 'string' && text.length <= longestText && !texts.has(name)) texts.set(name, text);
  };
  const input = await openContainer(sniffed);
  try {
    const { comment, description, raw = {} } = await input.getMetadataTags();
    add('comment', comment);
    add('description', description);
    for (const [name, value] of Object.entries(raw).slice(0, mostTags)) add(name.toLowerCase(), value);
  } catch {
    // Damaged tags are no reason to refuse a video that plays.
  } finally {
    input.dispose();
  }
  return texts;
}
