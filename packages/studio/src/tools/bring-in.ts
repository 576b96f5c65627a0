import { type Clip, uploadFile } from '@akezora/contract/api';
import type { QueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { refresh } from '../api/refresh.ts';

/** Brings video files into the library, all or none. @throws AkezoraError of the server. */
export async function bringIn(client: QueryClient, files: readonly File[]): Promise<readonly Clip[]> {
  const uploads: string[] = [];
  for (const file of files) uploads.push((await uploadFile(api, file)).id);
  const { data } = await api.call('importClips', { body: { uploads } });
  void refresh(client, 'clips');
  return data;
}
