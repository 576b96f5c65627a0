/** Most actors of a request. */
export const mostActors = 16;

/** Longest name that a file gives an actor, in characters, without the number that sets it apart. */
const longest = 36;

/**
 * A name for an actor after the file of its picture, as a prompt can call it: the letters, marks and digits of the file's name,
 * `-` and `_`, at most 36 characters, then `-2`, `-3` … where that is taken.
 * @param file the file's name without folders
 * @param fallback for a file's name without letters and digits
 */
export function actorNameOf(file: string, taken: readonly string[], fallback = 'actor'): string {
  const stem = file.replace(/\.[^.]*$/, '').normalize('NFC');
  const words = stem.replace(/[^\p{L}\p{M}\p{N}_-]+/gu, '-').replace(/^[-_]+|[-_]+$/g, '');
  const name = [...(words || fallback)].slice(0, longest).join('');
  if (!taken.includes(name)) return name;
  let number = 2;
  while (taken.includes(`${name}-${number}`)) number += 1;
  return `${name}-${number}`;
}
