import { useEffect, useRef } from 'react';
import { isTextField } from '../util/text-field.ts';
import type { Line } from './use-line.ts';

/** Where keys belong to something else: an open dialog or menu, or a control that moves by them. */
const elsewhere = '[role=dialog], dialog, [role=menu], [role=slider], [role=radiogroup], input, select';

/**
 * Plays and moves a line by keys from anywhere on the page but text fields: Space and K play, J and L move by a second, `,` and `.` by
 * a frame, Home and End go to its ends.
 * @param further More keys, in lower case.
 */
export function useLineKeys(line: Line, further: Readonly<Record<string, () => void>> = {}): void {
  const latest = useRef({ line, further });
  latest.current = { line, further };
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTextField(event.target)) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest(elsewhere) && !(event.key === ' ' && target.closest('[role=slider]'))) return;
      // Space presses the button that has the focus, but for a piece of the line or its playhead.
      if (event.key === ' ' && target?.closest('button, a') && !target.closest('.line')) return;
      const { line, further } = latest.current;
      const keys: Readonly<Record<string, () => void>> = {
        ' ': line.toggle,
        k: line.toggle,
        j: () => line.seek(line.time - 1),
        l: () => line.seek(line.time + 1),
        ',': () => line.step(-1),
        '.': () => line.step(1),
        home: () => line.seek(0),
        end: () => line.seek(Number.MAX_VALUE),
        ...further,
      };
      const run = keys[event.key.toLowerCase()];
      if (run === undefined) return;
      event.preventDefault();
      run();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
