/** Fills `mark` from the seeds over 4-neighbours that are unmarked and pass; returns the filled pixels. */
export function fill(
  marks: Uint8Array,
  seeds: readonly number[],
  width: number,
  height: number,
  mark: number,
  passes: (i: number) => boolean,
): number[] {
  const filled: number[] = [];
  const add = (i: number) => {
    if (marks[i] !== 0 || !passes(i)) return;
    marks[i] = mark;
    filled.push(i);
  };
  for (const seed of seeds) add(seed);
  for (let next = 0; next < filled.length; next += 1) {
    const i = filled[next]!;
    const x = i % width;
    if (x > 0) add(i - 1);
    if (x < width - 1) add(i + 1);
    if (i >= width) add(i - width);
    if (i < width * (height - 1)) add(i + width);
  }
  return filled;
}
