import type { Source } from 'mediabunny';

/** Reads of the same bytes in a row after which a file counts as damaged. Reading a sound file repeats a read a few times. */
const mostRepeats = 2000;
/** Reads of a file, whatever it holds, and for each of its bytes: a packet has bytes, and takes a few reads. */
const mostReads = { start: 20_000, perByte: 4 };

/** The method through which every reader of Mediabunny asks its source for bytes. */
interface Readable {
  _read(start: number, end: number, ...bounds: readonly number[]): unknown;
}

/**
 * Ends the reading of a damaged file that makes the container's reader look at the same place for ever: fragments that point
 * at each other, or a search for the next element that never moves on. Such a loop does not yield to timers.
 * @param bytes size of the file.
 * @throws Error from the read that exceeds the budget.
 */
export function limitReads<S extends Source>(source: S, bytes: number): S {
  const readable = source as unknown as Readable;
  const read = readable._read.bind(source);
  let reads = 0;
  let repeats = 0;
  let last = { start: -1, end: -1 };
  readable._read = (start, end, ...bounds) => {
    reads += 1;
    repeats = start === last.start && end === last.end ? repeats + 1 : 0;
    last = { start, end };
    if (repeats > mostRepeats || reads > mostReads.start + mostReads.perByte * bytes) {
      throw new Error('its parts point at each other in a circle');
    }
    return read(start, end, ...bounds);
  };
  return source;
}
