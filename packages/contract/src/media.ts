/** Formats a clip can be written in: four video codecs and two animated images. */
export const codecs = ['h264', 'hevc', 'vp9', 'av1', 'webp', 'gif'] as const;
/** Format of a clip. */
export type Codec = (typeof codecs)[number];

/** One kind of file: its MIME type, its file name extensions (the usual one first), and the codecs it can hold. */
interface FileKind {
  readonly mime: string;
  readonly extensions: readonly [string, ...string[]];
  readonly codecs: readonly Codec[];
}

/** Every container and image format that Akezora reads or writes. */
const fileKinds = {
  mp4: { mime: 'video/mp4', extensions: ['mp4', 'm4v'], codecs: ['h264', 'hevc', 'av1', 'vp9'] },
  mov: { mime: 'video/quicktime', extensions: ['mov'], codecs: ['h264', 'hevc', 'av1', 'vp9'] },
  mkv: { mime: 'video/x-matroska', extensions: ['mkv'], codecs: ['h264', 'hevc', 'vp9', 'av1'] },
  webm: { mime: 'video/webm', extensions: ['webm'], codecs: ['vp9', 'av1'] },
  webp: { mime: 'image/webp', extensions: ['webp'], codecs: ['webp'] },
  gif: { mime: 'image/gif', extensions: ['gif'], codecs: ['gif'] },
  png: { mime: 'image/png', extensions: ['png'], codecs: [] },
  jpeg: { mime: 'image/jpeg', extensions: ['jpg', 'jpeg'], codecs: [] },
} as const satisfies Record<string, FileKind>;

/** A container or image format. */
export type FileFormat = keyof typeof fileKinds;

const formats = Object.keys(fileKinds) as FileFormat[];

/** Default format of each codec, for file names without one. */
const usualFormat = {
  h264: 'mp4',
  hevc: 'mp4',
  av1: 'mp4',
  vp9: 'webm',
  webp: 'webp',
  gif: 'gif',
} as const satisfies Record<Codec, FileFormat>;

/** MIME type of a format. */
export const mimeOfFormat = (format: FileFormat): string => fileKinds[format].mime;

/** Usual file name extension of a format, without the dot. */
export const extensionOfFormat = (format: FileFormat): string => fileKinds[format].extensions[0];

/** Default format of a codec. */
export const formatOfCodec = (codec: Codec): FileFormat => usualFormat[codec];

/** MIME type of a codec's default format. */
export const mimeOfCodec = (codec: Codec): string => mimeOfFormat(usualFormat[codec]);

/** File name extension of a codec's default format, without the dot. */
export const extensionOfCodec = (codec: Codec): string => extensionOfFormat(usualFormat[codec]);

/** Whether a file of this format can hold this codec. */
export const canHold = (format: FileFormat, codec: Codec): boolean =>
  (fileKinds[format].codecs as readonly Codec[]).includes(codec);

/** File name extensions (with the dot) of all formats of clips. */
export const clipEndings: readonly string[] = formats
  .filter((format) => fileKinds[format].codecs.length > 0)
  .flatMap((format) => fileKinds[format].extensions.map((extension) => `.${extension}`));

/** Format of a file by its name's extension; undefined for other extensions. */
export function formatOfName(file: string): FileFormat | undefined {
  const extension = /\.([a-z0-9]+)$/i.exec(file)?.[1]?.toLowerCase();
  return formats.find((format) => (fileKinds[format].extensions as readonly string[]).includes(extension ?? ''));
}

/** Format of a MIME type, without regard to its parameters; undefined for other types. */
export function formatOfMime(mime: string): FileFormat | undefined {
  const type = mime.split(';')[0]?.trim().toLowerCase();
  return formats.find((format) => fileKinds[format].mime === type);
}

/** Usual file name extension of a MIME type, without the dot; undefined for types of no known format. */
export function extensionOfMime(mime: string): string | undefined {
  const format = formatOfMime(mime);
  return format && extensionOfFormat(format);
}

/** Default codec of a file by its name; H.264 for extensions of several codecs and for unknown ones. */
export function codecOfName(file: string): Codec {
  const format = formatOfName(file);
  if (format === 'webp' || format === 'gif') return format;
  return format === 'webm' ? 'vp9' : 'h264';
}
