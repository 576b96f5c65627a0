import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { usePermissions } from '../api/permissions.ts';
import { clipQuery } from '../api/queries.ts';
import { trashClips } from '../components/clip-actions.ts';
import { focusLine } from '../compose/prompt-focus.ts';
import { takePageKey } from '../keys/page-keys.ts';
import { useKeys } from '../keys/registry.ts';
import { listingStore } from '../routes/library/listing.ts';
import { useStore } from '../util/store.ts';
import { handsStore } from './hands.ts';
import { clipInView, levelUp } from './level-up.ts';
import { neighbourOf, type Step } from './neighbours.ts';

const KeySheet = lazy(async () => ({ default: (await import('./key-sheet.tsx')).KeySheet }));
const Palette = lazy(async () => ({ default: (await import('./palette/palette.tsx')).Palette }));

/** The keys of every page, their sheet and the palette. */
export function PageKeys() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const router = useRouter();
  const { make } = usePermissions();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const before = usePrevious(path);
  const { shown } = useStore(handsStore);
  const close = () => handsStore.set({ shown: null });
  const id = clipInView(path);
  const go = (step: Step) => async () => {
    if (id === undefined) return;
    const next = await neighbourOf(client, id, listingStore.get().query, step);
    // From tool to tool, and from clip to clip.
    if (next !== undefined) await navigate({ to: path.replace(id, next), replace: true });
  };
  const toLibrary = () => navigate({ to: '/library', search: listingStore.get().search });
  useKeys({
    palette: () => handsStore.set({ shown: 'palette' }),
    sheet: () => handsStore.set({ shown: 'sheet' }),
    prompt: () => focusLine(),
    up: () => {
      const to = levelUp(path);
      if (to === undefined) return false;
      // Back to where one was in it: its scroll and its selection.
      if (to === '/library' && before === '/library') router.history.back();
      else void (to === '/library' ? toLibrary() : navigate({ to }));
      return true;
    },
    ...(id === undefined
      ? {}
      : {
          previousClip: () => void go(-1)(),
          nextClip: () => void go(1)(),
          bin: () => {
            const clip = client.getQueryData(clipQuery(id).queryKey);
            if (!make || path !== `/clips/${id}` || clip === undefined || clip.deletedAt !== null) return false;
            void trashClips(client, [id]).then(toLibrary);
            return true;
          },
        }),
  });
  useEffect(() => {
    document.addEventListener('keydown', takePageKey);
    return () => document.removeEventListener('keydown', takePageKey);
  }, []);
  return (
    <Suspense>
      {shown === 'sheet' && <KeySheet onClose={close} />}
      {shown === 'palette' && <Palette onClose={close} />}
    </Suspense>
  );
}

/** The value before the last change. */
function usePrevious(value: string): string | undefined {
  const [[now, before], set] = useState<readonly [string, string | undefined]>([value, undefined]);
  if (now !== value) set([value, now]);
  return now === value ? before : now;
}
