import { loadMedia } from './media.ts';

/**
 * Looks for the invisible mark in the first seconds of a picture or video.
 * @throws AkezoraError `input_unreadable`, `input_too_large` when its pictures cannot be decoded.
 */
export async function findMark(
  { file, seconds }: { file: string; seconds: number },
  signal: AbortSignal,
): Promise<{ found: boolean; id?: string }> {
  const { payloadText, readMark } = await loadMedia();
  const found = await readMark(file, { field: 'file', seconds, signal });
  return found.found ? { found: true, id: payloadText(found.payload) } : { found: false };
}
