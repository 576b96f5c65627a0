import { joined } from '../joined.ts';
import type { EncodedPicture } from '../native-encoder.ts';

/** Seconds of a fragment at most, of video and on the clock: what is finished is not held back. */
const fragmentSeconds = 0.5;

/** Seconds of the first fragment: two pictures, since one does not move. */
const firstSeconds = 0.1;

/** Seconds of the fragments after it, on the clock twice that, for the first second: it is to go on moving. */
const nextSeconds = 0.125;

/** A container that can be sent while it is written. */
export interface LiveContainer {
  /** What comes before every fragment, from the first picture. */
  header(first: EncodedPicture): Uint8Array;
  /** Pictures in the order of decoding, from place `from` on. */
  fragment(pictures: readonly EncodedPicture[], from: number): Uint8Array;
}

/** Gathers pictures into pieces to be sent: the header with the first fragment, then short ones, then one each half a second or sooner. */
export interface LivePieces {
  /** Takes a picture. Returns the next piece when it is complete. */
  add(picture: EncodedPicture): Uint8Array[];
  /** Whether the first second is not sent yet: somebody waits for each of its pictures. */
  isOpening(): boolean;
  /** The pictures that are left. */
  finish(): Uint8Array[];
}

/**
 * Makes the pieces of a stream.
 * @param now milliseconds of a monotonic clock. Default: those of this process.
 */
export function livePieces(container: LiveContainer, fps: number, now = () => performance.now()): LivePieces {
  let waiting: EncodedPicture[] = [];
  let sent = 0;
  let since = 0;
  const take = (): Uint8Array[] => {
    const [first] = waiting;
    if (first === undefined) return [];
    const fragment = container.fragment(waiting, sent);
    const piece = sent === 0 ? joined([container.header(first), fragment]) : fragment;
    sent += waiting.length;
    waiting = [];
    return [piece];
  };
  return {
    add: (picture) => {
      if (waiting.length === 0) since = now();
      waiting.push(picture);
      const [ofVideo, onClock] = lengthAfter(sent / fps);
      const isFull = waiting.length >= Math.max(1, Math.floor(fps * ofVideo)) || now() - since >= onClock * 1000;
      return isFull ? take() : [];
    },
    isOpening: () => sent < fps,
    finish: take,
  };
}

/** Seconds of the next fragment at most, of video and on the clock, when so many have been sent. */
function lengthAfter(sent: number): readonly [ofVideo: number, onClock: number] {
  if (sent === 0) return [firstSeconds, fragmentSeconds];
  return sent < 1 ? [nextSeconds, 2 * nextSeconds] : [fragmentSeconds, fragmentSeconds];
}
