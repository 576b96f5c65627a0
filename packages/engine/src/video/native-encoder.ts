import type { EncodedVideoChunkMetadata } from '@napi-rs/webcodecs';
import { EncodeQueue } from './encode-queue.ts';
import { colourSpace, withColours } from './encoded-colours.ts';
import type { EncoderSettings } from './formats.ts';
import type { Frame } from './frame.ts';
import { loadCoders } from './libraries.ts';
import { i420Of } from './planar-frame.ts';
import { writeI420 } from './yuv.ts';

/** One encoded picture, in the order of decoding. */
export interface EncodedPicture {
  readonly data: Uint8Array;
  readonly key: boolean;
  /** Place of the picture in the order of display. */
  readonly index: number;
  readonly meta: EncodedVideoChunkMetadata | undefined;
}

/** Most frames that wait for the encoder: enough for two threads, few enough for constant memory. */
const framesAhead = 3;

/** Opens a native encoder; `add` returns the packets encoded by then. There is a key frame every two seconds. */
export async function openEncoder(settings: EncoderSettings, width: number, height: number, fps: number) {
  const { VideoEncoder, VideoFrame } = await loadCoders();
  const ready: EncodedPicture[] = [];
  const native = new VideoEncoder({
    output: (chunk, meta) => {
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      if (settings.name === 'vp9') nameVp9Colours(data);
      const index = Math.round((chunk.timestamp * fps) / 1e6);
      ready.push({ data, key: chunk.type === 'key', index, meta: withColours(meta) });
    },
    error: (error) => queue.fail(error),
  });
  const queue = new EncodeQueue(native);
  native.configure({
    codec: settings.codec,
    width,
    height,
    framerate: fps,
    ...(settings.bitrate === undefined
      ? { bitrateMode: 'quantizer' }
      : { bitrateMode: 'variable', bitrate: settings.bitrate }),
    // With B-frames this encoder gives HEVC pictures the times of their places in the file, not of their display.
    latencyMode: settings.name === 'hevc' || settings.isLive === true ? 'realtime' : 'quality',
    hardwareAcceleration: 'prefer-software',
  });
  let converted: Uint8Array | undefined;
  const planesOf = (frame: Frame): Uint8Array => {
    const made = i420Of(frame);
    if (made !== undefined) return made;
    converted ??= new Uint8Array((width * height * 3) / 2);
    writeI420(frame, converted);
    return converted;
  };
  const keyEvery = Math.max(1, Math.round(fps * 2));
  let count = 0;
  const take = (): EncodedPicture[] => {
    if (queue.failure !== undefined) throw queue.failure;
    return ready.splice(0);
  };
  return {
    /** Encodes a frame of the encoder's size. */
    async add(frame: Frame): Promise<EncodedPicture[]> {
      return this.addPlanes(planesOf(frame));
    },
    /** Encodes a frame that is I420, BT.709, limited range already. */
    async addPlanes(planes: Uint8Array): Promise<EncodedPicture[]> {
      const timestamp = Math.round((count * 1e6) / fps);
      const duration = Math.round(1e6 / fps);
      const picture = new VideoFrame(planes, {
        format: 'I420',
        codedWidth: width,
        codedHeight: height,
        timestamp,
        duration,
        colorSpace: colourSpace,
      });
      const keyFrame = count % keyEvery === 0;
      count += 1;
      await queue.add(picture, keyFrame, planes.length, framesAhead);
      await nextTurn();
      return take();
    },
    /** Waits until every frame that was added is encoded; returns the packets that have come since. */
    async settled(): Promise<EncodedPicture[]> {
      await queue.settled();
      // Its last packet and its word that it is done come by ways of their own; one may be read a turn of the event loop after the other.
      await nextTurn();
      await nextTurn();
      return take();
    },
    /** Takes out what is held back. Frames may follow; the first of them is a key frame. */
    async finish(): Promise<EncodedPicture[]> {
      await queue.settled();
      if (queue.failure === undefined) await native.flush();
      return take();
    },
    close() {
      queue.fail(new Error('the encoder was closed'));
      if (native.state !== 'closed') native.close();
    },
  };
}

/** Lets finalizers of collected frames run. */
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * The VP9 encoder leaves the colour space of its key frames "unknown" (0); this writes BT.709 (2) into the three bits
 * after the sync code (VP9 bitstream specification, 7.2.2), since players believe the stream before the container.
 */
function nameVp9Colours(data: Uint8Array): void {
  const isKey = data[1] === 0x49 && data[2] === 0x83 && data[3] === 0x42;
  if (isKey) data[4] = (data[4]! & 0x1f) | (2 << 5);
}
