import type { VideoFrame } from '@napi-rs/webcodecs';
import type { InputVideoTrack } from 'mediabunny';
import type { Frame } from './frame.ts';
import { type SniffedInput, unreadable } from './input.ts';
import { loadCoders } from './libraries.ts';
import { countClosedFrame } from './native-memory.ts';
import { type ColourMatrix, type PlanarPicture, planarToRgba } from './yuv.ts';

/**
 * Opens the decoder of a track; close it with `close`.
 * @throws AkezoraError `input_unreadable` for a codec that is not supported.
 */
export async function openDecoder(sniffed: SniffedInput, track: InputVideoTrack) {
  const { VideoDecoder } = await loadCoders();
  const config = await track.getDecoderConfig();
  const codec = await track.getCodec();
  if (config === null || codec === null || codec === 'prores') {
    const name = String(codec ?? (await track.getInternalCodecId()) ?? '?');
    throw unreadable(sniffed, {
      en: `its codec ${name} is not supported`,
      ja: `コーデック ${name} には対応していません`,
    });
  }
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
  const { codedWidth, codedHeight, description } = config;
  native.configure({
    codec: config.codec,
    hardwareAcceleration: 'prefer-software',
    ...(codedWidth === undefined ? {} : { codedWidth }),
    ...(codedHeight === undefined ? {} : { codedHeight }),
    ...(description === undefined ? {} : { description: bytesOf(description) }),
  });
  return {
    native,
    ready,
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

function bytesOf(source: AllowSharedBufferSource): Uint8Array<ArrayBuffer> {
  if (ArrayBuffer.isView(source)) {
    return new Uint8Array(source.buffer as ArrayBuffer, source.byteOffset, source.byteLength);
  }
  return new Uint8Array(source as ArrayBuffer);
}

type Layout = Pick<PlanarPicture, 'shift' | 'bits'> & { readonly interleaved?: 'uv' | 'vu' };

const subsampling: Readonly<Record<string, readonly [0 | 1, 0 | 1]>> = { '420': [1, 1], '422': [1, 0], '444': [0, 0] };

/** Reads a format name such as `I420P10` or `NV12`. */
function layoutOf(format: string): Layout | undefined {
  if (format === 'NV12') return { shift: [1, 1], bits: 8, interleaved: 'uv' };
  if (format === 'NV21') return { shift: [1, 1], bits: 8, interleaved: 'vu' };
  const match = /^I(420|422|444)A?(?:P(10|12))?$/.exec(format);
  const shift = subsampling[match?.[1] ?? ''];
  return match === null || shift === undefined ? undefined : { shift, bits: Number(match[2] ?? 8) };
}

/** Converts a native frame to RGBA with the colours the container (else the stream, else the size) names; closes it. */
export async function frameToRgba(native: VideoFrame, container: VideoColorSpaceInit, at: number): Promise<Frame> {
  try {
    const format = native.format ?? 'I420';
    const data = new Uint8Array(native.allocationSize());
    const planes = await native.copyTo(data);
    const { width, height } = native.visibleRect;
    const layout = layoutOf(format);
    if (layout === undefined) return { width, height, data: packedToRgba(data, format), at };
    const matrix = matrixOf(container.matrix ?? native.colorSpace.matrix, height);
    const fullRange = (container.fullRange ?? native.colorSpace.fullRange) === true;
    return { width, height, data: planarToRgba({ ...layout, data, width, height, planes, matrix, fullRange }), at };
  } finally {
    discard(native);
  }
}

/** Closes a native frame and lets its pixels go. */
export function discard(native: VideoFrame): void {
  const bytes = native.allocationSize();
  native.close();
  countClosedFrame(bytes);
}

function matrixOf(name: string | null | undefined, height: number): ColourMatrix {
  if (name === 'bt709') return 'bt709';
  if (name === 'smpte170m' || name === 'bt470bg') return 'bt601';
  if (name === 'bt2020-ncl') return 'bt2020';
  return height >= 720 ? 'bt709' : 'bt601';
}

function packedToRgba(data: Uint8Array, format: string): Uint8Array {
  const swap = format.startsWith('BGR');
  for (let i = 0; i < data.length; i += 4) {
    if (swap) {
      const blue = data[i]!;
      data[i] = data[i + 2]!;
      data[i + 2] = blue;
    }
    data[i + 3] = 255;
  }
  return data;
}
