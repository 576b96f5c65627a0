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
  if (!carries(event)) return;
  const taken = event.defaultPrevented;
  event.preventDefault();
  tell(!taken);
}

function leave(event: DragEvent): void {
  if (event.relatedTarget === null) tell(false);
}

function drop(event: DragEvent): void {
  tell(false);
  if (event.defaultPrevented || !carries(event)) return;
  event.preventDefault();
  const dropped = {
    files: [...(event.dataTransfer?.files ?? [])],
    clip: event.dataTransfer?.getData(clipDragType) || null,
  };
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
