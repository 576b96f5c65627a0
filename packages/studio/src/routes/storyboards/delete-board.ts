import type { Storyboard } from '@akezora/contract/api';
import type { QueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { refresh } from '../../api/refresh.ts';
import { toastError } from '../../components/error-toast.ts';
import { toast } from '../../components/toast.tsx';
import { messagesNow } from '../../i18n/index.ts';

/** Deletes a storyboard, and offers to undo it: it comes back with its name and cards, under another id. */
export async function deleteBoard(
  client: QueryClient,
  { id, name, data }: Pick<Storyboard, 'id' | 'name' | 'data'>,
): Promise<void> {
  await api.call('deleteStoryboard', { params: { id } });
  void refresh(client, 'storyboards');
  const t = messagesNow();
  const restore = () =>
    void api
      .call('createStoryboard', { body: { name, data } })
      .then(() => refresh(client, 'storyboards'))
      .catch(toastError);
  toast(t.tools.board.boardRemoved(name), { action: { text: t.shell.undo, run: restore } });
}
