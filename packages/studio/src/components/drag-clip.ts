import type { Clip } from '@akezora/contract/api';
import type { DragEvent } from 'react';
import { api } from '../api/client.ts';
import { fileName } from '../util/file-name.ts';

/** Type under which a dragged clip carries its id. */
const clipDragType = 'application/x-akezora-clip';

/** Lets a clip be dragged to the desktop as a file (in Chromium), to another page as a link, or to a folder of the library. */
export function dragClip(event: DragEvent, clip: Clip): void {
  const url = new URL(api.url(clip.urls.video), location.href).href;
  event.dataTransfer.setData('DownloadURL', `${clip.mime}:${fileName(clip)}:${url}`);
  event.dataTransfer.setData('text/uri-list', url);
  event.dataTransfer.setData(clipDragType, clip.id);
  event.dataTransfer.effectAllowed = 'copyLink';
}

/** What is dragged: files of the computer, or a clip of the library. */
export type Dragged = 'files' | 'clip';

/** What a drag carries; null for anything that the studio has no use for. */
export const draggedIn = (transfer: DataTransfer | null): Dragged | null =>
  transfer?.types.includes(clipDragType) ? 'clip' : transfer?.types.includes('Files') ? 'files' : null;

/** What a drag leaves where it is let go. */
export interface Dropped {
  readonly files: readonly File[];
  /** Id of a clip. */
  readonly clip: string | null;
}

/** What a drop has left. */
export const droppedFrom = (transfer: DataTransfer | null): Dropped => ({
  files: [...(transfer?.files ?? [])],
  clip: transfer?.getData(clipDragType) || null,
});
