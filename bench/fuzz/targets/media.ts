import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFacts } from '../../../packages/engine/src/video/facts-file.ts';
import { probe } from '../../../packages/engine/src/video/probe.ts';
import { bytesOf, type Target } from '../target.ts';
import { newFolder } from './files.ts';

type Folder = ReturnType<typeof newFolder>;

/** A tiny file made by ffmpeg. */
function made(folder: Folder, name: string, ...options: readonly string[]): Buffer {
  const file = join(folder.path, name);
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=32x32:rate=5:duration=0.6'];
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...source, ...options, file]);
  return readFileSync(file);
}

/** Reads a file as an upload is read: format, size and length, and its facts. No pixel is decoded. */
function mediaTarget(
  name: string,
  inputs: number,
  words: readonly string[],
  seedsIn: (folder: Folder) => readonly Buffer[],
): Target {
  const folder = newFolder();
  return {
    name,
    inputs,
    seeds: seedsIn(folder),
    words: bytesOf(...words),
    covers: /engine\/src\/video\/|mediabunny/,
    run: async (input) => {
      const file = folder.write('input', input);
      const { width, height, seconds, fps, frames } = await probe(file);
      for (const value of [width, height, seconds, fps, frames]) {
        if (!Number.isFinite(value) || value < 0) throw new Error(`a measure is ${value}`);
      }
      if (width < 1 || height < 1 || width * height > 100e6) throw new Error(`a size is ${width}×${height}`);
      await readFacts(file);
    },
    close: async () => folder.remove(),
  };
}

const sound = ['-f', 'lavfi', '-i', 'sine=duration=0.6', '-shortest', '-c:a', 'aac'];
const comment = ['-metadata', 'comment={"generator":"akezora 0.1.0"}'];

/** MP4 and MOV: boxes, whole and in fragments. */
export const mp4 = (): Target =>
  mediaTarget(
    'mp4',
    250_000,
    [
      ...[
        'ftyp',
        'moov',
        'mvhd',
        'trak',
        'tkhd',
        'edts',
        'elst',
        'mdia',
        'mdhd',
        'hdlr',
        'minf',
        'stbl',
        'stsd',
        'stts',
      ],
      ...[
        'ctts',
        'stsc',
        'stsz',
        'stco',
        'co64',
        'stss',
        'avcC',
        'moof',
        'traf',
        'tfhd',
        'tfdt',
        'trun',
        'mvex',
        'udta',
      ],
      ...['\0\0\0\x01', '\0\0\0\x08', '\x3b\x9a\xca\0', '\x7f\xff\xff\xff', '\xff\xff\xff\xff'],
    ],
    (folder) => [
      made(folder, 'a.mp4', ...sound, ...comment, '-movflags', 'faststart+use_metadata_tags'),
      made(folder, 'b.mp4', '-movflags', 'frag_keyframe+empty_moov+default_base_moof'),
      made(folder, 'c.mov', '-c:v', 'png'),
    ],
  );

/** Matroska and WebM: EBML elements. */
export const matroska = (): Target =>
  mediaTarget(
    'matroska',
    250_000,
    [
      ...[
        '\x1a\x45\xdf\xa3',
        '\x18\x53\x80\x67',
        '\x15\x49\xa9\x66',
        '\x16\x54\xae\x6b',
        '\x1f\x43\xb6\x75',
        '\xa3',
        '\xa0',
      ],
      ...['\x1c\x53\xbb\x6b', '\x12\x54\xc3\x67', '\x2a\xd7\xb1', '\x44\x89', '\xb0', '\xba', '\x23\xe3\x83', '\xe7'],
      ...['\xff', '\x01\xff\xff\xff\xff\xff\xff\xff', '\x80', 'webm', 'matroska'],
    ],
    (folder) => [
      made(folder, 'a.webm', '-c:v', 'libvpx-vp9', '-deadline', 'realtime', ...comment),
      made(folder, 'b.mkv', ...sound, '-c:v', 'libx264'),
    ],
  );

/** Still and moving pictures: their headers. */
export const pictures = (): Target =>
  mediaTarget(
    'pictures',
    400_000,
    [
      ...[
        '\x89PNG\r\n\x1a\n',
        'IHDR',
        'PLTE',
        'IDAT',
        'IEND',
        'acTL',
        'fcTL',
        'iCCP',
        'zTXt',
        'eXIf',
        'GIF89a',
        '\x21\xf9\x04',
      ],
      ...[
        '\x21\xff\x0bNETSCAPE2.0\x03\x01',
        '\x2c',
        '\x3b',
        '\xff\xd8\xff',
        '\xff\xc0',
        '\xff\xc2',
        '\xff\xda',
        '\xff\xe1',
      ],
      ...[
        'RIFF',
        'WEBP',
        'VP8X',
        'VP8 ',
        'VP8L',
        'ANIM',
        'ANMF',
        'XMP ',
        'ftypavif',
        'meta',
        'iprp',
        'ispe',
        'Exif\0\0',
      ],
    ],
    (folder) => [
      made(folder, 'a.png', '-frames:v', '1'),
      made(folder, 'b.gif'),
      made(folder, 'c.jpg', '-frames:v', '1'),
      made(folder, 'd.webp', '-c:v', 'libwebp', '-frames:v', '1'),
      made(folder, 'e.webp', '-c:v', 'libwebp_anim', '-loop', '0'),
      made(folder, 'f.png', '-f', 'apng'),
    ],
  );
