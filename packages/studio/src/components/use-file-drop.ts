import { useEffect, useRef } from 'react';
import { type Dropped, draggedIn, droppedFrom } from './drag-clip.ts';

interface Taker {
  readonly onDrop: (dropped: Dropped) => unknown;
  readonly onOver: (over: boolean) => void;
}

/** Who takes what is dropped beside every place of its own; the last to come is asked first. */
const takers: { readonly current: Taker }[] = [];

/**
 * Takes what is dropped anywhere on the page and taken by nothing under the pointer: the browser never opens it in place of the page.
 * Of several, the one that came last to the page is asked first.
 * @param onDrop Answers `false` where it has no use for it: the one before then takes it.
 * @param onOver Called with whether something is dragged over the page that this one would be asked for first.
 */
export function useFileDrop(onDrop: Taker['onDrop'], onOver: Taker['onOver'] = nothing): void {
  const latest = useRef({ onDrop, onOver });
  latest.current = { onDrop, onOver };
  useEffect(() => {
    takers.push(latest);
    if (takers.length === 1) listen();
    return () => {
      takers.splice(takers.indexOf(latest), 1);
      if (takers.length === 0) unlisten();
    };
  }, []);
}

const nothing = () => undefined;

function over(event: DragEvent): void {
  if (draggedIn(event.dataTransfer) === null) return;
  const taken = event.defaultPrevented;
  event.preventDefault();
  tell(!taken);
}

function leave(event: DragEvent): void {
  if (event.relatedTarget === null) tell(false);
}

function drop(event: DragEvent): void {
  tell(false);
  if (event.defaultPrevented || draggedIn(event.dataTransfer) === null) return;
  event.preventDefault();
  const dropped = droppedFrom(event.dataTransfer);
  [...takers].reverse().some((taker) => taker.current.onDrop(dropped) !== false);
}

/** Only the first to be asked shows that it takes what is dragged. */
const tell = (isOver: boolean) => takers.at(-1)?.current.onOver(isOver);

function listen(): void {
  window.addEventListener('dragover', over);
  window.addEventListener('dragleave', leave);
  window.addEventListener('drop', drop);
}

function unlisten(): void {
  window.removeEventListener('dragover', over);
  window.removeEventListener('dragleave', leave);
  window.removeEventListener('drop', drop);
}
