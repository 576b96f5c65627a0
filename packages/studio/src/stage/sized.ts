/** Pictures in the very size in which they are drawn: a picture that is only moved need not be scaled for each frame. */
import type { Drawing } from './pictures.ts';

/** Pictures by size. */
export interface Sized {
  /** A picture in a size, from the second time that it is asked for; before, the picture as it is. */
  of(image: Drawing, width: number, height: number): Drawing;
}

/** Pictures that are kept; the oldest go first. */
const mostKept = 16;

/** Keeps none yet. */
export function keepSized(): Sized {
  const kept = new Map<string, Drawing | undefined>();
  const numbers = new WeakMap<Drawing, number>();
  let count = 0;
  const numberOf = (image: Drawing): number => {
    const number = numbers.get(image) ?? count++;
    numbers.set(image, number);
    return number;
  };
  return {
    of(image, width, height) {
      if (image.width === width && image.height === height) return image;
      const key = `${numberOf(image)} ${width} ${height}`;
      const wasAsked = kept.has(key);
      const found = kept.get(key) ?? (wasAsked ? scaled(image, width, height) : undefined);
      kept.delete(key);
      kept.set(key, found);
      if (kept.size > mostKept) kept.delete(kept.keys().next().value ?? '');
      return found ?? image;
    },
  };
}

function scaled(image: Drawing, width: number, height: number): Drawing {
  const drawing = new OffscreenCanvas(width, height);
  drawing.getContext('2d')?.drawImage(image, 0, 0, width, height);
  return drawing;
}
