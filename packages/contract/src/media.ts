/** Formats a clip can be written in: four video codecs and two animated images. */
export const codecs = ['h264', 'hevc', 'vp9', 'av1', 'webp', 'gif'] as const;
/** Format of a clip. */
export type Codec = (typeof codecs)[number];

/** One kind of file: its MIME type, its name endings (the usual one first), and the codecs of ours it can hold. */
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

/** The format each codec is written in where the file's name asks for no other. */
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

/** Usual name ending of a format, without the dot. */
export const extensionOfFormat = (format: FileFormat): string => fileKinds[format].extensions[0];

/** Format that a codec is written in where the file's name asks for no other. */
export const formatOfCodec = (codec: Codec): FileFormat => usualFormat[codec];

/** MIME type of a clip of this codec in its usual format. */
export const mimeOfCodec = (codec: Codec): string => mimeOfFormat(usualFormat[codec]);

/** Name ending of a clip of this codec in its usual format, without the dot. */
export const extensionOfCodec = (codec: Codec): string => extensionOfFormat(usualFormat[codec]);

/** Whether a file of this format can hold this codec. */
export const canHold = (format: FileFormat, codec: Codec): boolean =>
  (fileKinds[format].codecs as readonly Codec[]).includes(codec);

/** Name endings (with the dot) of every format that a clip can be written in. */
export const clipEndings: readonly string[] = formats
  .filter((format) => fileKinds[format].codecs.length > 0)
  .flatMap((format) => fileKinds[format].extensions.map((extension) => `.${extension}`));

/** Format that a file's name stands for; undefined for any other ending. */
export function formatOfName(file: string): FileFormat | undefined {
  const extension = /\.([a-z0-9]+)$/i.exec(file)?.[1]?.toLowerCase();
  return formats.find((format) => (fileKinds[format].extensions as readonly string[]).includes(extension ?? ''));
}

/** Format of a MIME type, whose parameters are left aside; undefined for any other type. */
export function formatOfMime(mime: string): FileFormat | undefined {
  const type = mime.split(';')[0]?.trim().toLowerCase();
  return formats.find((format) => fileKinds[format].mime === type);
}

/** Usual name ending of a MIME type, without the dot; undefined for a type that is no format of ours. */
export function extensionOfMime(mime: string): string | undefined {
  const format = formatOfMime(mime);
  return format && extensionOfFormat(format);
}

/** Codec that a file's name suggests when none is asked for: H.264 where it suggests none. */
export function codecOfName(file: string): Codec {
  const format = formatOfName(file);
  if (format === 'webp' || format === 'gif') return format;
  return format === 'webm' ? 'vp9' : 'h264';
}
