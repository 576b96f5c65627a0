import type { ClipDetail, ClipPatch } from '@akezora/contract/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { placeClip, refresh } from '../../api/refresh.ts';
import { toastError } from '../../components/error-toast.ts';

/** Changes what is written beside a clip: title, favourite, folder, tags, visibility. */
export function useClipPatch(clip: ClipDetail) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ClipPatch) => api.call('patchClip', { params: { id: clip.id }, body }),
    onSuccess: (next) => {
      placeClip(client, next);
      void refresh(client, 'clipLists');
    },
    onError: toastError,
  });
}
