import type { ClipFacts } from '@akezora/contract';
import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output } from 'mediabunny';
import { colourSpace, withColours } from './encoded-colours.ts';
import { encoderSettings, type VideoCodecName } from './formats.ts';
import type { Frame } from './frame.ts';
import { mp4Stream } from './live/mp4.ts';
import { type LivePieces, livePieces } from './live/pieces.ts';
import type { EncodedPicture } from './native-encoder.ts';
import { i420Of } from './planar-frame.ts';
import { writeI420 } from './yuv.ts';

/** A clip that a page encodes. */
export interface WebClip {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly codec: VideoCodecName;
}

/** Codecs for a page, the one that most players know first. */
export const webCodecs = ['h264', 'vp9', 'av1'] as const satisfies readonly VideoCodecName[];

/** Frames that wait for the encoder before the next is made. */
const framesAhead = 3;

function configOf({ width, height, fps, codec }: WebClip): VideoEncoderConfig {
  const settings = encoderSettings(codec, width, height, fps);
  return {
    ...{ codec: settings.codec, width, height, framerate: fps, latencyMode: 'quality', bitrateMode: 'variable' },
    ...(settings.bitrate === undefined ? {} : { bitrate: settings.bitrate }),
  };
}

/** The first codec that this browser encodes at a size and rate; undefined when it encodes none. */
export async function codecHere(clip: Omit<WebClip, 'codec'>): Promise<(typeof webCodecs)[number] | undefined> {
  if (typeof VideoEncoder === 'undefined') return undefined;
  for (const codec of webCodecs) {
    const { supported } = await VideoEncoder.isConfigSupported(configOf({ ...clip, codec }));
    if (supported === true) return codec;
  }
  return undefined;
}

/** A clip in the making. */
export interface WebEncoder {
  /** Encodes the next frame, of the clip's size; resolves when few enough wait. */
  add(frame: Frame): Promise<void>;
  /** Pieces of fragmented MP4 that are complete since the last call: what plays while the clip is made. None but for H.264. */
  takeLive(): readonly Uint8Array<ArrayBuffer>[];
  /** Encodes what waits, and gives the MP4. */
  finish(): Promise<Blob>;
  /** Frees the encoder. Without `finish` there is no file. */
  close(): void;
}

/**
 * Opens the browser's encoder, which writes an MP4 in memory with its index in front. There is a key frame every two seconds.
 * @param facts what the file's metadata says
 */
export async function openWebEncoder(clip: WebClip, facts: ClipFacts): Promise<WebEncoder> {
  const { width, height, fps } = clip;
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  const track = new EncodedVideoPacketSource(encoderSettings(clip.codec, width, height, fps).name);
  output.addVideoTrack(track, { frameRate: fps });
  output.setMetadataTags({
    title: facts.prompt.slice(0, 200),
    comment: JSON.stringify(facts),
    raw: { '©too': facts.generator },
  });
  await output.start();
  const live = clip.codec === 'h264' ? liveOf(clip) : undefined;
  let failure: unknown;
  let written: Promise<unknown> = Promise.resolve();
  const encoder = new VideoEncoder({
    output: (chunk, meta) => {
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      const index = Math.round((chunk.timestamp * fps) / 1e6);
      live?.add({ data, key: chunk.type === 'key', index, meta: meta as EncodedPicture['meta'] });
      const packet = new EncodedPacket(data, chunk.type, index / fps, 1 / fps);
      written = written.then(() => track.add(packet, withColours(meta)));
      written.catch((thrown: unknown) => {
        failure ??= thrown;
      });
    },
    error: (thrown) => {
      failure ??= thrown;
    },
  });
  encoder.configure(configOf(clip));
  const keyEvery = Math.max(1, Math.round(fps * 2));
  let count = 0;
  const check = () => {
    if (failure !== undefined) throw failure;
  };
  return {
    async add(frame) {
      check();
      const picture = pictureOf(frame, count, fps);
      encoder.encode(picture, { keyFrame: count % keyEvery === 0 });
      picture.close();
      count += 1;
      while (encoder.encodeQueueSize > framesAhead && failure === undefined) await dequeued(encoder);
      check();
    },
    takeLive: () => live?.take() ?? [],
    async finish() {
      check();
      await encoder.flush();
      live?.end();
      await written;
      check();
      await output.finalize();
      return new Blob([target.buffer!], { type: 'video/mp4' });
    },
    close() {
      if (encoder.state !== 'closed') encoder.close();
    },
  };
}

/** Gathers encoded pictures into pieces of a stream. */
function liveOf({ width, height, fps }: WebClip) {
  const pieces: LivePieces = livePieces(mp4Stream({ width, height, fps }), fps);
  let ready: Uint8Array<ArrayBuffer>[] = [];
  let works = true;
  const keep = (made: () => Uint8Array[]) => {
    if (!works) return;
    try {
      ready.push(...(made() as Uint8Array<ArrayBuffer>[]));
    } catch {
      // The clip is made all the same; it only does not play meanwhile.
      works = false;
    }
  };
  return {
    add: (picture: EncodedPicture) => keep(() => pieces.add(picture)),
    end: () => keep(pieces.finish),
    take() {
      const taken = ready;
      ready = [];
      return taken;
    },
  };
}

function pictureOf(frame: Frame, index: number, fps: number): VideoFrame {
  const { width, height } = frame;
  let planes = i420Of(frame);
  if (planes === undefined) {
    planes = new Uint8Array((width * height * 3) / 2);
    writeI420(frame, planes);
  }
  return new VideoFrame(planes as Uint8Array<ArrayBuffer>, {
    ...{ format: 'I420', codedWidth: width, codedHeight: height, colorSpace: colourSpace },
    timestamp: Math.round((index * 1e6) / fps),
    duration: Math.round(1e6 / fps),
  });
}

/** Resolves when an encoder has taken a frame, or soon, in case it failed. */
const dequeued = (encoder: VideoEncoder): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, 100);
    encoder.addEventListener(
      'dequeue',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
