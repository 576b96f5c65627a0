import { type RefObject, useEffect, useRef } from 'react';
import type { KeyId } from './table.ts';

/** What a key does. Answers `false` where it has nothing to do just now: another part of the page, or the browser, then takes it. */
export type KeyHandlers = { readonly [id in KeyId]?: (event: KeyboardEvent) => unknown };

interface Taker {
  readonly handlers: () => KeyHandlers;
  /** The part of the page they belong to; null for the page itself. */
  readonly element: () => Element | null;
}

const takers = new Set<Taker>();

/**
 * Lets keys of the table act on what this component shows, as long as it is on the page.
 * @param within The part of the page they act on: it comes first while it holds the focus. Of several, else, the first on the page.
 * Default: the page.
 */
export function useKeys(handlers: KeyHandlers, within?: RefObject<Element | null>): void {
  const latest = useRef({ handlers, within });
  latest.current = { handlers, within };
  useEffect(() => {
    const taker: Taker = {
      handlers: () => latest.current.handlers,
      element: () => latest.current.within?.current ?? null,
    };
    takers.add(taker);
    return () => void takers.delete(taker);
  }, []);
}

/** Who takes a key: a handler, and the part of the page it belongs to. */
export interface KeyTaker {
  readonly run: (event: KeyboardEvent) => unknown;
  readonly element: Element | null;
  /** Whether that part holds the focus. */
  readonly holds: boolean;
}

/** Who would take an entry: first the part that holds the focus, then the first on the page, then the page, what came last to it first. */
export function takersOf(id: KeyId, target: EventTarget | null): readonly KeyTaker[] {
  return [...takers]
    .reverse()
    .flatMap((taker) => {
      const run = taker.handlers()[id];
      const element = taker.element();
      const holds = element !== null && target instanceof Node && element.contains(target);
      return run === undefined ? [] : [{ run, element, holds }];
    })
    .filter(({ element }) => element === null || element.checkVisibility())
    .sort((a, b) => Number(b.holds) - Number(a.holds) || placeOf(a.element, b.element));
}

/** Order of two parts on the page; the page itself comes last. */
function placeOf(a: Element | null, b: Element | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}
