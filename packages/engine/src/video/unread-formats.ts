/** Files that are known but not read: what they are, and the way out. */
import type { Text } from '@akezora/contract';
import { isRawPhotograph } from './sniff.ts';

/** A format by its first bytes. */
interface UnreadFormat {
  readonly name: Text | string;
  /** What to do about it: convert the video or the picture (`as` is the ending of its name), or what the words say. */
  readonly way: { readonly video: string } | { readonly picture: string } | Text;
  readonly is: (head: Uint8Array, text: string) => boolean;
}

const starts =
  (...bytes: number[]) =>
  (head: Uint8Array): boolean =>
    bytes.every((byte, at) => head[at] === byte);
const begins =
  (...words: string[]) =>
  (_: Uint8Array, text: string): boolean =>
    words.some((word) => text.startsWith(word));
const holds = (at: number, word: string) => (_: Uint8Array, text: string) => text.startsWith(word, at);

/** Transport streams have 0x47 every 188 bytes; those of cameras and discs four bytes of time before each. */
const isTransportStream = (head: Uint8Array): boolean =>
  [0, 4].some((from) => [0, 1, 2].every((packet) => head[from + packet * (188 + from)] === 0x47));

/** A start code and a parameter set: H.264's (7), HEVC's (32 and 33). */
const isBareStream = (head: Uint8Array): boolean => {
  const at = starts(0, 0, 0, 1)(head) ? 4 : starts(0, 0, 1)(head) ? 3 : undefined;
  const type = at === undefined ? undefined : head[at];
  return type !== undefined && ((type & 31) === 7 || type === 0x40 || type === 0x42 || type === 9 || type === 0x46);
};

const raw: Text = {
  en: 'Develop it in a photo program and save it as JPEG or PNG.',
  ja: '写真ソフトから JPEG か PNG で書き出してください。',
};
const savePng: Text = { en: 'Save it as PNG.', ja: 'PNG で保存してください。' };
const sound: Text = { en: 'Give a picture or a video.', ja: '画像か動画を指定してください。' };
const cameraRaw = { en: 'a camera raw picture', ja: 'カメラの RAW 画像' };
const soundFile = { en: 'a sound file', ja: '音声ファイル' };

const formats: readonly UnreadFormat[] = [
  { name: 'AVI', way: { video: 'avi' }, is: (_, text) => text.startsWith('RIFF') && text.startsWith('AVI ', 8) },
  { name: 'FLV', way: { video: 'flv' }, is: begins('FLV\x01') },
  { name: 'WMV/ASF', way: { video: 'wmv' }, is: starts(0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11) },
  { name: 'MXF', way: { video: 'mxf' }, is: starts(0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01) },
  { name: 'RealMedia', way: { video: 'rm' }, is: begins('.RMF') },
  { name: 'IVF', way: { video: 'ivf' }, is: begins('DKIF') },
  { name: 'Y4M', way: { video: 'y4m' }, is: begins('YUV4MPEG2') },
  { name: 'MPEG-PS (VOB, MPG)', way: { video: 'mpg' }, is: starts(0, 0, 1, 0xba) },
  { name: 'MPEG-1/2', way: { video: 'mpg' }, is: starts(0, 0, 1, 0xb3) },
  {
    name: 'Ogg Theora',
    way: { video: 'ogv' },
    is: (_, text) => text.startsWith('OggS') && text.includes('\x80theora'),
  },
  { name: { en: 'an HLS playlist', ja: 'HLS の再生リスト' }, way: { video: 'm3u8' }, is: begins('#EXTM3U') },
  {
    name: 'JPEG XL',
    way: { picture: 'jxl' },
    is: (head, text) => starts(0xff, 0x0a)(head) || holds(4, 'JXL ')(head, text),
  },
  {
    name: 'JPEG 2000',
    way: { picture: 'jp2' },
    is: (head, text) => holds(4, 'jP  ')(head, text) || starts(0xff, 0x4f, 0xff, 0x51)(head),
  },
  { name: 'Photoshop (PSD)', way: { picture: 'psd' }, is: begins('8BPS') },
  { name: 'OpenEXR', way: { picture: 'exr' }, is: starts(0x76, 0x2f, 0x31, 0x01) },
  { name: 'Radiance HDR', way: { picture: 'hdr' }, is: begins('#?RADIANCE', '#?RGBE') },
  { name: 'DPX', way: { picture: 'dpx' }, is: begins('SDPX', 'XPDS') },
  { name: 'QOI', way: { picture: 'qoi' }, is: begins('qoif') },
  { name: 'DDS', way: { picture: 'dds' }, is: begins('DDS ') },
  { name: { en: 'an icon (ICO)', ja: 'アイコン（ICO）' }, way: { picture: 'ico' }, is: starts(0, 0, 1, 0) },
  { name: { en: 'a GIMP picture (XCF)', ja: 'GIMP の画像（XCF）' }, way: savePng, is: begins('gimp xcf') },
  { name: cameraRaw, way: raw, is: begins('FUJIFILMCCD-RAW', 'IIU\0', 'IIRO', 'IIRS', 'MMOR', 'FOVb') },
  { name: cameraRaw, way: raw, is: (head, text) => /^(?:II\*\0|MM\0\*)/.test(text) && isRawPhotograph(head) },
  { name: cameraRaw, way: raw, is: holds(4, 'ftypcrx ') },
  { name: 'PDF', way: savePng, is: begins('%PDF') },
  {
    name: { en: 'an SVG drawing', ja: 'SVG の図' },
    way: savePng,
    is: (_, text) => /^\s*</.test(text) && text.includes('<svg'),
  },
  { name: soundFile, way: sound, is: begins('ID3', 'fLaC', 'OggS', 'FORM', 'caff', '#!AMR', 'MThd') },
  { name: soundFile, way: sound, is: (_, text) => text.startsWith('RIFF') && text.startsWith('WAVE', 8) },
  {
    name: soundFile,
    way: sound,
    is: (head) => head[0] === 0xff && (head[1]! & 0xe0) === 0xe0 && (head[1]! & 6) !== 0 && head[1] !== 0xff,
  },
  { name: 'MPEG-TS', way: { video: 'ts' }, is: isTransportStream },
  {
    name: { en: 'a bare H.264 or HEVC stream', ja: 'コンテナーのない H.264・HEVC のストリーム' },
    way: { video: 'h264' },
    is: isBareStream,
  },
  {
    name: 'BMP',
    way: { picture: 'bmp' },
    is: (head, text) => text.startsWith('BM') && starts(0, 0, 0, 0)(head.subarray(6)),
  },
  { name: 'PPM/PGM/PBM', way: { picture: 'ppm' }, is: (_, text) => /^P[1-7]\s/.test(text) },
];

/** What a file is that is not read, and what to do about it. */
export interface Unread {
  readonly reason: Text;
  readonly way: Text;
}

/** Why a file of a known format is not read; `undefined` for files that nobody knows. */
export function whyUnread(head: Uint8Array): Unread | undefined {
  const text = String.fromCharCode(...head);
  const format = formats.find(({ is }) => is(head, text));
  return format === undefined ? undefined : notRead(format.name, format.way);
}

/** The words for a format or codec that is not read. */
export function notRead(name: Text | string, way: UnreadFormat['way']): Unread {
  const { en, ja } = typeof name === 'string' ? { en: name, ja: name } : name;
  return { reason: { en: `it is ${en}, which is not read`, ja: `${ja}には対応していません` }, way: wayOut(way) };
}

function wayOut(way: UnreadFormat['way']): Text {
  if ('en' in way) return way;
  if ('picture' in way) {
    const command = `ffmpeg -i FILE.${way.picture} -frames:v 1 NEW.png`;
    return {
      en: `Save it as PNG or JPEG, or convert it: ${command}`,
      ja: `PNG か JPEG で保存するか、変換してください: ${command}`,
    };
  }
  const command = `ffmpeg -i FILE.${way.video} -c:v libx264 -pix_fmt yuv420p -c:a aac NEW.mp4`;
  return { en: `Convert it to an MP4 in H.264: ${command}`, ja: `H.264 の MP4 に変換してください: ${command}` };
}
