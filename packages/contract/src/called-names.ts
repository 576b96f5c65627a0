/** A name that a prompt calls, and the index of its `@` (UTF-16 units). */
export interface CalledName {
  readonly name: string;
  readonly at: number;
}

const letter = /[\p{Script=Latin}\p{N}_-]/u;

/**
 * The names a prompt calls by `@name` (or `＠name`), in its order: at each `@` the longest of the known names that starts there. A
 * Japanese particle may follow at once, as in 「@モモが走る」; a Latin name ends where its word does, so that `@Mo` is not
 * called by `@Momo`.
 */
export function calledNames(prompt: string, known: readonly string[]): CalledName[] {
  const longestFirst = [...known].filter((name) => name !== '').sort((a, b) => b.length - a.length);
  const called: CalledName[] = [];
  for (const { index: at } of prompt.matchAll(/[@＠]/g)) {
    const rest = prompt.slice(at + 1);
    const name = longestFirst.find((one) => rest.startsWith(one) && !wordGoesOn(one, rest.slice(one.length)));
    if (name !== undefined) called.push({ name, at });
  }
  return called;
}

const wordGoesOn = (name: string, after: string): boolean =>
  letter.test([...name].at(-1) ?? '') && letter.test([...after].at(0) ?? '');
