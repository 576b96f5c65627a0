import { type KeyHandlers, useKeys } from '../keys/registry.ts';
import type { Line } from './use-line.ts';

/**
 * Plays and moves a line by the keys of a player, from anywhere on the page but text fields.
 * @param further What more of the player's keys do.
 */
export function useLineKeys(line: Line, further: KeyHandlers = {}): void {
  useKeys({
    play: line.toggle,
    back: () => line.seek(line.time - 1),
    on: () => line.seek(line.time + 1),
    frameBack: () => line.step(-1),
    frameOn: () => line.step(1),
    start: () => line.seek(0),
    end: () => line.seek(Number.MAX_VALUE),
    ...further,
  });
}
