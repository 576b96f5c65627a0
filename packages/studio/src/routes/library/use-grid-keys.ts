import type { Clip } from '@akezora/contract/api';
import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef } from 'react';
import { usePermissions } from '../../api/permissions.ts';
import { trashClips } from '../../components/clip-actions.ts';
import { useKeys } from '../../keys/registry.ts';
import { movedTo } from './grid-move.ts';
import { type useSelection, withRange } from './selection.ts';

/** The keys of the grid: arrows move from tile to tile, with Shift they select; X selects, Delete moves to the bin. */
export function useGridKeys({
  box,
  columns,
  total,
  trash,
  at,
  selection,
  toggle,
  reveal,
  selectAll,
}: {
  box: RefObject<HTMLElement | null>;
  columns: number;
  total: number;
  trash: boolean;
  at: (index: number) => Clip | undefined;
  selection: ReturnType<typeof useSelection>;
  /** Takes a tile in or out, or every tile up to it. */
  toggle: (index: number, clip: Clip, range: boolean) => void;
  /** Brings the row of a tile into view. */
  reveal: (index: number) => void;
  selectAll: () => void;
}): void {
  const client = useQueryClient();
  const { make } = usePermissions();
  const wanted = useRef<number | null>(null);
  const linkAt = (index: number) => box.current?.querySelector<HTMLElement>(`[data-index="${index}"] .clip-link`);
  const focused = (): number | undefined => {
    const cell = document.activeElement?.closest<HTMLElement>('[data-index]');
    return cell == null || !box.current?.contains(cell) ? undefined : Number(cell.dataset.index);
  };
  const focus = (index: number) => {
    reveal(index);
    wanted.current = index;
    linkAt(index)?.focus({ preventScroll: true });
  };
  // A row that was out of sight has its tiles only after it was brought into view.
  useEffect(() => {
    if (wanted.current === null) return;
    const link = linkAt(wanted.current);
    if (link == null) return;
    wanted.current = null;
    link.focus({ preventScroll: true });
  });
  useKeys(
    {
      move: (event) => {
        const from = focused();
        // From elsewhere on the page the arrows come back to the grid; Home and End are the page's.
        if (from === undefined && !event.key.startsWith('Arrow')) return false;
        const to =
          from === undefined ? Math.min(selection.at ?? 0, total - 1) : movedTo(event.key, from, columns, total);
        if (to === undefined || to < 0) return false;
        focus(to);
        const clip = at(to);
        if (!event.shiftKey || from === undefined || clip === undefined) {
          selection.moveTo(to);
          return true;
        }
        selection.choose(withRange(selection.ids, at, from, to), to);
        return true;
      },
      ...(make
        ? {
            select: () => {
              const index = focused();
              const clip = index === undefined ? undefined : at(index);
              if (index === undefined || clip === undefined) return false;
              toggle(index, clip, false);
              return true;
            },
            selectAll,
            bin: () => {
              const index = focused();
              const clip = index === undefined ? undefined : at(index);
              const ids = selection.ids.size > 0 ? [...selection.ids] : clip === undefined ? [] : [clip.id];
              if (trash || ids.length === 0) return false;
              void trashClips(client, ids).then(() => {
                selection.clear();
                if (index !== undefined) wanted.current = Math.max(0, Math.min(index, total - 1 - ids.length));
              });
              return true;
            },
          }
        : {}),
      selectNone: () => {
        if (selection.ids.size === 0 && !selection.selecting) return false;
        selection.clear();
        return true;
      },
    },
    box,
  );
}
