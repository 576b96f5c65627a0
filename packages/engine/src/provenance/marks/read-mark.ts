import { decodeLumas } from '../../video/decode.ts';
import type { InputOptions } from '../../video/input.ts';
import { type MarkDetector, type MarkFound, openDetector } from './detect-mark.ts';

/** Options of the search for a mark. */
export interface ReadMarkOptions extends InputOptions {
  /** Seconds of the file that are looked at; all of them are added up. Default 10. */
  readonly seconds?: number;
  /** Pictures of each second that are looked at. Default 12. */
  readonly perSecond?: number;
}

/**
 * Looks for the invisible mark in a picture, video or animation. That none is found proves nothing, and one that is found can have been put there.
 * @throws AkezoraError `input_missing`, `input_unreadable`, `input_too_large`; aborts with the signal's reason.
 */
export async function readMark(file: string, options: ReadMarkOptions = {}): Promise<MarkFound> {
  const { seconds = 10, perSecond = 12, ...input } = options;
  let opened: { readonly detector: MarkDetector; readonly size: string } | undefined;
  for await (const { luma, width, height } of decodeLumas(file, { ...input, to: seconds, perSecond })) {
    const size = `${width}x${height}`;
    opened ??= { detector: await openDetector(width, height), size };
    // A stream may change its size; what comes then is left out.
    if (opened.size === size) opened.detector.add(luma);
  }
  return opened === undefined ? { found: false, evidence: 0 } : opened.detector.read();
}
