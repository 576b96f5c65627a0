import { useSyncExternalStore } from 'react';

const isVisible = () => !document.hidden;

function subscribe(changed: () => void): () => void {
  document.addEventListener('visibilitychange', changed);
  return () => document.removeEventListener('visibilitychange', changed);
}

/** Whether the page is in sight: not behind another tab or in a minimised window. */
export const usePageVisible = (): boolean => useSyncExternalStore(subscribe, isVisible);
