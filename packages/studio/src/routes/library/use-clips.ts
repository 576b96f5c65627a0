import type { Clip, ClipPage, ClipQuery } from '@akezora/contract/api';
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { clipsQuery, clipsWindow } from '../../api/queries.ts';

/** The clips that match a query; only the windows in sight are loaded. */
export function useClips(query: ClipQuery) {
  const [range, setRange] = useState<readonly [number, number]>([0, 0]);
  const windows = useMemo(() => {
    const wanted = new Set([0]);
    for (let w = range[0]; w <= range[1]; w++) wanted.add(w);
    return [...wanted];
  }, [range]);
  const results = useQueries({
    queries: windows.map((window) => ({
      ...clipsQuery(query, window),
      placeholderData: (old: ClipPage | undefined) => (window === 0 ? keepPreviousData(old) : undefined),
    })),
  });
  const first = results[0];
  const pages = new Map<number, ClipPage>();
  windows.forEach((window, index) => {
    const data = results[index]?.data;
    if (data) pages.set(window, data);
  });
  return {
    total: first?.data?.total ?? 0,
    pending: first?.isPending ?? true,
    stale: first?.isPlaceholderData ?? false,
    error: first?.data === undefined ? (first?.error ?? null) : null,
    retry: () => void first?.refetch(),
    at: (index: number): Clip | undefined => pages.get(Math.floor(index / clipsWindow))?.data[index % clipsWindow],
    loaded: (): readonly Clip[] => [...pages.values()].flatMap((page) => page.data),
    /** Loads the windows that hold the clips from index `from` to `to`. */
    see: (from: number, to: number) => {
      const next = [Math.floor(from / clipsWindow), Math.floor(Math.max(from, to) / clipsWindow)] as const;
      if (next[0] !== range[0] || next[1] !== range[1]) setRange(next);
    },
  };
}
