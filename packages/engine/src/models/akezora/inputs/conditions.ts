import { AkezoraError, type Condition, type GenerationRequest } from '@akezora/contract';
import { decodeVideo } from '../../../video/decode.ts';
import type { Frame } from '../../../video/frame.ts';
import { decodeImage } from '../../../video/image.ts';
import { probe } from '../../../video/probe.ts';
import { strengthAt } from '../../../video/strength.ts';
import { reasons } from '../notices.ts';

/** The field of a request that holds a condition. */
export const conditionField = (index: number) => `conditions.${index}`;

/** The file of a condition; the server replaces IDs of clips by files before the engine sees a request. */
export function conditionFile(condition: Condition, index: number): string {
  if (condition.source.kind !== 'clip') return condition.source.file;
  throw new AkezoraError('request_invalid', { field: conditionField(index), reason: reasons.clipIdUnresolved });
}

/** Checks every condition of a request, and that its file can be read, before anything is computed. */
export async function checkConditions(request: GenerationRequest, seconds: number): Promise<void> {
  for (const [index, condition] of (request.conditions ?? []).entries()) {
    const field = conditionField(index);
    const file = conditionFile(condition, index);
    const { at, from, to, source } = condition;
    if (at >= seconds) {
      throw new AkezoraError('request_invalid', { field: `${field}.at`, reason: reasons.clipTooShort(seconds) });
    }
    if (from !== undefined && to !== undefined && to <= from) {
      throw new AkezoraError('request_invalid', { field: `${field}.to`, reason: reasons.endNotAfterStart });
    }
    const media = await probe(file, { field });
    if (source.kind === 'image') await decodeImage(file, { field });
    else if (media.kind === 'image') {
      throw new AkezoraError('input_unreadable', { field, path: file, reason: reasons.stillImage });
    }
  }
}

/** Frames of a condition at `fps`, with their frame numbers in the clip and their strengths. An image gives one frame. */
export async function* conditionFrames(
  condition: Condition,
  index: number,
  fps: number,
  seconds: number,
  signal: AbortSignal,
): AsyncGenerator<{ number: number; frame: Frame; strength: number }, void, void> {
  const file = conditionFile(condition, index);
  const field = conditionField(index);
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
