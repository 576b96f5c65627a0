/** A picture as three planes in one buffer, chroma at half width and height. */
interface PlanarFrame {
  readonly data: Uint8Array;
  readonly planes: readonly { readonly offset: number; readonly stride: number }[];
  readonly width: number;
  readonly height: number;
}

/**
 * Makes an I420 picture smaller, each sample the mean of the whole samples that it covers: for live pictures, where a proper
 * filter would take longer than the encoder. Sizes are even, and not above the picture's.
 */
export function shrinkI420(from: PlanarFrame, width: number, height: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array((width * height * 3) / 2);
  let at = 0;
  for (const [index, { offset, stride }] of from.planes.slice(0, 3).entries()) {
    const half = index === 0 ? 1 : 2;
    const plane = { data: from.data, offset, stride, width: from.width / half, height: from.height / half };
    shrinkPlane(plane, out, at, width / half, height / half);
    at += (width / half) * (height / half);
  }
  return out;
}

function shrinkPlane(
  from: { data: Uint8Array; offset: number; stride: number; width: number; height: number },
  out: Uint8Array,
  start: number,
  width: number,
  height: number,
): void {
  const { data, offset, stride } = from;
  const columns = edges(from.width, width);
  const rows = edges(from.height, height);
  let to = start;
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [rows[y]!, rows[y + 1]!];
    for (let x = 0; x < width; x++) {
      const [left, right] = [columns[x]!, columns[x + 1]!];
      let sum = 0;
      for (let row = top; row < bottom; row++) {
        const line = offset + row * stride;
        for (let column = left; column < right; column++) sum += data[line + column]!;
      }
      out[to++] = sum / ((bottom - top) * (right - left)) + 0.5;
    }
  }
}

/** First source sample of each sample, and the end. */
const edges = (from: number, to: number): Int32Array =>
  Int32Array.from({ length: to + 1 }, (_, place) => Math.floor((place * from) / to));
