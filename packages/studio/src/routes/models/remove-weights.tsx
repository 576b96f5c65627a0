import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { refresh } from '../../api/refresh.ts';
import { Button } from '../../components/controls.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { toastError } from '../../components/error-toast.ts';
import { useText } from '../../i18n/index.ts';

/**
 * A button that removes downloaded weights, after a question.
 * @param name What the question calls them.
 * @param text What it says of the consequences.
 */
export function RemoveWeights({ id, name, text }: { id: string; name: string; text: string }) {
  const t = useText().models;
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => api.call('removeModel', { params: { id } }),
    onSettled: () => refresh(client, 'models'),
    onError: toastError,
  });
  return (
    <>
      <Button kind="plain" icon="bin" onClick={() => setAsking(true)}>
        {t.remove}
      </Button>
      {asking && (
        <Confirm
          title={t.removeSure(name)}
          text={text}
          action={t.remove}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
