/** Files made to harm whoever reads them. */
import { crc32, deflateSync } from 'node:zlib';

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
};

/** A PNG of any size, grey and empty; `rows` of it are really there. */
export function png(width: number, height: number, { rows = height, extra = [] as Buffer[] } = {}): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const bytes = (Math.ceil(width / 8) + 1) * rows;
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    ...extra,
    chunk('IDAT', deflateSync(Buffer.alloc(Math.min(bytes, 400_000_000)), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A chunk of a PNG whose text unpacks to so many bytes. */
export const textBomb = (bytes: number): Buffer =>
  chunk('zTXt', Buffer.concat([Buffer.from('x\0\0'), deflateSync(Buffer.alloc(bytes), { level: 9 })]));

/** A colour profile chunk that unpacks to so many bytes. */
export const profileBomb = (bytes: number): Buffer =>
  chunk('iCCP', Buffer.concat([Buffer.from('x\0\0'), deflateSync(Buffer.alloc(bytes), { level: 9 })]));

/** A GIF that claims a size and has one pixel, as often as asked. */
export function gif(width: number, height: number, frames = 1): Buffer {
  const screen = Buffer.alloc(7);
  screen.writeUInt16LE(width, 0);
  screen.writeUInt16LE(height, 2);
  screen[4] = 0x80;
  const image = Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
  return Buffer.concat([
    Buffer.from('GIF89a'),
    screen,
    Buffer.from([0, 0, 0, 255, 255, 255]),
    ...Array.from({ length: frames }, () => image),
    Buffer.from([0x3b]),
  ]);
}

/** A WebP (VP8X) that claims 2²⁴ by 2²⁴ pixels. */
export function webp(): Buffer {
  const vp8x = Buffer.from([0x10, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
  const body = Buffer.concat([Buffer.from('WEBPVP8X'), Buffer.from([10, 0, 0, 0]), vp8x]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from('RIFF'), size, body]);
}

/** A little-endian TIFF that claims a size, without its strips. */
export function tiff(width: number, height: number): Buffer {
  const entries: readonly (readonly [number, number, number])[] = [
    [256, 4, width],
    [257, 4, height],
    [258, 3, 8],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 8],
    [277, 3, 1],
    [278, 4, height],
    [279, 4, 16],
  ];
  const out = Buffer.alloc(10 + entries.length * 12 + 4);
  out.write('II*\0', 0, 'latin1');
  out.writeUInt32LE(8, 4);
  out.writeUInt16LE(entries.length, 8);
  entries.forEach(([tag, type, value], index) => {
    const at = 10 + index * 12;
    out.writeUInt16LE(tag, at);
    out.writeUInt16LE(type, at + 2);
    out.writeUInt32LE(1, at + 4);
    out.writeUInt32LE(value, at + 8);
  });
  return out;
}

/** The MP4 with a change to the first box of this name: `change` gets the bytes from its name on. */
export function mp4With(clip: Buffer, box: string, change: (body: Buffer) => void): Buffer {
  const at = clip.indexOf(box, 0, 'latin1');
  if (at < 0) throw new Error(`the clip has no ${box}`);
  const out = Buffer.from(clip);
  change(out.subarray(at));
  return out;
}

/** The MP4 whose first sample entry says so many samples of this length each: `stts`, `ctts`. */
export const mp4Counting = (clip: Buffer, box: 'stts' | 'ctts', count: number, delta: number): Buffer =>
  mp4With(clip, box, (body) => {
    body.writeUInt32BE(count, 12);
    body.writeUInt32BE(delta, 16);
  });

/** The MP4 that claims to be so many pixels: in its track header and in its sample description. */
export function mp4Sized(clip: Buffer, width: number, height: number): Buffer {
  const out = mp4With(clip, 'avc1', (body) => {
    body.writeUInt16BE(Math.min(width, 65_535), 28);
    body.writeUInt16BE(Math.min(height, 65_535), 30);
  });
  return mp4With(out, 'tkhd', (body) => {
    body.writeUInt32BE(width * 65_536 > 0xffffffff ? 0xffff0000 : width * 65_536, 80);
    body.writeUInt32BE(height * 65_536 > 0xffffffff ? 0xffff0000 : height * 65_536, 84);
  });
}
