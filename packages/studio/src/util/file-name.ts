import { extensionOfFormat, fileNameOf, formatOfMime } from '@akezora/contract';
import type { Clip } from '@akezora/contract/api';

/** Name of a clip's file when it is downloaded: its title, else its prompt. */
export const fileName = (clip: Pick<Clip, 'id' | 'title' | 'prompt' | 'mime'>): string =>
  fileNameOf(clip.title || clip.prompt, extensionOfFormat(formatOfMime(clip.mime) ?? 'mp4'), clip.id);
