import { gifComment, xmpPacket } from './animation-metadata.ts';
import type { EncodeEvent, EncodeOptions } from './encode-options.ts';
import { factsText } from './facts-file.ts';
import type { Frame } from './frame.ts';
import { loadSharp } from './libraries.ts';
import { createOutput, type OutputFile } from './output-file.ts';

type Options = EncodeOptions & { readonly codec: 'webp' | 'gif' };

/**
 * Encodes frames into an endless animated WebP or GIF. Each frame is coded alone by `sharp` and spliced into the file,
 * so that memory does not grow with length as it would with the library's own animations.
 */
export async function* encodeAnimation(
  frames: AsyncIterable<Frame>,
  options: Options,
): AsyncGenerator<EncodeEvent, void, void> {
  const file = await createOutput(options.file);
  try {
    const animation = options.codec === 'webp' ? await openWebp(file, options) : await openGif(file, options);
    let count = 0;
    for await (const frame of frames) {
      options.signal?.throwIfAborted();
      await animation.add(frame, count);
      count += 1;
      yield { type: 'frames', done: count };
    }
    await animation.finish();
    options.signal?.throwIfAborted();
    await file.commit();
    yield { type: 'written', file: options.file, bytes: file.size, frames: count };
  } finally {
    await file.discard();
  }
}

/** Ticks of a clock that frame `index` is on show; rounding never adds up. */
const ticks = (index: number, fps: number, perSecond: number) =>
  Math.round(((index + 1) * perSecond) / fps) - Math.round((index * perSecond) / fps);

const fourCc = (text: string) => Buffer.from(text, 'latin1');

/** A RIFF chunk: name, length, payload, padded to an even length. */
function chunk(name: string, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(payload.length, 4);
  return Buffer.concat([head, payload, Buffer.alloc(payload.length % 2)]);
}

/** Animated WebP (Google's WebP container specification): VP8X, ANIM, one ANMF a frame, XMP. */
async function openWebp(file: OutputFile, { width, height, fps, facts }: Options) {
  const sharp = await loadSharp();
  let at = 0;
  const append = async (bytes: Uint8Array) => {
    await file.write(bytes, at);
    at += bytes.length;
  };
  const features = Buffer.alloc(10);
  features[0] = 0x02 | (facts === undefined ? 0 : 0x04);
  features.writeUIntLE(width - 1, 4, 3);
  features.writeUIntLE(height - 1, 7, 3);
  await append(Buffer.concat([fourCc('RIFF'), Buffer.alloc(4), fourCc('WEBP'), chunk('VP8X', features)]));
  await append(chunk('ANIM', Buffer.from([255, 255, 255, 255, 0, 0])));
  return {
    async add(frame: Frame, index: number) {
      const still = await sharp(frame.data, { raw: { width, height, channels: 4 } })
        .removeAlpha()
        .webp({ quality: 86, effort: 3 })
        .toBuffer();
      const head = Buffer.alloc(16);
      head.writeUIntLE(width - 1, 6, 3);
      head.writeUIntLE(height - 1, 9, 3);
      head.writeUIntLE(ticks(index, fps, 1000), 12, 3);
      head[15] = 0x02;
      await append(chunk('ANMF', Buffer.concat([head, pictureChunk(still)])));
    },
    async finish() {
      if (facts !== undefined) await append(chunk('XMP ', xmpPacket(factsText(facts))));
      const size = Buffer.alloc(4);
      size.writeUInt32LE(at - 8);
      await file.write(size, 4);
    },
  };
}

/** The coded picture of a still WebP: its `VP8 ` or `VP8L` chunk. */
function pictureChunk(still: Buffer): Buffer {
  for (let at = 12; at + 8 <= still.length; ) {
    const length = still.readUInt32LE(at + 4);
    const padded = 8 + length + (length % 2);
    if (still.toString('latin1', at, at + 3) === 'VP8' && still[at + 3] !== 0x58)
      return still.subarray(at, at + padded);
    at += padded;
  }
  throw new Error('the WebP encoder gave no picture');
}

/** Animated GIF89a: every frame with its own palette of up to 256 colours. */
async function openGif(file: OutputFile, { width, height, fps, facts }: Options) {
  const sharp = await loadSharp();
  let at = 0;
  const append = async (bytes: Uint8Array) => {
    await file.write(bytes, at);
    at += bytes.length;
  };
  const screen = Buffer.alloc(13);
  screen.write('GIF89a', 'latin1');
  screen.writeUInt16LE(width, 6);
  screen.writeUInt16LE(height, 8);
  screen[10] = 0x70;
  await append(screen);
  if (facts !== undefined) await append(gifComment(factsText(facts)));
  const loopForever = [0x21, 0xff, 11, ...fourCc('NETSCAPE2.0'), 3, 1, 0, 0, 0];
  await append(Uint8Array.from(loopForever));
  return {
    async add(frame: Frame, index: number) {
      const still = await sharp(frame.data, { raw: { width, height, channels: 4 } })
        .removeAlpha()
        .gif({ colours: 256, dither: 0.5, effort: 4 })
        .toBuffer();
      const delay = ticks(index, fps, 100);
      await append(Uint8Array.of(0x21, 0xf9, 4, 0x04, delay & 255, delay >> 8, 0, 0));
      await append(gifPicture(still));
    },
    finish: () => append(Uint8Array.of(0x3b)),
  };
}

/** The picture of a one-frame GIF with its global palette made a local one. */
function gifPicture(still: Buffer): Buffer {
  const flags = still[10]!;
  const paletteBits = flags & 7;
  let at = 13;
  let palette = still.subarray(0, 0);
  if (flags & 0x80) {
    palette = still.subarray(13, 13 + (3 << (paletteBits + 1)));
    at += palette.length;
  }
  while (still[at] === 0x21) {
    at += 2;
    while (still[at]! > 0) at += still[at]! + 1;
    at += 1;
  }
  const descriptor = Buffer.from(still.subarray(at, at + 10));
  const hasLocal = (descriptor[9]! & 0x80) !== 0;
  if (!hasLocal) descriptor[9] = (descriptor[9]! & 0x40) | 0x80 | paletteBits;
  const end = still.lastIndexOf(0x3b);
  return Buffer.concat([descriptor, hasLocal ? still.subarray(0, 0) : palette, still.subarray(at + 10, end)]);
}
