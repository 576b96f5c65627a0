import type { ClipBulk } from '@akezora/contract/api';
import type { QueryClient } from '@tanstack/react-query';
import { api, errorOf } from '../api/client.ts';
import { languageNow, messagesNow } from '../i18n/index.ts';
import { toast } from './toast.tsx';

/** Shows an error as a toast, in the language shown. */
export function toastError(thrown: unknown): void {
  const error = errorOf(thrown);
  const language = languageNow();
  toast(`${error.text[language]} ${error.remedy[language]}`.trim(), { kind: 'error' });
}

/** Everything that a change to clips may have changed. */
export async function refreshClips(client: QueryClient): Promise<void> {
  await Promise.all(
    ['clips', 'clip', 'folders', 'tags', 'storage', 'family'].map((kind) =>
      client.invalidateQueries({ queryKey: [kind] }),
    ),
  );
}

/** Changes many clips at once, in parts the server takes. */
export async function bulk(client: QueryClient, change: ClipBulk): Promise<boolean> {
  try {
    for (let from = 0; from < change.ids.length; from += 1000)
      await api.call('bulk', { body: { ...change, ids: change.ids.slice(from, from + 1000) } });
    return true;
  } catch (thrown) {
    toastError(thrown);
    return false;
  } finally {
    await refreshClips(client);
  }
}

/** Takes clips out of the bin. */
export async function restoreClips(client: QueryClient, ids: string[]): Promise<void> {
  if (await bulk(client, { action: 'restore', ids })) toast(messagesNow().library.restored);
}

/** Puts clips into the bin, with the way back. */
export async function trashClips(client: QueryClient, ids: string[]): Promise<void> {
  if (!(await bulk(client, { action: 'trash', ids }))) return;
  const t = messagesNow();
  toast(t.library.trashed(ids.length), {
    action: { text: t.shell.undo, run: () => void restoreClips(client, ids) },
  });
}

/** Gives the browser a file to keep. */
export function download(url: string, name?: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name ?? '';
  link.click();
}

/** Fetches clips as a data set (a ZIP). */
export async function exportClips(ids: readonly string[]): Promise<void> {
  const t = messagesNow().library;
  toast(t.exporting);
  try {
    const response = await api.call('exportClips', { body: { ids: [...ids] } });
    const url = URL.createObjectURL(await response.blob());
    download(url, 'akezora-data-set.zip');
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } catch (thrown) {
    toastError(thrown);
  }
}
