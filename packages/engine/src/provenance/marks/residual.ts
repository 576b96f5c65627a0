/** A plane of numbers. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Mean over a square of `2 * reach + 1` around each number; borders repeat. */
function boxed({ width, height, data }: Plane, reach: number): Float32Array {
  const size = 2 * reach + 1;
  const across = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const row = y * width;
    let sum = 0;
    for (let k = -reach; k <= reach; k += 1) sum += data[row + Math.min(Math.max(k, 0), width - 1)]!;
    for (let x = 0; x < width; x += 1) {
      across[row + x] = sum / size;
      sum += data[row + Math.min(x + reach + 1, width - 1)]! - data[row + Math.max(x - reach, 0)]!;
    }
  }
  const out = new Float32Array(width * height);
  const sums = new Float64Array(width);
  const rowAt = (y: number) => Math.min(Math.max(y, 0), height - 1) * width;
  for (let k = -reach; k <= reach; k += 1) for (let x = 0; x < width; x += 1) sums[x]! += across[rowAt(k) + x]!;
  for (let y = 0; y < height; y += 1) {
    const [next, past] = [rowAt(y + reach + 1), rowAt(y - reach)];
    for (let x = 0; x < width; x += 1) {
      out[y * width + x] = sums[x]! / size;
      sums[x]! += across[next + x]! - across[past + x]!;
    }
  }
  return out;
}

/** What pictures of one size have in common above their smooth parts: the mean of their luma's residuals, each even in strength. */
export function meanResidual(lumas: readonly Uint8Array[], width: number, height: number): Plane {
  const mean = new Float32Array(width * height);
  for (const luma of lumas) {
    const plane = { width, height, data: Float32Array.from(luma) };
    const smooth = boxed({ ...plane, data: boxed(plane, 3) }, 3);
    const rest = plane.data.map((value, i) => value - smooth[i]!);
    const power = boxed({ ...plane, data: rest.map((value) => value * value) }, 10);
    for (let i = 0; i < mean.length; i += 1)
      mean[i]! += rest[i]! / (Math.sqrt(Math.max(power[i]!, 0)) + 1.5) / lumas.length;
  }
  return { width, height, data: mean };
}

/** The plane at half its size. */
export function halved({ width, height, data }: Plane): Plane {
  const [w, h] = [width >> 1, height >> 1];
  const out = new Float32Array(w * h);
  for (let y = 0; y < h; y += 1)
    for (let x = 0; x < w; x += 1) {
      const at = 2 * y * width + 2 * x;
      out[y * w + x] = (data[at]! + data[at + 1]! + data[at + width]! + data[at + width + 1]!) / 4;
    }
  return { width: w, height: h, data: out };
}

/** The plane turned by an angle in degrees around its middle; what comes from outside is 0. */
export function turned({ width, height, data }: Plane, degrees: number): Plane {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const [dx, dy] = [x - width / 2, y - height / 2];
      const [fx, fy] = [width / 2 + cos * dx + sin * dy, height / 2 - sin * dx + cos * dy];
      const [ix, iy] = [Math.floor(fx), Math.floor(fy)];
      if (ix < 0 || iy < 0 || ix >= width - 1 || iy >= height - 1) continue;
      const [a, b, at] = [fx - ix, fy - iy, iy * width + ix];
      out[y * width + x] =
        (data[at]! * (1 - a) + data[at + 1]! * a) * (1 - b) +
        (data[at + width]! * (1 - a) + data[at + width + 1]! * a) * b;
    }
  return { width, height, data: out };
}

/** The plane from right to left. */
export function mirrored({ width, height, data }: Plane): Plane {
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) out[y * width + x] = data[(y + 1) * width - 1 - x]!;
  return { width, height, data: out };
}
