import type { SniffedInput } from './input.ts';
import { unreadable } from './input-faults.ts';

/** Seconds that may be missing at the end of a file before it is refused. */
const missingSeconds = 0.2;

/**
 * An MP4 lists all its packets in front; a file cut off behind the list just has no more of them to read.
 * @param end seconds of the track that can be read
 * @param listed seconds that its tables name
 * @throws AkezoraError `input_unreadable` when more than a moment is missing.
 */
export function refuseCutOff(sniffed: SniffedInput, end: number, listed: number): void {
  if (end > listed - missingSeconds) return;
  const [has, says] = [end.toFixed(1), listed.toFixed(1)];
  throw unreadable(sniffed, {
    en: `it is cut off: ${has} of ${says} seconds are there`,
    ja: `途中で切れています: ${says}秒のうち ${has}秒しかありません`,
  });
}
