/**
 * A name for an actor after the file of its picture, as a prompt can call it: letters, digits, `-` and `_`, at most 40
 * characters, and none of those taken.
 */
export function actorNameOf(file: string, taken: readonly string[], fallback: string): string {
  const stem = file.replace(/\.[^.]*$/, '').normalize('NFC');
  const words = stem.replace(/[^\p{L}\p{N}_-]+/gu, '-').replace(/^[-_]+|[-_]+$/g, '');
  const name = [...(words || fallback)].slice(0, 36).join('');
  if (!taken.includes(name)) return name;
  let number = 2;
  while (taken.includes(`${name}-${number}`)) number += 1;
  return `${name}-${number}`;
}
