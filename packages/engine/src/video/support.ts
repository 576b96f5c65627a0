import type { Codec } from '@akezora/contract';
import { encoderSettings } from './formats.ts';
import type { Frame } from './frame.ts';
import { loadCoders, loadSharp } from './libraries.ts';
import { openEncoder } from './native-encoder.ts';

const [width, height, fps] = [1920, 1080, 24];

/**
 * Codecs that this machine can write at 1080p.
 * @throws Error when the native coders do not load on this machine.
 */
export async function codecSupport(): Promise<Record<Codec, boolean>> {
  const [{ VideoEncoder }, sharp] = await Promise.all([loadCoders(), loadSharp()]);
  const can = async (codec: 'h264' | 'hevc' | 'vp9' | 'av1') => {
    const { codec: name } = encoderSettings(codec, width, height, fps);
    return (await VideoEncoder.isConfigSupported({ codec: name, width, height })).supported === true;
  };
  return {
    h264: await can('h264'),
    hevc: await can('hevc'),
    vp9: await can('vp9'),
    av1: await can('av1'),
    webp: sharp.format.webp.output.buffer,
    gif: sharp.format.gif.output.buffer,
  };
}

/** Frames per second that this machine writes as 1080p H.264, measured over about a second. */
export async function measureEncoding(): Promise<number> {
  const encoder = await openEncoder(encoderSettings('h264', width, height, fps), width, height, fps);
  try {
    const pictures = [stripes(0), stripes(24)];
    await encoder.add(pictures[0]!);
    const start = performance.now();
    let count = 0;
    while (performance.now() - start < 1000) await encoder.add(pictures[count++ % 2]!);
    await encoder.finish();
    return (count * 1000) / (performance.now() - start);
  } finally {
    encoder.close();
  }
}

/** A picture with edges and gradients, shifted. */
function stripes(shift: number): Frame {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const place = (i % width) + shift;
    data[i * 4] = place >> 3;
    data[i * 4 + 1] = (place >> 6) & 1 ? 200 : 60;
    data[i * 4 + 2] = Math.floor(i / width) >> 2;
    data[i * 4 + 3] = 255;
  }
  return { width, height, data, at: 0 };
}
