/** Where the composer is: open below the page, folded away behind its button, or not there, on pages with a line of their own. */
export type ComposerPlace = 'open' | 'folded' | 'away';

/** Whether a path is the page of a clip's tool. */
export const isToolPage = (path: string): boolean => /^\/clips\/[^/]+\/./.test(path);

/** Where the composer is on the page at a path. */
export function composerPlace(path: string): ComposerPlace {
  if (/^\/(settings|models|activity|verify)(\/|$)/.test(path)) return 'folded';
  return /^\/(storyboards|clips)\/./.test(path) ? 'away' : 'open';
}
