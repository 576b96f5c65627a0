import { type DraftCard, uploadFile } from '@akezora/contract/api';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { clipQuery } from '../../api/queries.ts';
import { toastError } from '../../components/error-toast.ts';
import { type Dropped, useFileDrop } from '../../components/use-file-drop.ts';

type NewCard = Omit<DraftCard, 'id' | 'at'>;

/** Makes cards of the pictures, videos and clips that are dropped on the page of a storyboard. */
export function useBoardDrop(add: (card: NewCard) => void): void {
  const client = useQueryClient();
  const cardOf = async ({ files, clip }: Dropped): Promise<NewCard | undefined> => {
    if (clip !== null) {
      const { id, prompt, seconds } = await client.ensureQueryData(clipQuery(clip));
      return { kind: 'video', prompt, clip: id, from: 0, to: seconds };
    }
    const [file] = files;
    if (file === undefined) return undefined;
    const { id, kind, seconds } = await uploadFile(api, file);
    return kind === 'image'
      ? { kind, prompt: '', upload: id }
      : { kind: 'video', prompt: '', upload: id, from: 0, ...(seconds === null ? {} : { to: seconds }) };
  };
  useFileDrop((dropped) => {
    cardOf(dropped).then((card) => card !== undefined && add(card), toastError);
  });
}
