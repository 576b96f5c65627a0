import { useEffect, useRef } from 'react';
import { clipDragType } from './drag-clip.ts';

/** What a drag over the page can leave: files of the computer, or a clip of the library. */
export interface Dropped {
  readonly files: readonly File[];
  readonly clip: string | null;
}

const carries = (event: DragEvent): boolean => {
  const types = event.dataTransfer?.types ?? [];
  return types.includes('Files') || types.includes(clipDragType);
};

/**
 * Takes what is dropped anywhere on the page and taken by nothing under the pointer: the browser never opens it in place of the page.
 * @param onOver Called with whether something is dragged over the page.
 */
export function useFileDrop(onDrop: (dropped: Dropped) => void, onOver: (over: boolean) => void): void {
  const latest = useRef({ onDrop, onOver });
  latest.current = { onDrop, onOver };
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!carries(event)) return;
      const taken = event.defaultPrevented;
      event.preventDefault();
      latest.current.onOver(!taken);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) latest.current.onOver(false);
    };
    const drop = (event: DragEvent) => {
      latest.current.onOver(false);
      if (event.defaultPrevented || !carries(event)) return;
      event.preventDefault();
      latest.current.onDrop({
        files: [...(event.dataTransfer?.files ?? [])],
        clip: event.dataTransfer?.getData(clipDragType) || null,
      });
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
}
