import type { EncodedVideoChunk, VideoDecoder, VideoFrame } from '@napi-rs/webcodecs';
import { encoderSettings } from '../formats.ts';
import { joined } from '../joined.ts';
import { loadCoders } from '../libraries.ts';
import { type EncodedPicture, openEncoder } from '../native-encoder.ts';
import { discard } from '../native-picture.ts';
import { smallSize } from './live-output.ts';
import { type LivePiece, type LiveShape, readPiece } from './mp4.ts';
import { shrinkI420 } from './shrink.ts';
import { webmStream, withFilledBlock } from './webm.ts';

/** A live stream on its way from H.264 to VP9. */
export interface LiveConversion {
  /** Takes the next piece of the MP4 stream. Returns what is complete of the WebM stream, perhaps nothing. */
  add(piece: Uint8Array): Promise<Uint8Array>;
  /** The rest, after the last piece. */
  finish(): Promise<Uint8Array>;
  /** Frees the coders. */
  close(): void;
}

type Header = NonNullable<LivePiece['header']>;

/**
 * Converts a live stream piece by piece to WebM with VP9, at 360p at most, for players without H.264.
 * @throws RangeError, TypeError for what is no piece of such a stream; Error when a picture cannot be decoded.
 */
export function convertLive(): LiveConversion {
  let parts: Awaited<ReturnType<typeof openParts>> | undefined;
  let bytes = 0;
  return {
    add: async (piece) => {
      const { header, pictures } = readPiece(piece);
      if (parts === undefined) {
        if (header === undefined) throw new TypeError('a live stream begins with its header');
        parts = await openParts(header);
      }
      for (const picture of pictures) parts.decode(picture);
      const encoded = await parts.encode();
      if (encoded.length === 0) return encoded;
      const filled = withFilledBlock(encoded, bytes);
      bytes += filled.length;
      return filled;
    },
    finish: async () => {
      if (parts === undefined) return new Uint8Array();
      await parts.flush();
      return parts.encode({ last: true });
    },
    close: () => parts?.close(),
  };
}

async function openParts(header: Header) {
  const { fps } = header;
  const size = smallSize(header.width, header.height);
  const decoder = await openDecoder(header);
  const settings = { ...encoderSettings('vp9', size.width, size.height, fps), isLive: true };
  const encoder = await openEncoder(settings, size.width, size.height, fps);
  const container = webmStream({ ...size, fps });
  let sent = 0;
  let held: EncodedPicture[] = [];
  return {
    decode: decoder.decode,
    flush: decoder.flush,
    /**
     * The frames that have been decoded by now, as one cluster, but for the last one unless the stream ends: Chromium, when it has
     * played all there is and the end brings nothing new, begins again.
     */
    encode: async ({ last = false } = {}): Promise<Uint8Array> => {
      await decoder.settled();
      const pictures: EncodedPicture[] = held;
      for (const frame of decoder.take()) pictures.push(...(await encoder.addPlanes(await smallPlanes(frame, size))));
      // This encoder looks a second ahead also in real time: what it holds is taken out, and a key frame begins the next cluster.
      pictures.push(...(await encoder.finish()));
      held = last ? [] : pictures.splice(-1);
      const [first] = pictures;
      if (first === undefined) return new Uint8Array();
      const cluster = container.fragment(pictures, sent);
      const piece = sent === 0 ? joined([container.header(first), cluster]) : cluster;
      sent += pictures.length;
      return piece;
    },
    close: () => {
      decoder.close();
      encoder.close();
    },
  };
}

async function openDecoder({ description, width, height, fps }: Header) {
  const coders = await loadCoders();
  const ready: VideoFrame[] = [];
  let failure: Error | undefined;
  const native: VideoDecoder = new coders.VideoDecoder({
    output: (frame) => ready.push(frame),
    error: (error) => {
      failure ??= error;
    },
  });
  const hex = [...description.subarray(1, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  native.configure({
    codec: `avc1.${hex.toUpperCase()}`,
    codedWidth: width,
    codedHeight: height,
    description: Uint8Array.from(description),
    hardwareAcceleration: 'prefer-software',
    optimizeForLatency: true,
  });
  return {
    decode: ({ data, key, index }: LivePiece['pictures'][number]) => {
      const chunk: EncodedVideoChunk = new coders.EncodedVideoChunk({
        type: key ? 'key' : 'delta',
        data: Uint8Array.from(data),
        timestamp: Math.round((index * 1e6) / fps),
      });
      native.decode(chunk);
    },
    /** Resolves when nothing waits for the decoder. */
    settled: async () => {
      while (native.decodeQueueSize > 0 && failure === undefined)
        await new Promise((resolve) => setTimeout(resolve, 2));
    },
    flush: () => native.flush(),
    take: () => {
      if (failure !== undefined) throw failure;
      return ready.splice(0);
    },
    close: () => {
      for (const frame of ready.splice(0)) discard(frame);
      if (native.state !== 'closed') native.close();
    },
  };
}

/** A frame's planes at another size; frees the frame. */
async function smallPlanes(frame: VideoFrame, size: Omit<LiveShape, 'fps'>): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const data = new Uint8Array(frame.allocationSize());
    const planes = await frame.copyTo(data);
    if (frame.format !== 'I420') throw new TypeError(`a live frame in ${frame.format}`);
    const { width, height } = frame.visibleRect ?? { width: frame.codedWidth, height: frame.codedHeight };
    return shrinkI420({ data, planes, width, height }, size.width, size.height);
  } finally {
    discard(frame);
  }
}
