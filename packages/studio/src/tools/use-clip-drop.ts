import type { Clip } from '@akezora/contract/api';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { clipQuery } from '../api/queries.ts';
import type { Dropped } from '../components/drag-clip.ts';
import { toastError } from '../components/error-toast.ts';
import { useDragged } from '../components/use-drop-zone.ts';
import { useFileDrop } from '../components/use-file-drop.ts';
import { bringIn } from './bring-in.ts';

/** What a tool knows of drops on its page. */
export interface ClipDrop {
  /** Something that it takes is dragged over the page. */
  readonly dragged: boolean;
  /** Files are on their way into the library. */
  readonly waiting: boolean;
  /** Takes what was dropped at a place of the tool's own. */
  readonly drop: (dropped: Dropped, index?: number) => void;
}

/**
 * Takes clips of the library, and video files, which are brought into it first, wherever on the page they are dropped.
 * @param take Called with what was dropped, and with the place where it was one of the tool's own.
 */
export function useClipDrop(take: (clips: readonly Clip[], index?: number) => void): ClipDrop {
  const client = useQueryClient();
  const [waiting, setWaiting] = useState(0);
  // As the tool is when a file has come.
  const latest = useRef(take);
  latest.current = take;
  const drop: ClipDrop['drop'] = ({ clip, files }, index) => {
    setWaiting((count) => count + 1);
    const found = clip === null ? bringIn(client, files) : client.ensureQueryData(clipQuery(clip)).then((one) => [one]);
    found.then((clips) => latest.current(clips, index), toastError).finally(() => setWaiting((count) => count - 1));
  };
  useFileDrop(drop);
  return { dragged: useDragged() !== null, waiting: waiting > 0, drop };
}
