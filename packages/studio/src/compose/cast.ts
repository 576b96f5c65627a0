import { actorNameOf } from '@akezora/contract';
import type { Actor } from '@akezora/contract/api';
import { uploadFile } from '@akezora/contract/api';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { api, errorOf } from '../api/client.ts';
import { actorsQuery } from '../api/queries.ts';
import { refresh } from '../api/refresh.ts';
import { messagesNow } from '../i18n/index.ts';
import { createStore } from '../util/store.ts';

/** What is being done to the cast. */
interface CastState {
  /** The picture that is sent or cut out now. */
  readonly adding?: { readonly name: string; readonly percent: number; readonly stop: AbortController };
  /** The actor whose dialog is open; a new one goes again unless it is saved. */
  readonly editing?: { readonly actor: Actor; readonly isNew: boolean };
  readonly removing?: Actor;
  /** Why the last picture became no actor. */
  readonly error?: unknown;
}

/** What the file dialog offers for an actor. */
export const castPictures = 'image/*,.svg';

/** What is being done to the cast, from wherever on the page. */
export const castStore = createStore<CastState>({});

/** Actions on the cast of the library. */
export function useCast() {
  const client = useQueryClient();
  return {
    /** Sends a picture and opens the dialog of the actor that was cut out of it. */
    add: (file: File) => addPicture(client, file),
    cancel: () => {
      castStore.get().adding?.stop.abort();
      castStore.set({});
    },
    edit: (actor: Actor) => castStore.set({ editing: { actor, isNew: false } }),
    askToRemove: (removing: Actor) => castStore.set({ removing }),
    close: () => castStore.set({}),
    /** Deletes an actor; its picture, too, where nothing else uses it. */
    remove: async ({ id, uploadId }: Actor) => {
      await api.call('deleteActor', { params: { id } });
      if (uploadId !== null) await forget(uploadId);
      await refresh(client, 'actors');
    },
    changed: () => refresh(client, 'actors'),
  };
}

async function addPicture(client: QueryClient, file: File): Promise<void> {
  castStore.get().adding?.stop.abort();
  const stop = new AbortController();
  const progress = (percent: number) => castStore.set({ adding: { name: file.name, percent, stop } });
  progress(0);
  let sent: string | undefined;
  try {
    const { id } = await uploadFile(api, file, {
      signal: stop.signal,
      onProgress: (done, total) => progress(Math.round((100 * done) / Math.max(1, total))),
    });
    sent = id;
    const cast = await client.ensureQueryData(actorsQuery);
    const taken = cast.map(({ name }) => name);
    const name = actorNameOf(file.name, taken, messagesNow().compose.cast.fallback);
    const actor = await api.call('createActor', { body: { name, uploadId: id }, signal: stop.signal });
    void refresh(client, 'actors');
    castStore.set({ editing: { actor, isNew: true } });
  } catch (thrown) {
    if (sent !== undefined) await forget(sent);
    // Another picture may have been chosen meanwhile.
    if (castStore.get().adding?.stop === stop) castStore.set({});
    const error = errorOf(thrown);
    if (error.code !== 'cancelled' && !stop.signal.aborted) castStore.set({ error });
  }
}

/** Deletes a picture that no actor uses; it expires by itself where that fails. */
const forget = (id: string): Promise<unknown> => api.call('deleteUpload', { params: { id } }).catch(() => undefined);
