import type { ClipTool } from './tool.ts';

/** A tool's shortcut as `aria-keyshortcuts` and people write it. */
export const shortcutOf = (tool: Pick<ClipTool, 'key'>): string => `Alt+${tool.key.toUpperCase()}`;

/** The parts of a key press that a shortcut depends on. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

const isLetter = (key: string) => /^[a-z]$/i.test(key);

/**
 * The tool that a key press opens.
 * @param inText Whether the cursor is in a text field. On a Mac, Alt with a letter types another character there.
 */
export function toolOfPress<T extends Pick<ClipTool, 'key'>>(
  press: KeyPress,
  tools: readonly T[],
  inText: boolean,
): T | undefined {
  if (!press.altKey || press.ctrlKey || press.metaKey || press.shiftKey) return undefined;
  if (inText && !isLetter(press.key)) return undefined;
  const letter = isLetter(press.key) ? press.key : press.code.replace(/^Key/, '');
  return tools.find(({ key }) => key === letter.toLowerCase());
}
