import { joined } from '../joined.ts';
import type { EncodedPicture } from '../native-encoder.ts';
import { ascii, u16 } from './boxes.ts';
import type { LiveShape } from './mp4.ts';
import type { LiveContainer } from './pieces.ts';

/**
 * Bytes that Chromium hands to its demuxer at once: a piece that does not fill a block waits for the next ones, and a small picture is
 * half a second in 5 kB.
 */
const block = 32_768;

/** WebM with one VP9 track (RFC 9559): the segment has no end, each fragment is a cluster, times are in milliseconds. */
export function webmStream({ width, height, fps }: LiveShape): LiveContainer {
  const at = (index: number) => Math.round((index * 1000) / fps);
  return {
    header: () => joined([ebml, segment(width, height, fps)]),
    fragment: (pictures) => cluster(pictures, at),
  };
}

/** A piece of a stream that is `sent` bytes long so far, with as much nothing (Void) behind it as fills its last block. */
export function withFilledBlock(piece: Uint8Array, sent: number): Uint8Array {
  const empty = element([0xec]).length;
  const over = (sent + piece.length) % block;
  if (over === 0) return piece;
  const room = block - over >= empty ? block - over : 2 * block - over;
  return joined([piece, element([0xec], new Uint8Array(room - empty))]);
}

/** An element: its id, the length of its content in eight bytes, the content. */
function element(id: readonly number[], ...parts: readonly Uint8Array[]): Uint8Array {
  const content = joined(parts);
  const size = new Uint8Array(8);
  new DataView(size.buffer).setUint32(4, content.length);
  size[0] = 1;
  return joined([Uint8Array.from(id), size, content]);
}

const number = (id: readonly number[], value: number): Uint8Array =>
  element(id, Uint8Array.from([(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]));

const ebml = element(
  [0x1a, 0x45, 0xdf, 0xa3],
  number([0x42, 0x86], 1),
  number([0x42, 0xf7], 1),
  number([0x42, 0xf2], 4),
  number([0x42, 0xf3], 8),
  element([0x42, 0x82], ascii('webm')),
  number([0x42, 0x87], 4),
  number([0x42, 0x85], 2),
);

function segment(width: number, height: number, fps: number): Uint8Array {
  const information = element(
    [0x15, 0x49, 0xa9, 0x66],
    number([0x2a, 0xd7, 0xb1], 1_000_000),
    element([0x4d, 0x80], ascii('Akezora')),
    element([0x57, 0x41], ascii('Akezora')),
  );
  // BT.709, limited range.
  const colours = element(
    [0x55, 0xb0],
    number([0x55, 0xb1], 1),
    number([0x55, 0xb9], 1),
    number([0x55, 0xba], 1),
    number([0x55, 0xbb], 1),
  );
  const track = element(
    [0xae],
    number([0xd7], 1),
    number([0x73, 0xc5], 1),
    number([0x83], 1),
    number([0x9c], 0),
    // Nanoseconds of a frame. Without it, players built on FFmpeg, as Chromium's, wait for 20 frames to find the rate.
    number([0x23, 0xe3, 0x83], Math.round(1e9 / fps)),
    element([0x86], ascii('V_VP9')),
    element([0xe0], number([0xb0], width), number([0xba], height), colours),
  );
  const endless = Uint8Array.from([0x18, 0x53, 0x80, 0x67, 0x01, 255, 255, 255, 255, 255, 255, 255]);
  return joined([endless, information, element([0x16, 0x54, 0xae, 0x6b], track)]);
}

function cluster(pictures: readonly EncodedPicture[], at: (index: number) => number): Uint8Array {
  const begin = at(pictures[0]?.index ?? 0);
  const blocks = pictures.map(({ data, key, index }) =>
    element([0xa3], Uint8Array.of(0x81), u16(at(index) - begin), Uint8Array.of(key ? 0x80 : 0), data),
  );
  return element([0x1f, 0x43, 0xb6, 0x75], number([0xe7], begin), ...blocks);
}
