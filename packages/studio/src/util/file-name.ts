import { extensionOfFormat, formatOfMime } from '@akezora/contract';
import type { Clip } from '@akezora/contract/api';

/** Name of a clip's file when it is downloaded: its title, else its prompt, without characters that file systems refuse. */
export function fileName(clip: Pick<Clip, 'id' | 'title' | 'prompt' | 'mime'>): string {
  const words = (clip.title || clip.prompt)
    .replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 60)
    .trim();
  const extension = extensionOfFormat(formatOfMime(clip.mime) ?? 'mp4');
  return `${words || clip.id}.${extension}`;
}
