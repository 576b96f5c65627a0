import { isMac, keysStore } from '../preferences/keys.ts';
import { ariaKeys, type KeyId, writtenKeys } from './table.ts';

/** Name and tooltip of a control, with the key of the page that does the same. */
export function keyed(label: string, id: KeyId): { 'aria-label': string; title: string; 'aria-keyshortcuts'?: string } {
  const [key] = writtenKeys(id, isMac());
  if (!keysStore.get().on || key === undefined) return { 'aria-label': label, title: label };
  return { 'aria-label': label, title: `${label} (${key})`, 'aria-keyshortcuts': ariaKeys(id) };
}
