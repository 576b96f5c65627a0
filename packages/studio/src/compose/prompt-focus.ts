import type { Language } from '@akezora/contract';
import { createStore } from '../util/store.ts';
import { type DraftChange, draftStore, editDraft, newDraft } from './draft.ts';
import type { MarkedWord } from './marked-parts.ts';
import { withName } from './unknown-word.ts';

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
  write((prompt, at) => withCall(prompt, at, name), focus);
}

/** Writes something that the model knows where the cursor is in the prompt, else at its end. The focus stays where it is. */
export function putInPrompt(words: PutWords, language: Language): void {
  write((prompt, at) => withWords(prompt, at, words, language), false);
}

/** Writes a name in place of a word of the prompt and puts the cursor behind it; nothing where that word is no longer there. */
export function putInPlaceOf(word: MarkedWord, name: string): void {
  write(
    (prompt, at) => (prompt.slice(word.start, word.end) === word.word ? withName(prompt, word, name) : { prompt, at }),
    true,
  );
}

function write(edit: (prompt: string, at: number) => { prompt: string; at: number }, focus: boolean): void {
  const { prompt } = draftStore.get();
  const element = field.get().element;
  const written = edit(prompt, element?.value === prompt ? element.selectionStart : prompt.length);
  editDraft({ prompt: written.prompt });
  // After the field shows the new text, and after a dialog that closes has given the focus back.
  setTimeout(() => {
    if (focus) element?.focus();
    element?.setSelectionRange(written.at, written.at);
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

/** Something that the model knows, as it is written into a prompt. */
export interface PutWords {
  readonly name: string;
  /** With what belongs to it where nothing leads to it: “a fox”, “in a forest”. */
  readonly phrase: string;
  /** Set off by a comma from what stands before it. */
  readonly apart: boolean;
}

/**
 * A prompt with something that the model knows written at a place, and the place behind it: its name alone in the middle of a sentence
 * (behind a space), else its phrase.
 */
export function withWords(
  prompt: string,
  at: number,
  { name, phrase, apart }: PutWords,
  language: Language,
): { prompt: string; at: number } {
  const [before, after] = [prompt.slice(0, at), prompt.slice(at)];
  const written = before + leadTo(before, apart, language) + (/\S\s$/.test(before) ? name : phrase);
  const rest = /^[\p{L}\p{N}]/u.test(after) ? (language === 'ja' ? '、' : ' ') : '';
  return { prompt: written + rest + after, at: written.length };
}

function leadTo(before: string, apart: boolean, language: Language): string {
  if (before === '' || /[\s、。]$/.test(before)) return '';
  if (language === 'ja') return /[,.!?]$/.test(before) ? '' : '、';
  return apart && !/[,.;:!?]$/.test(before) ? ', ' : ' ';
}
