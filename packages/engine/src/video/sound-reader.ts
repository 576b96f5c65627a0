import type { AudioData } from '@napi-rs/webcodecs';
import type { InputAudioTrack } from 'mediabunny';
import { openContainer } from './container.ts';
import { sniffInput } from './input.ts';
import { loadCoders, loadContainers } from './libraries.ts';
import { readTimeline } from './timeline.ts';

/** Samples per second of all sound after resampling. */
export const soundRate = 48_000;

/** Reads a stretch of a file's sound as 48 kHz stereo. */
export interface SampleReader {
  /** Up to `length` stereo samples, interleaved; fewer at the end. */
  read(length: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Opens a stretch of a file's sound; `undefined` when the file is a picture or silent. */
export async function openSamples(
  file: string,
  from: number,
  to: number | undefined,
  signal: AbortSignal | undefined,
): Promise<SampleReader | undefined> {
  const sniffed = await sniffInput(file, { field: 'sound' });
  if (sniffed.format.kind !== 'video') return undefined;
  const input = await openContainer(sniffed);
  const track = await input.getPrimaryAudioTrack();
  if (track === null) {
    input.dispose();
    return undefined;
  }
  // Times of a clip are those of its timeline, for pictures and sound alike.
  const [heard] = (await readTimeline(sniffed, input)).sound;
  const origin = -(heard?.shift ?? 0);
  const chunks = resampled(
    decoded(track, origin + from, origin + (to ?? Number.POSITIVE_INFINITY), signal),
    origin + from,
  );
  let left = to === undefined ? Number.POSITIVE_INFINITY : Math.max(0, Math.round((to - from) * soundRate));
  let rest: Float32Array = new Float32Array(0);
  return {
    async read(length) {
      const wanted = Math.min(length, left);
      const parts: Float32Array[] = [];
      let have = 0;
      while (have < wanted) {
        if (rest.length === 0) {
          const next = await chunks.next();
          if (next.done === true) break;
          rest = next.value;
        }
        const take = Math.min(rest.length, (wanted - have) * 2);
        parts.push(rest.subarray(0, take));
        rest = rest.subarray(take);
        have += take / 2;
      }
      left -= have;
      const samples = new Float32Array(have * 2);
      let at = 0;
      for (const part of parts) {
        samples.set(part, at);
        at += part.length;
      }
      return samples;
    },
    async close() {
      await chunks.return();
      input.dispose();
    },
  };
}

/** A run of decoded stereo samples at the rate of its file. */
interface Run {
  readonly at: number;
  readonly rate: number;
  /** Interleaved stereo. */
  readonly samples: Float32Array;
}

async function* decoded(
  track: InputAudioTrack,
  from: number,
  to: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Run, void, void> {
  const [{ AudioDecoder, EncodedAudioChunk }, { EncodedPacketSink }] = await Promise.all([
    loadCoders(),
    loadContainers(),
  ]);
  const config = await track.getDecoderConfig();
  if (config === null) return;
  const ready: AudioData[] = [];
  let failure: unknown;
  const decoder = new AudioDecoder({
    output: (data) => {
      ready.push(data);
    },
    error: (error) => {
      failure ??= error;
    },
  });
  const { codec, sampleRate, numberOfChannels, description } = config;
  decoder.configure({
    codec,
    sampleRate,
    numberOfChannels,
    ...(description === undefined ? {} : { description: new Uint8Array(description as ArrayBuffer) }),
  });
  const take = function* (): Generator<AudioData, void, void> {
    if (failure !== undefined) throw failure;
    yield* ready.splice(0);
  };
  const sink = new EncodedPacketSink(track);
  try {
    // One packet before the start: codecs need it to warm up.
    const first = (await sink.getKeyPacket(Math.max(from - 0.1, 0))) ?? (await sink.getFirstKeyPacket());
    if (first === null) return;
    for await (const packet of sink.packets(first)) {
      signal?.throwIfAborted();
      if (packet.timestamp > to) break;
      const timestamp = Math.round(packet.timestamp * 1e6);
      decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp, data: packet.data as Uint8Array<ArrayBuffer> }));
      while (decoder.decodeQueueSize > 16) await new Promise((resolve) => setTimeout(resolve, 1));
      for (const data of take()) yield await stereo(data);
    }
    await decoder.flush();
    for (const data of take()) yield await stereo(data);
  } finally {
    for (const data of ready) data.close();
    if (decoder.state !== 'closed') decoder.close();
  }
}

/** Mixes any number of channels down (or doubles one) to interleaved stereo. */
async function stereo(data: AudioData): Promise<Run> {
  const { numberOfFrames: frames, numberOfChannels: channels, sampleRate: rate, timestamp } = data;
  const planes: Float32Array[] = [];
  for (let channel = 0; channel < channels; channel++) {
    const plane = new Float32Array(frames);
    data.copyTo(new Uint8Array(plane.buffer), { planeIndex: channel, format: 'f32-planar' });
    planes.push(plane);
  }
  data.close();
  const samples = new Float32Array(frames * 2);
  const left = planes[0]!;
  const right = planes[1] ?? left;
  const centre = planes[2];
  for (let i = 0; i < frames; i++) {
    const middle = centre === undefined ? 0 : centre[i]! * Math.SQRT1_2;
    samples[i * 2] = left[i]! + middle;
    samples[i * 2 + 1] = right[i]! + middle;
  }
  return { at: timestamp / 1e6, rate, samples };
}

/** Resamples runs to 48 kHz from a time on, linear between samples; earlier samples are dropped, a late start is silence. */
async function* resampled(runs: AsyncIterable<Run>, from: number): AsyncGenerator<Float32Array, void, void> {
  let begun = false;
  let phase = 0;
  let previous: readonly [number, number] = [0, 0];
  for await (const { at, rate, samples } of runs) {
    const frames = samples.length / 2;
    if (!begun) {
      const ahead = (from - at) * rate;
      if (ahead >= frames) continue;
      if (ahead < 0) yield new Float32Array(Math.round((-ahead / rate) * soundRate) * 2);
      phase = Math.max(0, ahead);
      begun = true;
    }
    const step = rate / soundRate;
    const count = Math.max(0, Math.ceil((frames - 1 - phase) / step));
    const out = new Float32Array(count * 2);
    for (let i = 0; i < count; i++) {
      const place = phase + i * step;
      const index = Math.floor(place);
      const part = place - index;
      for (let channel = 0; channel < 2; channel++) {
        const before = index < 0 ? previous[channel]! : samples[index * 2 + channel]!;
        const after = samples[(index + 1) * 2 + channel]!;
        out[i * 2 + channel] = before + (after - before) * part;
      }
    }
    phase += count * step - frames;
    previous = [samples[samples.length - 2]!, samples[samples.length - 1]!];
    yield out;
  }
}
