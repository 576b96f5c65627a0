import type { MediaFormat } from '../../video/sniff.ts';

const types: Readonly<Partial<Record<MediaFormat['name'], string>>> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  heic: 'image/heic',
};

/** Media type of a format that content credentials can be embedded in; undefined for the others (MKV, WebM, TIFF). */
export const credentialsType = ({ name }: MediaFormat): string | undefined => types[name];

/** Media type of any format. */
export const mediaType = (format: MediaFormat): string =>
  credentialsType(format) ?? (format.name === 'matroska' ? 'video/x-matroska' : `image/${format.name}`);
