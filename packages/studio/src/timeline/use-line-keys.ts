import type { RefObject } from 'react';
import { type KeyHandlers, useKeys } from '../keys/registry.ts';
import type { Line } from './use-line.ts';

/**
 * Plays and moves a line by the keys of a player, from anywhere on the page but text fields.
 * @param further What more of the player's keys do.
 * @param within The part of the page that shows the line: its playhead and edges leave Space to it. Default: the page.
 */
export function useLineKeys(line: Line, further: KeyHandlers = {}, within?: RefObject<Element | null>): void {
  const handlers: KeyHandlers = {
    play: line.toggle,
    back: () => line.seek(line.time - 1),
    on: () => line.seek(line.time + 1),
    frameBack: () => line.step(-1),
    frameOn: () => line.step(1),
    start: () => line.seek(0),
    end: () => line.seek(Number.MAX_VALUE),
    in: () => line.mark('in'),
    out: () => line.mark('out'),
    noRange: line.unmark,
    ...further,
  };
  useKeys(handlers, within);
}
