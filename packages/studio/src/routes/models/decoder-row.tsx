import { formatBytes } from '@akezora/contract';
import type { ModelEntry } from '@akezora/contract/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { usePermissions } from '../../api/permissions.ts';
import { refresh } from '../../api/refresh.ts';
import { Button } from '../../components/controls.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { toastError } from '../../components/error-toast.ts';
import { useText } from '../../i18n/index.ts';

/** The tiny decoder of a family's models on this machine: its size, and removing it. */
export function DecoderRow({ decoder: { id, bytes } }: { decoder: NonNullable<ModelEntry['decoder']> }) {
  const t = useText().models;
  const may = usePermissions();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => api.call('removeModel', { params: { id } }),
    onSettled: () => refresh(client, 'models'),
    onError: toastError,
  });
  return (
    <div className="family-decoder">
      <span className="small quiet">{t.decoder(id, formatBytes(bytes))}</span>
      {may.manage && (
        <Button kind="plain" icon="bin" onClick={() => setAsking(true)}>
          {t.remove}
        </Button>
      )}
      {asking && (
        <Confirm
          title={t.removeSure(id)}
          text={t.decoderText}
          action={t.remove}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
