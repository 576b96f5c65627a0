import type { Clip } from '@akezora/contract/api';
import type { DragEvent } from 'react';
import { api } from '../api/client.ts';
import { fileName } from '../util/file-name.ts';

/** Type under which a dragged clip carries its id. */
export const clipDragType = 'application/x-akezora-clip';

/** Lets a clip be dragged to the desktop as a file (in Chromium), to another page as a link, or to a folder of the library. */
export function dragClip(event: DragEvent, clip: Clip): void {
  const url = new URL(api.url(clip.urls.video), location.href).href;
  event.dataTransfer.setData('DownloadURL', `${clip.mime}:${fileName(clip)}:${url}`);
  event.dataTransfer.setData('text/uri-list', url);
  event.dataTransfer.setData(clipDragType, clip.id);
  event.dataTransfer.effectAllowed = 'copyLink';
}
