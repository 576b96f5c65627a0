/** A strength that holds or changes over time: linear between its points, level outside them. */
export type Strength = number | readonly { readonly at: number; readonly value: number }[];

/** The strength at a time in seconds. Points are in rising order of time. */
export function strengthAt(strength: Strength, seconds: number): number {
  if (typeof strength === 'number') return strength;
  const next = strength.findIndex((point) => point.at > seconds);
  if (next === 0) return strength[0]!.value;
  if (next < 0) return strength.at(-1)?.value ?? 1;
  const [before, after] = [strength[next - 1]!, strength[next]!];
  return before.value + ((after.value - before.value) * (seconds - before.at)) / (after.at - before.at);
}
