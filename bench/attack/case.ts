import type { Server, ServerChoice } from './server.ts';

/** How the attacked server runs; `proxied`: behind nginx; `none`: no server, or the case starts what it needs. */
export type Mode = 'loopback' | 'accounts' | 'open' | 'proxied' | 'none';

/** What a case has at hand. Everything made through it is ended and removed after the case. */
export interface Context {
  /** The server of this mode that all cases share: a case may fill it, but not break or reconfigure it. */
  server(mode: 'loopback' | 'accounts' | 'open'): Promise<Server>;
  /** A server of its own. */
  fresh(mode: 'loopback' | 'accounts' | 'open', choice?: ServerChoice): Promise<Server>;
  /**
   * A server with accounts that the case has to itself until it ends, perhaps after another case: accounts, keys and files that it
   * made are still there, and memory that it took. A case must leave it running and its people as they were.
   */
  lent(): Promise<Server>;
  /** A new empty folder. */
  folder(): string;
  /** Does this after the case, whatever its end. */
  after(undo: () => unknown): void;
  /** Keeps a figure for the results, e.g. `note('resident growth', '120 MB')`. */
  note(name: string, value: string | number): void;
}

/** One attack: it succeeds when the server behaves right. */
export interface Case {
  /** Row of the list of attacks (`A06`), with a number behind a dot for another of its kind (`A06.1`). */
  readonly id: string;
  readonly mode: Mode;
  /** What is tried. */
  readonly title: string;
  /** Takes long without work of its own: it runs beside the others. */
  readonly beside?: boolean;
  /** Measures time or memory: it runs alone. */
  readonly measures?: boolean;
  /** @throws Error that says what the server did wrong; `Skip` when this machine cannot try it. */
  readonly run: (context: Context) => Promise<void>;
}

/** Thrown by a case that cannot be tried on this machine, with the reason. */
export class Skip extends Error {
  override readonly name = 'Skip';
}

/** Fails the case unless the condition holds. */
export function must(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** Waits. */
export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Asks again until the answer is there. @throws Error after the time. */
export async function until<T>(
  what: string,
  milliseconds: number,
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`${what}: not within ${milliseconds / 1000} s`);
    await sleep(50);
  }
}
