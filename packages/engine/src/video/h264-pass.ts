/**
 * Pictures as H.264 leaves them: each is encoded as a video of one frame and decoded again. Video models were trained on compressed
 * clips; a clean still tells them that nothing moves. Reference: `crf_compressor.py` of Lightricks/LTX-Video (libx264, `veryfast`).
 */
import type { EncodedVideoChunk, VideoEncoderConfig, VideoFrame } from '@napi-rs/webcodecs';
import { encoderSettings } from './formats.ts';
import type { Frame } from './frame.ts';
import { loadCoders } from './libraries.ts';
import { countClosedFrame } from './native-memory.ts';
import { planarFrame } from './planar-frame.ts';
import { writeI420 } from './yuv.ts';

/**
 * The encoder of this program takes no quantiser: it encodes at a constant quality of its own, or at a number of bits, which comes out
 * otherwise each time. libx264 at a CRF leaves a lone picture this many decibels (luma) below that quality, and loses so many more with
 * each step (`bench/h264-pass.ts`).
 */
const loss = { crf: 29, decibels: 2, perStep: 0.7 } as const;

/** Largest distance from the quality that was asked for, in decibels. */
const near = 0.1;

/** Lowest contrast that a picture is encoded with: below it, steps of brightness show instead of blocks. */
const lowestContrast = 0.03;

/** How the quality of the encoder becomes another one. */
interface Strength {
  /** Contrast with which a picture is encoded, at most 1: all its steps grow by the inverse. */
  readonly contrast: number;
  /** Share of the change that is kept, at most 1. */
  readonly share: number;
}

/** A picture as one coded frame, decoded. */
interface Passed {
  /** I420. */
  readonly planes: Uint8Array;
  readonly decibels: number;
}

/**
 * Passes pictures through H.264, each by itself, at the quality that libx264 gives a lone picture at a CRF: within a decibel at 29.
 * The same pictures come out the same.
 * @param frames pictures of one even size
 * @param crf 1 (nearly lossless) to 40; 29 is what LTX-Video was published with
 */
export async function throughH264(frames: readonly Frame[], crf: number, signal?: AbortSignal): Promise<Frame[]> {
  const out: Frame[] = [];
  let strength: Strength | undefined;
  for (const frame of frames) {
    signal?.throwIfAborted();
    const { width, height, at } = frame;
    const planes = new Uint8Array((width * height * 3) / 2);
    writeI420(frame, planes);
    const pass = (how: Strength) => passOnce(planes, width, height, how);
    // Frames of a clip are alike: what fits the first fits the others.
    strength ??= await strengthFor(pass, crf);
    out.push(planarFrame(width, height, (await pass(strength)).planes, at));
  }
  return out;
}

/** The strength whose quality is that of a CRF: a part of the encoder's own change, or a lower contrast, found by bisection. */
async function strengthFor(pass: (how: Strength) => Promise<Passed>, crf: number): Promise<Strength> {
  const own = await pass({ contrast: 1, share: 1 });
  const more = loss.decibels + loss.perStep * (crf - loss.crf);
  if (more <= 0) return { contrast: 1, share: 10 ** (more / 20) };
  let [low, high] = [Math.log2(lowestContrast), 0];
  let contrast = 1;
  for (let tries = 0; tries < 8; tries++) {
    contrast = 2 ** ((low + high) / 2);
    const { decibels } = await pass({ contrast, share: 1 });
    if (Math.abs(decibels - (own.decibels - more)) < near) break;
    if (decibels < own.decibels - more) low = Math.log2(contrast);
    else high = Math.log2(contrast);
  }
  return { contrast, share: 1 };
}

/** Encodes and decodes one picture. */
async function passOnce(planes: Uint8Array, width: number, height: number, how: Strength): Promise<Passed> {
  const { VideoFrame, VideoDecoder } = await loadCoders();
  const { codec } = encoderSettings('h264', width, height, 1);
  const { contrast, share } = how;
  const flat = contrast === 1 ? planes : planes.map((value) => Math.round(128 + contrast * (value - 128)));
  const picture = new VideoFrame(flat, { format: 'I420', codedWidth: width, codedHeight: height, timestamp: 0 });
  const chunk = await encodeOne(picture, { codec, width, height, framerate: 1, avc: { format: 'annexb' } });
  countClosedFrame(planes.length);
  const decoded = Promise.withResolvers<Uint8Array>();
  const decoder = new VideoDecoder({
    output: (frame) => {
      const data = new Uint8Array((width * height * 3) / 2);
      frame.copyTo(data).then(() => {
        frame.close();
        decoded.resolve(data);
      }, decoded.reject);
    },
    error: decoded.reject,
  });
  try {
    decoder.configure({ codec, codedWidth: width, codedHeight: height, hardwareAcceleration: 'prefer-software' });
    decoder.decode(chunk);
    await decoder.flush();
    const data = await decoded.promise;
    countClosedFrame(data.length);
    for (let i = 0; i < data.length; i++) {
      const changed = 128 + (data[i]! - 128) / contrast;
      data[i] = Math.min(255, Math.max(0, Math.round(planes[i]! + share * (changed - planes[i]!))));
    }
    return { planes: data, decibels: lumaDecibels(planes, data, width * height) };
  } finally {
    if (decoder.state !== 'closed') decoder.close();
  }
}

async function encodeOne(picture: VideoFrame, config: VideoEncoderConfig) {
  const { VideoEncoder } = await loadCoders();
  const encoded = Promise.withResolvers<EncodedVideoChunk>();
  const encoder = new VideoEncoder({ output: encoded.resolve, error: encoded.reject });
  try {
    encoder.configure({
      latencyMode: 'quality',
      bitrateMode: 'quantizer',
      hardwareAcceleration: 'prefer-software',
      ...config,
    });
    encoder.encode(picture, { keyFrame: true });
    picture.close();
    await encoder.flush();
    return await encoded.promise;
  } finally {
    if (encoder.state !== 'closed') encoder.close();
  }
}

/** Peak signal-to-noise ratio of the first `count` bytes. */
export function lumaDecibels(a: Uint8Array, b: Uint8Array, count: number): number {
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (a[i]! - b[i]!) ** 2;
  return 10 * Math.log10((255 * 255 * count) / Math.max(squares, 1e-9));
}
