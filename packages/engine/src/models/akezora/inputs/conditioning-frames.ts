import { AkezoraError, type Condition, type GenerationRequest } from '@akezora/contract';
import { decodeVideo } from '../../../video/decode.ts';
import type { Frame } from '../../../video/frame.ts';
import { decodeImage } from '../../../video/image.ts';
import { probe } from '../../../video/probe.ts';
import { resample } from '../../../video/resample.ts';
import { strengthAt } from '../../../video/strength.ts';
import { nativeFps } from '../capabilities.ts';
import type { Size } from '../frame-sizes.ts';
import type { KnownFrame } from '../painter/sampler.ts';

/** Known frames of a clip on the painter's grid, by frame number: bytes RGB, and how strongly they hold. */
export type KnownFrames = ReadonlyMap<number, { readonly pixels: Uint8Array; readonly strength: number }>;

const fieldOf = (index: number) => `conditions.${index}`;

/** The file of a condition; clips by id are resolved to files before the engine sees a request. */
export function conditionFile(condition: Condition, index: number): string {
  if (condition.source.kind !== 'clip') return condition.source.file;
  const reason = { en: 'clips are known to the server only', ja: 'クリップの ID はサーバーだけが扱えます' };
  throw new AkezoraError('request_invalid', { field: fieldOf(index), reason });
}

/** Checks every input of a request before anything is computed. */
export async function checkInputs(request: GenerationRequest, seconds: number): Promise<void> {
  for (const [index, condition] of (request.conditions ?? []).entries()) {
    const field = fieldOf(index);
    const file = conditionFile(condition, index);
    if (condition.at >= seconds) {
      const reason = { en: `the clip is only ${seconds} s long`, ja: `クリップの長さは ${seconds} 秒です` };
      throw new AkezoraError('request_invalid', { field: `${field}.at`, reason });
    }
    if (condition.from !== undefined && condition.to !== undefined && condition.to <= condition.from) {
      const reason = { en: 'it must be later than from', ja: 'from より後の時刻にしてください' };
      throw new AkezoraError('request_invalid', { field: `${field}.to`, reason });
    }
    const media = await probe(file, { field });
    if (condition.source.kind === 'image') await decodeImage(file, { field });
    else if (media.kind === 'image') {
      const reason = { en: 'it is a picture; give it as an image', ja: '静止画です。画像として指定してください' };
      throw new AkezoraError('input_unreadable', { field, path: file, reason });
    }
  }
}

/** Frames of a condition on a grid of `fps`, with their numbers. Images hold one frame. */
export async function* conditionFrames(
  condition: Condition,
  index: number,
  fps: number,
  seconds: number,
  signal: AbortSignal,
): AsyncGenerator<{ number: number; frame: Frame; strength: number }, void, void> {
  const file = conditionFile(condition, index);
  const field = fieldOf(index);
  const first = Math.round(condition.at * fps);
  const last = Math.round(seconds * fps);
  const strength = (number: number) => strengthAt(condition.strength, number / fps);
  if (condition.source.kind === 'image') {
    yield { number: first, frame: await decodeImage(file, { field, signal }), strength: strength(first) };
    return;
  }
  const from = condition.from ?? 0;
  const to = Math.min(condition.to ?? Number.POSITIVE_INFINITY, from + seconds - condition.at);
  let number = first;
  for await (const frame of decodeVideo(file, { field, from, to, fps, signal })) {
    if (number >= last) return;
    yield { number, frame, strength: strength(number) };
    number += 1;
  }
}

/**
 * Decodes the conditions of a request to the painter's size and rate. Where several meet, they mix by their strengths and hold
 * as strongly as all of them together.
 */
export async function readKnownFrames(
  request: GenerationRequest,
  seconds: number,
  size: Size,
  signal: AbortSignal,
): Promise<KnownFrames> {
  const known = new Map<number, { pixels: Uint8Array; strength: number }>();
  for (const [index, condition] of (request.conditions ?? []).entries()) {
    for await (const { number, frame, strength } of conditionFrames(condition, index, nativeFps, seconds, signal)) {
      if (strength <= 0) continue;
      const pixels = withoutAlpha(resample(frame, size.width, size.height));
      const other = known.get(number);
      known.set(number, other === undefined ? { pixels, strength } : mixed(other, { pixels, strength }));
    }
  }
  return known;
}

function mixed(a: { pixels: Uint8Array; strength: number }, b: { pixels: Uint8Array; strength: number }) {
  const share = b.strength / (a.strength + b.strength);
  const pixels = a.pixels.map((value, i) => Math.round(value + (b.pixels[i]! - value) * share));
  return { pixels, strength: Math.min(a.strength + b.strength, 1) };
}

function withoutAlpha({ data, width, height }: Frame): Uint8Array {
  const out = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i += 1) {
    out[i * 3] = data[i * 4]!;
    out[i * 3 + 1] = data[i * 4 + 1]!;
    out[i * 3 + 2] = data[i * 4 + 2]!;
  }
  return out;
}

/** The known frames among `count` frames from `first` on, as the sampler wants them. */
export function knownIn(known: KnownFrames, first: number, count: number): KnownFrame[] {
  const out: KnownFrame[] = [];
  for (let frame = 0; frame < count; frame += 1) {
    const found = known.get(first + frame);
    if (found === undefined) continue;
    out.push({ frame, pixels: Float32Array.from(found.pixels, (byte) => byte / 127.5 - 1), strength: found.strength });
  }
  return out;
}
