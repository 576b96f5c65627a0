/** From 0 below `from` to 1 above `to`, slow at both ends. Default: between 0 and 1. */
export function smoothstep(value: number, from = 0, to = 1): number {
  const held = Math.min(Math.max((value - from) / (to - from), 0), 1);
  return held * held * (3 - 2 * held);
}
