import type { AudioData } from '@napi-rs/webcodecs';
import { type PcmFormat, pcmBytes, pcmPlanes } from './pcm.ts';
import { PacketFault } from './samples.ts';

/** Formats of the samples that the library gives, in this machine's byte order. */
const formats: Readonly<Record<string, PcmFormat>> = {
  u8: { kind: 'unsigned', bytes: 1, bigEndian: false },
  s16: { kind: 'signed', bytes: 2, bigEndian: false },
  s32: { kind: 'signed', bytes: 4, bigEndian: false },
  f32: { kind: 'float', bytes: 4, bigEndian: false },
};

const mostChannels = 64;

/**
 * Samples of decoded data as one plane a channel. The library is asked for the bytes as they are: to convert them it reads
 * beyond its buffer and ends the whole process (webcodecs-node, pull request 110).
 * @throws PacketFault for data without a known format.
 */
export function nativePlanes(data: AudioData): Float32Array[] {
  const { numberOfFrames: frames, numberOfChannels: channels } = data;
  const [name = '', planar] = (data.format ?? '').split('-');
  const format = formats[name];
  if (format === undefined || channels < 1 || channels > mostChannels) throw new PacketFault('unknown samples');
  if (frames === 0) return Array.from({ length: channels }, () => new Float32Array(0));
  if (planar === undefined) return pcmPlanes(planeOf(data, 0, frames * channels * pcmBytes(format)), format, channels);
  return Array.from({ length: channels }, (_, channel) => {
    const [plane] = pcmPlanes(planeOf(data, channel, frames * pcmBytes(format)), format, 1);
    return plane ?? new Float32Array(0);
  });
}

function planeOf(data: AudioData, planeIndex: number, length: number): Uint8Array {
  if (data.allocationSize({ planeIndex }) !== length) throw new PacketFault('a plane of another size');
  const bytes = new Uint8Array(length);
  data.copyTo(bytes, { planeIndex });
  return bytes;
}
