import { uploadFile } from '@akezora/contract/api';
import { api } from '../../api/client.ts';
import type { FreshCard } from './cards.ts';

/** Seconds that a card of words or a picture would like to be. */
export const usualCard = 3;

/** Sends a file and makes a card of it, with the seconds it would like to be. @throws AkezoraError of the server. */
export async function cardOfFile(file: File): Promise<{ card: FreshCard; seconds: number }> {
  const { id, kind, seconds } = await uploadFile(api, file);
  if (kind !== 'video' || seconds === null)
    return { card: { kind: 'image', prompt: '', upload: id }, seconds: usualCard };
  return { card: { kind: 'video', prompt: '', upload: id, from: 0, to: seconds }, seconds };
}
