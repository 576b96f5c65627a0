import { ContainerFault, type ContainerLimits } from './container-limits.ts';
import { type HeaderReader, openHeaders } from './header-reader.ts';
import type { SniffedInput } from './input.ts';
import { unreadable } from './input-faults.ts';
import { checkMatroska } from './matroska-limits.ts';
import { checkMp4 } from './mp4-limits.ts';

/**
 * Checks a video's tables before anything walks along them.
 * @throws AkezoraError `input_unreadable` when they list more than the file can hold, or more than is read.
 */
export function checkContainer(input: SniffedInput): void {
  checkHeaders(input, input.format.name === 'matroska' ? checkMatroska : checkMp4);
}

/**
 * Opens the headers of a file for a check of them.
 * @throws AkezoraError `input_unreadable` for the fault that the check finds.
 */
export function checkHeaders(
  input: SniffedInput,
  check: (reader: HeaderReader, limits: ContainerLimits) => void,
): void {
  const reader = openHeaders(input.file);
  try {
    check(reader, input.limits);
  } catch (thrown) {
    if (thrown instanceof ContainerFault) throw unreadable(input, thrown.text, thrown);
    throw thrown;
  } finally {
    reader.close();
  }
}
