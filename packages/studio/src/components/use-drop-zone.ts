import { type DragEvent, useEffect, useState } from 'react';
import { createStore, useStore } from '../util/store.ts';
import { type Dragged, type Dropped, draggedIn, droppedFrom } from './drag-clip.ts';

const draggedStore = createStore<{ readonly dragged: Dragged | null }>({ dragged: null });

/** Keeps in mind what is dragged over the window, so that every place that takes it can show itself. Once, at the frame of the page. */
export function useWatchedDrags(): void {
  useEffect(() => {
    const set = (dragged: Dragged | null) => {
      if (draggedStore.get().dragged !== dragged) draggedStore.set({ dragged });
    };
    const over = (event: globalThis.DragEvent) => set(draggedIn(event.dataTransfer));
    const leave = (event: globalThis.DragEvent) => {
      if (event.relatedTarget === null) set(null);
    };
    const end = () => set(null);
    window.addEventListener('dragover', over, true);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', end, true);
    window.addEventListener('dragend', end, true);
    return () => {
      window.removeEventListener('dragover', over, true);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', end, true);
      window.removeEventListener('dragend', end, true);
    };
  }, []);
}

/** What is dragged over the window now. */
export const useDragged = (): Dragged | null => useStore(draggedStore).dragged;

/**
 * Makes an element a place for what is dragged.
 * @param takes What it takes; anything else goes to the place around it, and last to the prompt.
 * @returns Whether it takes what is dragged now, the classes that show it (`mark`, added to the element's own), and its handlers.
 */
export function useDropZone(takes: readonly Dragged[], onDrop: (dropped: Dropped) => void) {
  const dragged = useDragged();
  const [over, setOver] = useState(false);
  const shown = dragged !== null && takes.includes(dragged);
  const isTaken = (event: DragEvent) => {
    const what = draggedIn(event.dataTransfer);
    return !event.defaultPrevented && what !== null && takes.includes(what);
  };
  return {
    shown,
    mark: shown ? (over ? ' dropping over' : ' dropping') : '',
    zone: {
      onDragOver: (event: DragEvent) => {
        const taken = isTaken(event);
        if (taken) event.preventDefault();
        setOver(taken);
      },
      onDragLeave: (event: DragEvent) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node) || !event.currentTarget.contains(to)) setOver(false);
      },
      onDrop: (event: DragEvent) => {
        setOver(false);
        if (!isTaken(event)) return;
        event.preventDefault();
        onDrop(droppedFrom(event.dataTransfer));
      },
    },
  };
}
