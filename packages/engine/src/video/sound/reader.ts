import { AkezoraError } from '@akezora/contract';
import type { InputAudioTrack } from 'mediabunny';
import { inputFailure, openContainer } from '../container.ts';
import { type SniffedInput, sniffInput } from '../input.ts';
import { unreadable } from '../input-faults.ts';
import { loadContainers } from '../libraries.ts';
import { readTimeline, type Span } from '../timeline.ts';
import { decoderOf } from './decoders.ts';
import { placeSound, silences, soundRate } from './place.ts';
import { type Decoded, PacketFault, type SoundPacket } from './samples.ts';
import { readTrackSound } from './track-sound.ts';

/** Reads a stretch of a file's sound as 48 kHz stereo. */
export interface SampleReader {
  /** Up to `length` stereo samples, interleaved; fewer at the end. */
  read(length: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** A stretch of a file's sound. */
export interface SoundStretch {
  readonly file: string;
  /** Start, in seconds of the clip. */
  readonly from: number;
  /** End, in seconds of the clip. Default: its end. */
  readonly to?: number | undefined;
  /** Field of the request that named the file, for errors. Default `input`. */
  readonly field?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Sound that is opened: a decoder for its track, or the name of a codec that is not decoded. */
export type OpenedSound =
  | { readonly kind: 'silent' }
  | { readonly kind: 'unknown'; readonly name: string }
  | { readonly kind: 'sound'; readonly chunks: AsyncGenerator<Float32Array, void, void>; close(): void };

/**
 * Opens a stretch of a file's sound; `undefined` when the file is a picture or silent, or its codec is not decoded.
 * @throws AkezoraError `input_unreadable` when the description of the sound is damaged.
 */
export async function openSamples(stretch: SoundStretch): Promise<SampleReader | undefined> {
  const opened = await openSoundOf(stretch);
  if (opened.kind !== 'sound') return undefined;
  const { chunks } = opened;
  let rest: Float32Array = new Float32Array(0);
  return {
    async read(length) {
      const samples = new Float32Array(length * 2);
      let have = 0;
      while (have < samples.length) {
        if (rest.length === 0) {
          const next = await chunks.next();
          if (next.done === true) break;
          rest = next.value;
        }
        const part = rest.subarray(0, samples.length - have);
        samples.set(part, have);
        have += part.length;
        rest = rest.subarray(part.length);
      }
      return samples.subarray(0, have);
    },
    async close() {
      await chunks.return();
      opened.close();
    },
  };
}

/**
 * Opens a stretch of a file's sound.
 * @param onDamage is told the time, in seconds of the clip, of each packet that could not be decoded
 * @throws AkezoraError `input_unreadable` when the description of the sound is damaged.
 */
export async function openSoundOf(
  { file, from, to = Number.POSITIVE_INFINITY, field = 'input', signal }: SoundStretch,
  onDamage: (at: number) => void = () => undefined,
): Promise<OpenedSound> {
  const sniffed = await sniffInput(file, { field });
  if (sniffed.format.kind !== 'video') return { kind: 'silent' };
  const input = await openContainer(sniffed);
  try {
    const track = await input.getPrimaryAudioTrack();
    if (track === null) {
      input.dispose();
      return { kind: 'silent' };
    }
    const decoder = decoderOf(await readTrackSound(sniffed, track));
    if (decoder.kind === 'unknown') {
      input.dispose();
      return decoder;
    }
    const spans = (await readTimeline(sniffed, input)).sound;
    const late = sniffed.format.name === 'matroska' ? decoder.preSkip / soundRate : 0;
    const heard = playSpans(spans, from, to, (span, begin, end) => {
      const packets = packetsOf(track, begin - span.shift, end - span.shift, signal);
      return watched(decoder.decode(packets), span.shift - late, onDamage);
    });
    return { kind: 'sound', chunks: named(heard, sniffed), close: () => input.dispose() };
  } catch (thrown) {
    input.dispose();
    throw soundFailure(sniffed, thrown);
  }
}

/**
 * Plays the stretches of a track that its file shows, one after another, between two times of the clip.
 * @param decode sound of a span between two times of the clip
 */
async function* playSpans(
  spans: readonly Span[],
  from: number,
  to: number,
  decode: (span: Span, begin: number, end: number) => AsyncGenerator<Decoded, void, void>,
): AsyncGenerator<Float32Array, void, void> {
  let given = 0;
  for (const span of spans) {
    const begin = Math.max(from, span.from + span.shift);
    const end = Math.min(to, span.to + span.shift);
    if (begin >= end) continue;
    for (const silence of silences(Math.round((begin - from) * soundRate) - given)) {
      given += silence.length / 2;
      yield silence;
    }
    for await (const piece of placeSound(decode(span, begin, end), begin, end)) {
      given += piece.length / 2;
      yield piece;
    }
  }
}

/** Seconds before the start from which packets are decoded: codecs need some to warm up. */
const warmUp = 0.2;

async function* packetsOf(
  track: InputAudioTrack,
  from: number,
  to: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<SoundPacket, void, void> {
  const { EncodedPacketSink } = await loadContainers();
  const sink = new EncodedPacketSink(track);
  const first = (await sink.getPacket(from - warmUp)) ?? (await sink.getFirstPacket());
  if (first === null) return;
  for await (const { timestamp, data } of sink.packets(first)) {
    signal?.throwIfAborted();
    if (timestamp > to) return;
    yield { at: timestamp, data };
  }
}

/** Moves decoded sound to the clip's time, and tells of the damage. */
async function* watched(
  decoded: AsyncIterable<Decoded>,
  shift: number,
  onDamage: (at: number) => void,
): AsyncGenerator<Decoded, void, void> {
  for await (const one of decoded) {
    const moved = { ...one, at: one.at + shift };
    if (moved.kind === 'damage') onDamage(moved.at);
    yield moved;
  }
}

/** Failures of the container's reader become `input_unreadable`. */
async function* named(
  chunks: AsyncIterable<Float32Array>,
  sniffed: SniffedInput,
): AsyncGenerator<Float32Array, void, void> {
  try {
    yield* chunks;
  } catch (thrown) {
    throw soundFailure(sniffed, thrown);
  }
}

/** Turns what reading sound threw into `input_unreadable` with the way out; typed errors and aborts pass. */
function soundFailure(sniffed: SniffedInput, thrown: unknown): unknown {
  if (thrown instanceof AkezoraError || !(thrown instanceof PacketFault)) return inputFailure(sniffed, thrown);
  return unreadable(
    sniffed,
    {
      en: `the description of its sound is damaged (${thrown.message}). Save the video again without sound, or as MP4 with AAC`,
      ja: `音声の情報が壊れています（${thrown.message}）。音声なしで、または音声をAACにしたMP4で保存し直してください`,
    },
    thrown,
  );
}
