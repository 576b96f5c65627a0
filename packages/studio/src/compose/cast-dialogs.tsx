import { lazy, Suspense } from 'react';
import { useStore } from '../util/store.ts';
import { castStore } from './cast.ts';

const ActorDialog = lazy(async () => ({ default: (await import('./actor-dialog.tsx')).ActorDialog }));
const RemoveActor = lazy(async () => ({ default: (await import('./cast-remove.tsx')).RemoveActor }));

/** The open dialog of the cast: an actor's looks, or whether to delete it. */
export function CastDialogs() {
  const { editing, removing } = useStore(castStore);
  return (
    <Suspense>
      {editing !== undefined ? (
        <ActorDialog key={editing.actor.id} {...editing} />
      ) : removing === undefined ? null : (
        <RemoveActor actor={removing} />
      )}
    </Suspense>
  );
}
