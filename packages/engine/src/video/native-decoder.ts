import type { VideoFrame } from '@napi-rs/webcodecs';
import type { InputVideoTrack } from 'mediabunny';
import type { SniffedInput } from './input.ts';
import { unreadable } from './input-faults.ts';
import { loadCoders } from './libraries.ts';
import { plainUnits } from './plain-stream.ts';
import { bytesOf, type TrackLook } from './track-look.ts';

const noDecoder = {
  en: 'what its decoder needs to know is missing',
  ja: 'デコーダーに必要な情報がありません',
};

/**
 * Opens the decoder of a track; close it with `close`.
 * @throws AkezoraError `input_unreadable` for a codec that is not supported.
 */
export async function openDecoder(sniffed: SniffedInput, track: InputVideoTrack, look: TrackLook) {
  const { VideoDecoder } = await loadCoders();
  const config = await track.getDecoderConfig();
  const codec = await track.getCodec();
  if (config === null || codec === null) throw unreadable(sniffed, noDecoder);
  const ready: VideoFrame[] = [];
  let failure: unknown;
  let wake: (() => void) | undefined;
  const native = new VideoDecoder({
    output: (frame) => {
      ready.push(frame);
      wake?.();
    },
    error: (error) => {
      failure = error;
      wake?.();
    },
  });
  const { codedWidth, codedHeight } = config;
  const given = config.description === undefined ? undefined : bytesOf(config.description);
  const { description, packet } = plainUnits(codec, given, look.parameters);
  native.configure({
    codec: config.codec,
    hardwareAcceleration: 'prefer-software',
    ...(codedWidth === undefined ? {} : { codedWidth }),
    ...(codedHeight === undefined ? {} : { codedHeight }),
    ...(description === undefined ? {} : { description }),
  });
  return {
    native,
    ready,
    /** The bytes of a packet as the decoder takes them. */
    plain: packet,
    /** Resolves when a frame or an error has come, at the latest after a few milliseconds. */
    changed: () =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 5);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    *take(): Generator<VideoFrame, void, void> {
      if (failure !== undefined) throw failure;
      for (let frame = ready.shift(); frame !== undefined; frame = ready.shift()) yield frame;
    },
    close() {
      for (const frame of ready.splice(0)) frame.close();
      if (native.state !== 'closed') native.close();
    },
  };
}
