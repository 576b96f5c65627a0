import { type StoryboardData, uploadFile } from '@akezora/contract/api';
import type { QueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { storyboardQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
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

/**
 * Changes a storyboard that is no longer on the page: its file has come after the page was left.
 * @throws AkezoraError of the server, also when it has been deleted.
 */
export async function changeLater(
  client: QueryClient,
  id: string,
  change: (data: StoryboardData) => StoryboardData,
): Promise<void> {
  const { name, data } = await api.call('storyboard', { params: { id } });
  const saved = await api.call('saveStoryboard', { params: { id }, body: { name, data: change(data) } });
  client.setQueryData(storyboardQuery(id).queryKey, saved);
  await refresh(client, 'storyboards');
}
