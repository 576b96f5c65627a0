import type { Sharp } from 'sharp';
import type { Frame } from './frame.ts';
import { decodeHeic, readHeicSize } from './heic.ts';
import { checkImage } from './image-limits.ts';
import { checkSize, type InputOptions, type SniffedInput, sniffInput } from './input.ts';
import { unreadable } from './input-faults.ts';
import { loadSharp } from './libraries.ts';

/** Most frames of an animation: an hour at 28 frames a second. */
const mostPages = 100_000;

/** Share of clear pixels from which a picture is a sticker with a ground of its own: more than the round corners of a screenshot. */
export const stickerShare = 0.08;

/** Size and frames of an image; width and height after its EXIF orientation. */
export interface ImageHead {
  readonly width: number;
  readonly height: number;
  /** 1 for a still; more for an animated WebP or GIF. */
  readonly frames: number;
  /** Milliseconds of each frame of an animation. */
  readonly delays: readonly number[];
  /** Whether it has a channel of transparency. */
  readonly alpha: boolean;
}

/**
 * Decodes a still picture (PNG, JPEG, WebP, GIF, AVIF, HEIC, TIFF) to RGBA, upright by its EXIF orientation and in sRGB. Transparent
 * parts become white. An animation yields its first frame.
 * @throws AkezoraError `input_missing`, `input_unreadable`, `input_too_large`.
 */
export async function decodeImage(file: string, options: InputOptions = {}): Promise<Frame> {
  const input = await sniffInput(file, options);
  if (input.format.kind === 'video') {
    throw unreadable(input, {
      en: `it is a video (${input.format.name}), not a picture`,
      ja: `画像ではなく動画（${input.format.name}）です`,
    });
  }
  await readImageHead(input);
  options.signal?.throwIfAborted();
  return decodePage(input, 0, 0);
}

/**
 * Decodes a still picture and writes it as a PNG of nothing but its pixels: upright, in sRGB, 8 bits a channel, with its
 * transparency. An animation yields its first frame.
 * @throws AkezoraError `input_missing`, `input_unreadable`, `input_too_large`.
 */
export async function cleanPicture(
  file: string,
  options: InputOptions = {},
): Promise<{ png: Uint8Array; width: number; height: number }> {
  const input = await sniffInput(file, options);
  await readImageHead(input);
  try {
    const image = (await openImage(input, 0)).rotate().toColourspace('srgb');
    const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const sharp = await loadSharp();
    return { png: await sharp(data, { raw: { width, height, channels } }).png().toBuffer(), width, height };
  } catch (thrown) {
    throw unreadable(input, reasonOf(thrown), thrown);
  }
}

/** Share of the pixels of a picture's first frame that can be seen through, more than half; 0 to 1. */
export async function clearShare(file: string): Promise<number> {
  const input = await sniffInput(file);
  if (input.format.kind === 'video' || !(await readImageHead(input)).alpha) return 0;
  const alpha = await (await openImage(input, 0)).extractChannel('alpha').raw({ depth: 'uchar' }).toBuffer();
  let clear = 0;
  for (const value of alpha) if (value < 128) clear += 1;
  return clear / Math.max(1, alpha.length);
}

/** Decodes an image in memory from a trusted source, such as a preview of the engine. */
export async function decodePicture(bytes: Uint8Array): Promise<Frame> {
  const sharp = await loadSharp();
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data, at: 0 };
}

/** Decodes one frame of a picture or an animation that has been sniffed before. */
export async function decodePage(input: SniffedInput, page: number, at: number): Promise<Frame> {
  const image = await openImage(input, page);
  try {
    const { data, info } = await image
      .rotate()
      .toColourspace('srgb')
      .flatten({ background: '#ffffff' })
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data, at };
  } catch (thrown) {
    throw unreadable(input, reasonOf(thrown), thrown);
  }
}

/** Reads size, orientation and frame count without decoding pixels, and refuses what is too large. */
export async function readImageHead(input: SniffedInput): Promise<ImageHead> {
  checkImage({ ...input, limits: { ...input.limits, frames: Math.min(input.limits.frames, mostPages) } });
  if (input.format.name === 'heic') {
    const size = readHeicSize(input);
    checkSize(input, size.width, size.height);
    return { ...size, frames: 1, delays: [], alpha: false };
  }
  try {
    const { width, height, orientation, pages, pageHeight, delay, hasAlpha } = await (
      await openImage(input)
    ).metadata();
    const tall = pageHeight ?? height;
    checkSize(input, width, tall);
    const turned = (orientation ?? 1) >= 5;
    return {
      width: turned ? tall : width,
      height: turned ? width : tall,
      // A TIFF of several pages and a burst are stills: the first is shown.
      frames: input.format.kind === 'animation' ? (pages ?? 1) : 1,
      delays: delay ?? [],
      alpha: hasAlpha === true,
    };
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'AkezoraError') throw thrown;
    throw unreadable(input, reasonOf(thrown), thrown);
  }
}

/** Opens an image that has been sniffed before, or one page of it. Nothing is decoded yet, but for HEIC. */
export async function openImage(input: SniffedInput, page?: number): Promise<Sharp> {
  const sharp = await loadSharp();
  if (input.format.name === 'heic') {
    const { width, height, data } = await decodeHeic(input);
    return sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha();
  }
  return sharp(input.file, {
    failOn: 'truncated',
    // `readImageHead` checks the limit, with a better error.
    limitInputPixels: false,
    ...(page === undefined || input.format.kind !== 'animation' ? {} : { page }),
  });
}

/** Why a decoder failed: the first line of what it says. */
export const reasonOf = (thrown: unknown): string => {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return (text.split('\n')[0] ?? text).slice(0, 200);
};
