import type { Storyboard } from '@akezora/contract/api';
import type { QueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { refresh } from '../../api/refresh.ts';
import { messagesNow } from '../../i18n/index.ts';
import { cardId } from './cards.ts';

/** Makes a storyboard of ten seconds with one empty card. */
export async function newBoard(client: QueryClient): Promise<Storyboard> {
  const board = await api.call('createStoryboard', {
    body: {
      name: messagesNow().tools.board.untitled,
      data: { seconds: 10, cards: [{ id: cardId(), at: 0, kind: 'text', prompt: '' }] },
    },
  });
  void refresh(client, 'storyboards');
  return board;
}
