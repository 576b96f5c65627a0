import type { Codec } from '@akezora/contract';

/** Name of each clip format, the same in every language. */
export const codecNames: Readonly<Record<Codec, string>> = {
  h264: 'MP4 (H.264)',
  hevc: 'MP4 (HEVC)',
  vp9: 'WebM (VP9)',
  av1: 'AV1',
  webp: 'WebP',
  gif: 'GIF',
};
