import { ContainerFault } from './container-limits.ts';
import { openHeaders } from './header-reader.ts';
import { type SniffedInput, unreadable } from './input.ts';
import { checkMatroska } from './matroska-limits.ts';
import { checkMp4 } from './mp4-limits.ts';

/**
 * Checks a video's tables before anything walks along them.
 * @throws AkezoraError `input_unreadable` when they list more than the file can hold, or more than is read.
 */
export function checkContainer(input: SniffedInput): void {
  const reader = openHeaders(input.file);
  try {
    if (input.format.name === 'matroska') checkMatroska(reader, input.limits);
    else checkMp4(reader, input.limits);
  } catch (thrown) {
    if (thrown instanceof ContainerFault) throw unreadable(input, thrown.text, thrown);
    throw thrown;
  } finally {
    reader.close();
  }
}
