/** Counts the parts of an image before a library reads them: a small file can hold a million frames, chunks or scans. */
import { checkHeaders } from './check-container.ts';
import { atMost, type ContainerLimits } from './container-limits.ts';
import type { HeaderReader } from './header-reader.ts';
import type { SniffedInput } from './input.ts';

/** A large PNG has some ten thousand chunks; a JPEG some ten scans, seldom sixty. */
const most = { chunks: 50_000, scans: 128 };
const words = {
  chunks: { en: 'parts', ja: '部分' },
  scans: { en: 'scans', ja: 'スキャン' },
  frames: { en: 'frames', ja: 'フレーム' },
};

/**
 * Checks the number of frames, chunks and scans of an image.
 * @throws AkezoraError `input_unreadable`.
 */
export function checkImage(input: SniffedInput): void {
  const check = checks[input.format.name];
  if (check !== undefined) checkHeaders(input, check);
}

const checks: Readonly<Record<string, (reader: HeaderReader, limits: ContainerLimits) => void>> = {
  png: (reader) => {
    let count = 0;
    for (let at = 8; at + 12 <= reader.size; count += 1) {
      atMost(words.chunks, count, most.chunks);
      at += 12 + reader.read(at, 4).readUInt32BE(0);
    }
  },
  webp: (reader, { frames }) => {
    let count = 0;
    for (let at = 12; at + 8 <= reader.size; count += 1) {
      atMost(words.frames, count, frames + most.chunks);
      const length = reader.read(at + 4, 4).readUInt32LE(0);
      at += 8 + length + (length % 2);
    }
  },
  gif: checkGif,
  jpeg: (reader) => {
    const marker = Buffer.from([0xff, 0xda]);
    const piece = 1 << 20;
    let scans = 0;
    for (let at = 0; at < reader.size; at += piece) {
      const bytes = reader.read(at, piece + 1);
      for (let place = bytes.indexOf(marker); place >= 0; place = bytes.indexOf(marker, place + 2)) scans += 1;
      atMost(words.scans, scans, most.scans);
    }
  },
};

/** Walks the blocks of a GIF (GIF89a) and counts its pictures. */
function checkGif(reader: HeaderReader, { frames }: ContainerLimits): void {
  const tableBytes = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1));
  let at = 13 + tableBytes(reader.read(10, 1)[0] ?? 0);
  for (let blocks = 0, pictures = 0; at < reader.size; blocks += 1) {
    atMost(words.frames, pictures, frames);
    atMost(words.chunks, blocks, frames * 4 + most.chunks);
    const head = reader.read(at, 10);
    if (head[0] === 0x2c) {
      pictures += 1;
      at += 11 + tableBytes(head[9] ?? 0);
    } else if (head[0] === 0x21) at += 2;
    else return;
    for (let length = reader.read(at, 1)[0] ?? 0; length > 0; length = reader.read(at, 1)[0] ?? 0) at += length + 1;
    at += 1;
  }
}
