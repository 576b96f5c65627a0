/** The clip that a page shows or works on; undefined on other pages. */
export const clipInView = (path: string): string | undefined => /^\/clips\/([^/]+)/.exec(path)?.[1];

/** The page one level above another; undefined at the top. */
export function levelUp(path: string): string | undefined {
  const tool = /^(\/clips\/[^/]+)\/./.exec(path);
  if (tool !== null) return tool[1];
  if (/^\/clips\/./.test(path)) return '/library';
  return /^(\/storyboards)\/./.exec(path)?.[1];
}
