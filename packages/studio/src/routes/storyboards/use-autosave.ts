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
  const save = useCallback(async () => {
    const body = latest.current;
    if (body.name === saved.current.name && body.data === saved.current.data) return;
    setSaving(true);
    try {
      client.setQueryData(
        storyboardQuery(board.id).queryKey,
        await api.call('saveStoryboard', { params: { id: board.id }, body }),
      );
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
