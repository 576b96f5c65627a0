import type { Storyboard, StoryboardData } from '@akezora/contract/api';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '../../api/client.ts';
import { storyboardQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
import { toastError } from '../../components/error-toast.ts';
import { useHistory } from '../../components/use-history.ts';

/** Milliseconds between the last edit and saving it. */
const idleMs = 700;

/**
 * The name and cards of a storyboard while they are edited, with the steps of the cards. Saves some time after the last edit, and on
 * unmount unless it was told to stop.
 */
export function useAutosave(board: Storyboard) {
  const client = useQueryClient();
  const [name, setName] = useState(board.name);
  const steps = useHistory<StoryboardData>(board.data);
  const { value: data, set: setData } = steps;
  const [saving, setSaving] = useState(false);
  const latest = useRef({ name: board.name, data: board.data });
  const saved = useRef(latest.current);
  latest.current = { name, data };
  /** The storyboard as the page has it: what was loaded, or saved here. */
  const known = useRef<Storyboard | undefined>(board);
  const save = useCallback(async () => {
    const body = latest.current;
    if (body.name === saved.current.name && body.data === saved.current.data) return;
    setSaving(true);
    try {
      const { queryKey } = storyboardQuery(board.id);
      client.setQueryData(queryKey, await api.call('saveStoryboard', { params: { id: board.id }, body }));
      known.current = client.getQueryData(queryKey);
      saved.current = body;
      void refresh(client, 'storyboards');
    } catch (thrown) {
      toastError(thrown);
    } finally {
      setSaving(false);
    }
  }, [board.id, client]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every edit restarts the timer
  useEffect(() => {
    const timer = setTimeout(() => void save(), idleMs);
    return () => clearTimeout(timer);
  }, [name, data, save]);
  useEffect(() => () => void save(), [save]);
  // What was saved elsewhere is taken over while nothing waits here: a card of a file that came late, or edits of another window.
  useEffect(() => {
    if (board === known.current) return;
    known.current = board;
    const { name, data } = latest.current;
    if (name !== saved.current.name || data !== saved.current.data) return;
    saved.current = { name: board.name, data: board.data };
    setName(board.name);
    setData(board.data);
  }, [board, setData]);
  return {
    name,
    setName,
    data,
    setData,
    saving,
    steps,
    /** Saves nothing more: the storyboard is deleted. */
    stop: () => {
      saved.current = latest.current;
    },
  };
}
