import type { DecodedPicture } from '../models/akezora/web.ts';

/**
 * Decodes AVIF or WebP with the browser, to RGBA with straight alpha. Colours are as Node decodes them but for one level; the alpha of
 * AVIF differs in Chromium by up to 20 levels, why is not known, so that edges differ a little.
 */
export async function decodePicture(bytes: Uint8Array): Promise<DecodedPicture> {
  const data = bytes as Uint8Array<ArrayBuffer>;
  const type = typeOf(bytes);
  // A canvas would multiply colours by their alpha, and lose those of thin edges; this decoder keeps both apart.
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
  const { displayWidth: width, displayHeight: height } = frame;
  try {
    const data = new Uint8Array(4 * width * height);
    await frame.copyTo(data, { format: 'RGBA', layout: [{ offset: 0, stride: 4 * width }] });
    return { width, height, data };
  } finally {
    frame.close();
  }
}

/** AVIF has its brand after the first box's length and name; else it is WebP. */
const typeOf = (bytes: Uint8Array): string =>
  new TextDecoder('latin1').decode(bytes.subarray(4, 8)) === 'ftyp' ? 'image/avif' : 'image/webp';
