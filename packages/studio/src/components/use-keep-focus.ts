import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

const pressable = 'button, input, select, a[href]';

/**
 * Keeps the focus in an area whose component this is: where what has it is taken out of the page, its next one takes it.
 * @param each Selects what the area is a list of; the focus goes to what stands in the same place of it afterwards.
 */
export function useKeepFocus(area: RefObject<HTMLElement | null>, each: string): void {
  const last = useRef<{ readonly element: Element; readonly at: number } | null>(null);
  useEffect(() => {
    const box = area.current;
    if (box === null) return undefined;
    const onFocus = ({ target }: FocusEvent) => {
      if (!(target instanceof Element)) return;
      last.current = {
        element: target,
        at: [...box.querySelectorAll(each)].findIndex((one) => one.contains(target)),
      };
    };
    box.addEventListener('focusin', onFocus);
    return () => box.removeEventListener('focusin', onFocus);
  }, [area, each]);
  useLayoutEffect(() => {
    const gone = last.current;
    if (gone === null || gone.element.isConnected) return;
    last.current = null;
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    const all = [...(area.current?.querySelectorAll<HTMLElement>(each) ?? [])];
    const next = all[Math.max(0, Math.min(gone.at, all.length - 1))];
    (next?.matches(pressable) ? next : next?.querySelector<HTMLElement>(pressable))?.focus();
  });
}
