import type { ClipDetail } from '@akezora/contract/api';
import { useQueryClient } from '@tanstack/react-query';
import { clipQuery } from '../api/queries.ts';
import { toastError } from '../components/error-toast.ts';
import { useDragged } from '../components/use-drop-zone.ts';
import { useFileDrop } from '../components/use-file-drop.ts';

/**
 * Takes clips of the library that are dropped anywhere on the page.
 * @returns Whether one is dragged over it.
 */
export function useClipDrop(take: (clip: ClipDetail) => void): boolean {
  const client = useQueryClient();
  useFileDrop(({ clip: id }) => {
    if (id === null) return false;
    client.ensureQueryData(clipQuery(id)).then(take, toastError);
    return true;
  });
  return useDragged() === 'clip';
}
