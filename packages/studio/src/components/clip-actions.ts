import type { Clip, ClipBulk } from '@akezora/contract/api';
import type { QueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { refresh } from '../api/refresh.ts';
import { messagesNow } from '../i18n/index.ts';
import { fileName } from '../util/file-name.ts';
import { toastError } from './error-toast.ts';
import { toast } from './toast.tsx';

/** How many clips the server takes in one bulk change. */
const bulkLimit = 1000;

/** Changes many clips at once, in as many requests as that takes; returns whether all succeeded. */
export async function bulk(client: QueryClient, change: ClipBulk): Promise<boolean> {
  try {
    for (let from = 0; from < change.ids.length; from += bulkLimit)
      await api.call('bulk', { body: { ...change, ids: change.ids.slice(from, from + bulkLimit) } });
    return true;
  } catch (thrown) {
    toastError(thrown);
    return false;
  } finally {
    await refresh(client, 'clips');
  }
}

/** Moves clips out of the bin. */
export async function restoreClips(client: QueryClient, ids: string[]): Promise<void> {
  if (await bulk(client, { action: 'restore', ids })) toast(messagesNow().library.restored);
}

/** Moves clips to the bin, and offers to undo it. */
export async function trashClips(client: QueryClient, ids: string[]): Promise<void> {
  if (!(await bulk(client, { action: 'trash', ids }))) return;
  const t = messagesNow();
  toast(t.library.trashed(ids.length), {
    action: { text: t.shell.undo, run: () => void restoreClips(client, ids) },
  });
}

/** Lets the browser save a file. */
export function download(url: string, name?: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name ?? '';
  link.click();
}

/**
 * Lets the browser save a clip.
 * @param format The format it is converted to. Default: as it was made.
 * @param height The height it is made smaller to, in pixels. Default: its own.
 */
export function downloadClip(clip: Clip, { format = '', height = '' } = {}): void {
  const query = new URLSearchParams({ download: 'true' });
  if (format !== '') query.set('format', format);
  if (height !== '') query.set('height', height);
  const { video } = clip.urls;
  // The server names what it converts.
  download(api.url(`${video}${video.includes('?') ? '&' : '?'}${query}`), format === '' ? fileName(clip) : undefined);
}

/** Lets the browser save the file of an answer. */
export async function saveAnswer(response: Response, name: string): Promise<void> {
  const url = URL.createObjectURL(await response.blob());
  download(url, name);
  // The browser must have begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Downloads clips as a data set: a ZIP of videos and metadata. */
export async function exportClips(ids: readonly string[]): Promise<void> {
  toast(messagesNow().library.exporting);
  try {
    const response = await api.call('exportClips', { body: { ids: [...ids] } });
    await saveAnswer(response, 'akezora-data-set.zip');
  } catch (thrown) {
    toastError(thrown);
  }
}
