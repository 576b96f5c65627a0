import type { GenerationPlan, GenerationRequest } from '@akezora/contract';
import type { EncodedAudioChunkMetadata } from '@napi-rs/webcodecs';
import type { EncodedPacket } from 'mediabunny';
import type { Container } from '../formats.ts';
import { loadCoders, loadContainers } from '../libraries.ts';
import { strengthAt } from '../strength.ts';
import { soundRate } from './place.ts';
import { openSamples, type SampleReader } from './reader.ts';

/** A stretch of another file's sound, laid under a clip. Files without sound are silent. */
export interface SoundPiece {
  readonly file: string;
  /** Field of the request that named the file, for errors. Default `input`. */
  readonly field?: string;
  /** Start, in seconds of the source. */
  readonly from: number;
  /** End, in seconds of the source. Default: its end. */
  readonly to?: number;
  /** Start, in seconds of the clip. */
  readonly at: number;
  /** Factor of the samples, constant or over the time of the clip; overlapping pieces are added. Default 1. */
  readonly gain?: number | readonly { readonly at: number; readonly value: number }[];
}

/**
 * Sound of a request's input videos: each condition on a video has the sound of its part of the video, at its time in the clip.
 * A strength that changes over time fades the sound, too (a blend cross-fades).
 */
export function soundOf(
  request: GenerationRequest,
  plan: Pick<GenerationPlan, 'seconds'>,
): (SoundPiece & { readonly field: string })[] {
  const pieces: (SoundPiece & { readonly field: string })[] = [];
  for (const [index, { source, from, to, at, strength }] of (request.conditions ?? []).entries()) {
    if (source.kind !== 'video' || at >= plan.seconds) continue;
    pieces.push({
      file: source.file,
      field: `conditions.${index}`,
      from: from ?? 0,
      ...(to === undefined ? {} : { to }),
      at,
      ...(typeof strength === 'number' ? {} : { gain: strength }),
    });
  }
  return pieces;
}

/** The sound of a clip while it is written: packets up to a time, then the rest. */
export interface SoundTrack {
  readonly codec: 'aac' | 'opus';
  /** Upper bound, to reserve the file's index. */
  readonly packetsPerSecond: number;
  until(seconds: number): AsyncGenerator<SoundPacket, void, void>;
  /** Fills up to the clip's length and flushes the encoder. */
  finish(seconds: number): AsyncGenerator<SoundPacket, void, void>;
  close(): Promise<void>;
}

/** An encoded packet; the first one has the decoder configuration for the container. */
export interface SoundPacket {
  readonly packet: EncodedPacket;
  readonly meta: EncodedAudioChunkMetadata | undefined;
}

/**
 * Samples of a packet, and those by which the encoder is late: a decoder gives them first. Packets of AAC begin that much before
 * the clip, so that players leave them out (by an edit list in MP4 and MOV); Opus says so in its own header.
 */
const timing = { aac: { packet: 1024, late: 1024 }, opus: { packet: 960, late: 0 } } as const;

/** Samples mixed at a time. */
const block = 1024;

/**
 * Opens the sound of a clip: pieces are decoded, brought to 48 kHz stereo, mixed at their places to the sample, and coded
 * as AAC (MP4, MOV, MKV) or Opus (WebM). `undefined` when no piece has sound.
 */
export async function openSound(
  pieces: readonly SoundPiece[],
  container: Container,
  signal?: AbortSignal,
): Promise<SoundTrack | undefined> {
  const players: { piece: SoundPiece; reader: SampleReader; start: number }[] = [];
  for (const piece of pieces) {
    const reader = await openSamples({ file: piece.file, from: piece.from, to: piece.to, field: piece.field, signal });
    if (reader !== undefined) players.push({ piece, reader, start: Math.round(piece.at * soundRate) });
  }
  if (players.length === 0) return undefined;
  const [{ AudioData, AudioEncoder }, { EncodedPacket }] = await Promise.all([loadCoders(), loadContainers()]);
  const ready: SoundPacket[] = [];
  const codec = container === 'webm' ? 'opus' : 'aac';
  const { packet: samplesOfPacket, late } = timing[codec];
  let packets = 0;
  let failure: unknown;
  const encoder = new AudioEncoder({
    output: (chunk, meta) => {
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      // Counted, since the encoder gives its last packets the times of those before.
      const at = (packets * samplesOfPacket - late) / soundRate;
      packets += 1;
      const packet = new EncodedPacket(data, 'key', at, samplesOfPacket / soundRate);
      ready.push({ packet, meta });
    },
    error: (error) => {
      failure ??= error;
    },
  });
  encoder.configure({
    codec: codec === 'opus' ? 'opus' : 'mp4a.40.2',
    sampleRate: soundRate,
    numberOfChannels: 2,
    bitrate: codec === 'opus' ? 160_000 : 192_000,
  });
  let position = 0;
  const mix = async (length: number) => {
    const sum = new Float32Array(length * 2);
    for (const { piece, reader, start } of players) {
      const skip = Math.max(0, start - position);
      if (skip >= length) continue;
      const samples = await reader.read(length - skip);
      for (let i = 0; i < samples.length / 2; i++) {
        const gain = strengthAt(piece.gain ?? 1, (position + skip + i) / soundRate);
        sum[skip + i]! += samples[i * 2]! * gain;
        sum[length + skip + i]! += samples[i * 2 + 1]! * gain;
      }
    }
    return sum.map((value) => Math.max(-1, Math.min(1, value)));
  };
  const feed = async (length: number) => {
    const data = await mix(length);
    const bytes = new Uint8Array(data.buffer);
    const timestamp = Math.round((position * 1e6) / soundRate);
    const samples = {
      format: 'f32-planar',
      sampleRate: soundRate,
      numberOfFrames: length,
      numberOfChannels: 2,
    } as const;
    const audio = new AudioData({ ...samples, timestamp, data: bytes });
    encoder.encode(audio);
    audio.close();
    position += length;
    while (encoder.encodeQueueSize > 8 && failure === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  const drain = function* (): Generator<SoundPacket, void, void> {
    if (failure !== undefined) throw failure;
    yield* ready.splice(0);
  };
  return {
    codec,
    packetsPerSecond: soundRate / samplesOfPacket,
    async *until(seconds) {
      while (position + block <= seconds * soundRate) await feed(block);
      yield* drain();
    },
    async *finish(seconds) {
      const end = Math.round(seconds * soundRate);
      while (position < end) await feed(Math.min(block, end - position));
      await encoder.flush();
      yield* drain();
    },
    async close() {
      if (encoder.state !== 'closed') encoder.close();
      for (const { reader } of players) await reader.close();
    },
  };
}
