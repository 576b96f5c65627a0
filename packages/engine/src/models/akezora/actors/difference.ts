/** How the pixels of a picture differ from its ground, smoothed over 3 × 3 so that grain does not count. */
export interface Difference {
  /** Distance of the colours. */
  readonly far: Float32Array;
  /** Distance of the colour from any darker or lighter tone of the ground's: what a shadow does not have. */
  readonly hue: Float32Array;
  /** Light against the ground's: 1 as light, less in a shadow. */
  readonly shade: Float32Array;
}

/** Compares every pixel with the ground's colour at its place. */
export function differenceFromGround(
  rgba: Uint8Array,
  width: number,
  height: number,
  colourAt: (x: number, y: number, out: Float64Array) => void,
): Difference {
  const [far, hue, shade] = [0, 1, 2].map(() => new Float32Array(width * height)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const ground = new Float64Array(3);
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      colourAt(x, y, ground);
      const [r, g, b] = [rgba[i * 4]!, rgba[i * 4 + 1]!, rgba[i * 4 + 2]!];
      const [gr, gg, gb] = [ground[0]!, ground[1]!, ground[2]!];
      far[i] = Math.hypot(r - gr, g - gg, b - gb);
      const tone = (r * gr + g * gg + b * gb) / Math.max(1, gr * gr + gg * gg + gb * gb);
      hue[i] = Math.hypot(r - tone * gr, g - tone * gg, b - tone * gb);
      shade[i] = tone;
    }
  }
  return {
    far: smoothed(far, width, height),
    hue: smoothed(hue, width, height),
    shade: smoothed(shade, width, height),
  };
}

function smoothed(raw: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(raw.length);
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      let [sum, count] = [0, 0];
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v += 1) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u += 1, count += 1)
          sum += raw[v * width + u]!;
      }
      out[i] = sum / count;
    }
  }
  return out;
}
