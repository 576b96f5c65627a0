import type { DecodedPicture } from '../models/akezora/web.ts';
import { avifParts } from '../video/avif-parts.ts';

/**
 * Decodes AVIF or WebP with the browser, to RGBA with straight alpha: AVIF of the box to the bytes that Node decodes, WebP to the same
 * once colours are multiplied by their alpha.
 */
export async function decodePicture(bytes: Uint8Array): Promise<DecodedPicture> {
  if (!isAvif(bytes)) return decodeOne(bytes, 'image/webp');
  const { colour, alpha } = avifParts(bytes);
  const [picture, mask] = await Promise.all([
    decodeOne(colour, 'image/avif'),
    alpha === undefined ? undefined : decodeOne(alpha, 'image/avif'),
  ]);
  if (mask === undefined) return picture;
  if (mask.width !== picture.width || mask.height !== picture.height) throw new TypeError('alpha of another size');
  for (let at = 0; at < picture.data.length; at += 4) picture.data[at + 3] = mask.data[at]!;
  return picture;
}

async function decodeOne(bytes: Uint8Array, type: string): Promise<DecodedPicture> {
  const data = bytes as Uint8Array<ArrayBuffer>;
  // It gives the planes of AVIF, which a canvas does not.
  if (typeof ImageDecoder !== 'undefined' && (await ImageDecoder.isTypeSupported(type))) {
    const options = { data, type, premultiplyAlpha: 'none', colorSpaceConversion: 'none' } as const;
    const decoder = new ImageDecoder(options);
    try {
      return await pixelsOf((await decoder.decode()).image);
    } finally {
      decoder.close();
    }
  }
  const bitmap = await createImageBitmap(new Blob([data], { type }), { colorSpaceConversion: 'none' });
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', { willReadFrequently: true })!;
  canvas.drawImage(bitmap, 0, 0);
  const { width, height, data: pixels } = canvas.getImageData(0, 0, bitmap.width, bitmap.height);
  bitmap.close();
  return { width, height, data: new Uint8Array(pixels.buffer) };
}

async function pixelsOf(frame: VideoFrame): Promise<DecodedPicture> {
  const { displayWidth: width, displayHeight: height, format, colorSpace } = frame;
  try {
    if (format === 'I444' && colorSpace.matrix === 'smpte170m' && colorSpace.fullRange === true) {
      const planes = new Uint8Array(3 * width * height);
      const layout = [0, 1, 2].map((plane) => ({ offset: plane * width * height, stride: width }));
      await frame.copyTo(planes, { layout });
      return { width, height, data: rgbaOf(planes) };
    }
    const data = new Uint8Array(4 * width * height);
    await frame.copyTo(data, { format: 'RGBA', layout: [{ offset: 0, stride: 4 * width }] });
    return { width, height, data };
  } finally {
    frame.close();
  }
}

/** Red and blue in green, by BT.601: what is not luma's own. */
const [greenOfBlue, greenOfRed] = [(-2 * 0.114 * 0.886) / 0.587, (-2 * 0.299 * 0.701) / 0.587];

/** BT.601 of full range, chroma of full size, to opaque RGBA as libheif computes it: rounded, not in fixed point as browsers do. */
function rgbaOf(planes: Uint8Array): Uint8Array {
  const count = planes.length / 3;
  const data = new Uint8Array(4 * count);
  const byte = (value: number) => Math.min(255, Math.max(0, Math.floor(value + 0.5)));
  for (let i = 0, to = 0; i < count; i += 1, to += 4) {
    const light = planes[i]!;
    const [blue, red] = [planes[count + i]! - 128, planes[2 * count + i]! - 128];
    data[to] = byte(light + 1.402 * red);
    data[to + 1] = byte(light + greenOfBlue * blue + greenOfRed * red);
    data[to + 2] = byte(light + 1.772 * blue);
    data[to + 3] = 255;
  }
  return data;
}

/** AVIF has its brand after the first box's length and name. */
const isAvif = (bytes: Uint8Array): boolean => new TextDecoder('latin1').decode(bytes.subarray(4, 8)) === 'ftyp';
