import { createStore } from '../util/store.ts';
import { type DraftChange, draftStore, newDraft } from './draft.ts';

const field = createStore<{ element: HTMLTextAreaElement | null }>({ element: null });

/** Ref of the composer's text field, set while it is on the page. */
export const setPromptField = (element: HTMLTextAreaElement | null): void => field.set({ element });

/** Puts the cursor into the composer, if it is on the page. */
export const focusPrompt = (): void => field.get().element?.focus();

/** Replaces the draft and puts the cursor into the composer. */
export function startDraft(draft: DraftChange): void {
  draftStore.set(newDraft(draft));
  focusPrompt();
}
