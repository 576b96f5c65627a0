/** What keys do to what is chosen on the stage. */

/** The part of a key's event that says so. */
interface Pressed {
  readonly key: string;
  readonly shiftKey: boolean;
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** How far an arrow key moves it, in frame heights; with Shift five times as far. Undefined for other keys. */
export function moveOfKey({ key, shiftKey }: Pressed): { readonly dx: number; readonly dy: number } | undefined {
  const way = arrows[key];
  const by = shiftKey ? 0.1 : 0.02;
  return way && { dx: way[0] * by, dy: way[1] * by };
}

/** What a key multiplies its size by: plus by `step`, minus by its inverse. Undefined for other keys. */
export function scaleOfKey({ key }: Pressed, step: number): number | undefined {
  if (key === '+' || key === '=') return step;
  return key === '-' ? 1 / step : undefined;
}
