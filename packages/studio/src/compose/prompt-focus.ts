import { createStore } from '../util/store.ts';
import { type DraftChange, draftStore, editDraft, newDraft } from './draft.ts';

const field = createStore<{ element: HTMLTextAreaElement | null }>({ element: null });

/** Ref of the composer's text field, set while it is on the page. */
export const setPromptField = (element: HTMLTextAreaElement | null): void => field.set({ element });

/** Ref of a line that stands in the composer's place: keys that go to the prompt go there while it is on the page. */
export function borrowPromptField(element: HTMLTextAreaElement | null): (() => void) | undefined {
  if (element === null) return;
  const before = field.get().element;
  field.set({ element });
  return () => field.set({ element: before });
}

/** Puts the cursor into the composer, if it is on the page. */
export const focusPrompt = (): void => field.get().element?.focus();

/**
 * Puts the cursor where the page is written to: into the composer, which is unfolded where it is folded away, else into the page's own
 * first field of several lines.
 */
export function focusLine(): boolean {
  const { element } = field.get();
  if (element?.checkVisibility()) element.focus();
  else {
    const other = document.querySelector<HTMLElement>('.composer-unfold, main textarea');
    if (other === null) return false;
    if (other instanceof HTMLTextAreaElement) other.focus();
    else other.click();
  }
  return true;
}

/** Replaces the draft and puts the cursor into the composer. */
export function startDraft(draft: DraftChange): void {
  draftStore.set(newDraft(draft));
  focusPrompt();
}

/**
 * Writes `@name` where the cursor is in the prompt, else at its end, and puts the cursor behind it.
 * @param focus whether the prompt takes the focus; default true
 */
export function callInPrompt(name: string, { focus = true } = {}): void {
  const { prompt } = draftStore.get();
  const element = field.get().element;
  const at = element?.value === prompt ? element.selectionStart : prompt.length;
  const called = withCall(prompt, at, name);
  editDraft({ prompt: called.prompt });
  // After the field shows the new text, and after a dialog that closes has given the focus back.
  setTimeout(() => {
    if (focus) element?.focus();
    element?.setSelectionRange(called.at, called.at);
  }, 0);
}

/**
 * A prompt with `@name` written at a place, and the place behind it. It is set off from a Latin word before it, and by a space
 * from what follows: letters there would be part of the name.
 */
export function withCall(prompt: string, at: number, name: string): { prompt: string; at: number } {
  const [before, after] = [prompt.slice(0, at), prompt.slice(at)];
  const call = `${/[A-Za-z0-9,.;:!?]$/.test(before) ? ' ' : ''}@${name}${/^\s/.test(after) ? '' : ' '}`;
  return { prompt: before + call + after, at: before.length + call.length };
}
