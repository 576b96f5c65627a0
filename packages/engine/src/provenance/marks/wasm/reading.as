// The inner loops of the invisible mark's detector, in AssemblyScript (https://www.assemblyscript.org) for WebAssembly SIMD.
// `../reading-kernels.ts` says what each does; `scripts/build-kernels.ts` compiles this file.

export function halve(to: usize, from: usize, width: i32, height: i32): void {
  const w = width >> 1, h = height >> 1;
  for (let y = 0; y < h; y++) {
    let a = from + <usize>(2 * y * width), out = to + <usize>(y * w);
    let b = a + <usize>width;
    let x = 0;
    for (; x + 8 <= w; x += 8, a += 16, b += 16) {
      const sum = i16x8.add(i16x8.extadd_pairwise_i8x16_u(v128.load(a)), i16x8.extadd_pairwise_i8x16_u(v128.load(b)));
      const mean = i16x8.shr_u(i16x8.add(sum, i16x8.splat(2)), 2);
      v128.store64_lane(out + <usize>x, i8x16.narrow_i16x8_u(mean, mean), 0);
    }
    for (; x < w; x++, a += 2, b += 2)
      store<u8>(out + <usize>x, (<i32>load<u8>(a) + <i32>load<u8>(a, 1) + <i32>load<u8>(b) + <i32>load<u8>(b, 1) + 2) >> 2);
  }
}

@inline function rowOf(y: i32, height: i32): i32 { return y < 0 ? 0 : y >= height ? height - 1 : y; }

/** Means over squares of `2 * reach + 1`; `sums` holds a row and `reach + 1` more on each side. */
function box(to: usize, from: usize, width: i32, height: i32, reach: i32, sums: usize): void {
  const line = sums + <usize>(reach * 4 + 4), side = 2 * reach + 1, scale: f32 = 1.0 / (<f32>(side * side));
  const right = line + <usize>(width * 4), ahead = <usize>((reach + 1) * 4), behind = <usize>(reach * 4);
  memory.fill(line, 0, <usize>(width * 4));
  for (let k = -reach; k <= reach; k++) shift(line, from + <usize>(rowOf(k, height) * width * 4), 0, width);
  for (let y = 0; y < height; y++) {
    const out = to + <usize>(y * width * 4);
    for (let k: usize = 4; k <= ahead; k += 4) {
      store<f32>(line - k, load<f32>(line));
      store<f32>(right + k - 4, load<f32>(right - 4));
    }
    let sum: f32 = 0;
    for (let k = -reach; k <= reach; k++) sum += load<f32>(line + <usize>(k * 4));
    for (let x = 0; x < width; x++) {
      const at = line + <usize>(x * 4);
      store<f32>(out + <usize>(x * 4), sum * scale);
      sum += load<f32>(at + ahead) - load<f32>(at - behind);
    }
    shift(line, from + <usize>(rowOf(y + reach + 1, height) * width * 4), from + <usize>(rowOf(y - reach, height) * width * 4), width);
  }
}

/** Adds a row to sums and takes another away; no other for 0. */
function shift(line: usize, next: usize, past: usize, width: i32): void {
  let x = 0;
  for (; x + 4 <= width; x += 4) {
    const at = <usize>(x * 4);
    const more = past == 0 ? v128.load(next + at) : f32x4.sub(v128.load(next + at), v128.load(past + at));
    v128.store(line + at, f32x4.add(v128.load(line + at), more));
  }
  for (; x < width; x++) {
    const at = <usize>(x * 4);
    store<f32>(line + at, load<f32>(line + at) + load<f32>(next + at) - (past == 0 ? 0 : load<f32>(past + at)));
  }
}

// A value counts by what it stands out, over the power around it: smooth parts tell most. What passes `most` is not of the mark.
// The planes are read in fours, up to three values past their end.
export function collect(sum: usize, luma: usize, width: i32, height: i32, near: i32, far: i32, work: usize): void {
  const size = width * height, bytes = <usize>((size * 4 + 31) & ~15), end = <usize>(size * 4);
  const floor = f32x4.splat(2), most = f32x4.splat(0.4), least = f32x4.splat(-0.4);
  const plane = work, smooth = plane + bytes, powers = smooth + bytes, sums = powers + bytes;
  for (let i: usize = 0; i < end; i += 16)
    v128.store(plane + i, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(luma + (i >> 2))))));
  box(smooth, plane, width, height, near, sums);
  for (let i: usize = 0; i < end; i += 16) {
    const rest = f32x4.sub(v128.load(plane + i), v128.load(smooth + i));
    v128.store(plane + i, rest);
    v128.store(powers + i, f32x4.mul(rest, rest));
  }
  box(smooth, powers, width, height, far, sums);
  for (let i: usize = 0; i < end; i += 16) {
    const power = f32x4.add(f32x4.max(v128.load(smooth + i), f32x4.splat(0)), floor);
    const value = f32x4.max(f32x4.min(f32x4.div(v128.load(plane + i), power), most), least);
    v128.store(sum + i, f32x4.add(v128.load(sum + i), value));
  }
}

// A turn of the tile is 2^32, so that places wrap by themselves.
export function fold(to: usize, from: usize, width: i32, height: i32, u: i32, v: i32, ux: i32, vx: i32, uy: i32, vy: i32): void {
  memory.fill(to, 0, 128 * 128 * 4);
  for (let y = 0; y < height; y++) {
    let a = u, b = v;
    for (let x = 0; x < width; x++, from += 4) {
      const at = to + <usize>(((<u32>b >> 25) << 9) | ((<u32>a >> 25) << 2));
      store<f32>(at, load<f32>(at) + load<f32>(from));
      a += ux;
      b += vx;
    }
    u += uy;
    v += vy;
  }
}

/** Transforms the columns of 128x128 in place; `roots` holds 64 cosines, then 64 sines. */
function columns(re: usize, im: usize, roots: usize): void {
  for (let i = 1; i < 128; i++) {
    let j = 0;
    for (let bit = 0; bit < 7; bit++) j |= ((i >> bit) & 1) << (6 - bit);
    if (j <= i) continue;
    for (let part = 0; part < 2; part++) {
      const plane = part == 0 ? re : im;
      const a = plane + <usize>(i * 512), b = plane + <usize>(j * 512);
      for (let x: usize = 0; x < 512; x += 16) {
        const kept = v128.load(a + x);
        v128.store(a + x, v128.load(b + x));
        v128.store(b + x, kept);
      }
    }
  }
  for (let half = 1; half < 128; half <<= 1) {
    const stride = 64 / half;
    for (let from = 0; from < 128; from += 2 * half)
      for (let k = 0; k < half; k++) {
        const root = roots + <usize>(k * stride * 4);
        const c = f32x4.splat(load<f32>(root)), s = f32x4.splat(load<f32>(root, 256));
        const up = <usize>((from + k) * 512), low = <usize>((from + k + half) * 512);
        for (let x: usize = 0; x < 512; x += 16) {
          const br = v128.load(re + low + x), bi = v128.load(im + low + x), ar = v128.load(re + up + x), ai = v128.load(im + up + x);
          const tr = f32x4.sub(f32x4.mul(br, c), f32x4.mul(bi, s)), ti = f32x4.add(f32x4.mul(br, s), f32x4.mul(bi, c));
          v128.store(re + low + x, f32x4.sub(ar, tr));
          v128.store(im + low + x, f32x4.sub(ai, ti));
          v128.store(re + up + x, f32x4.add(ar, tr));
          v128.store(im + up + x, f32x4.add(ai, ti));
        }
      }
  }
}

function transpose(plane: usize): void {
  for (let y = 0; y < 128; y++)
    for (let x = 0; x < y; x++) {
      const a = plane + <usize>(y * 512 + x * 4), b = plane + <usize>(x * 512 + y * 4);
      const kept = load<f32>(a);
      store<f32>(a, load<f32>(b));
      store<f32>(b, kept);
    }
}

export function transform(re: usize, im: usize, roots: usize): void {
  columns(re, im, roots);
  transpose(re);
  transpose(im);
  columns(re, im, roots);
}

/** Sums over five rows around each, of 128x128 that repeat, with the columns of the sums as rows. */
function smoothed(to: usize, from: usize): void {
  for (let y = 0; y < 128; y++)
    for (let x = 0; x < 128; x += 4) {
      let sum = f32x4.splat(0);
      for (let k = -2; k <= 2; k++) sum = f32x4.add(sum, v128.load(from + <usize>(((y + k) & 127) * 512 + x * 4)));
      v128.store(to + <usize>(y * 512 + x * 4), sum);
    }
  transpose(to);
}

export function whiten(re: usize, im: usize, work: usize, isMild: bool): void {
  const other = work + 65536;
  for (let i: usize = 0; i < 65536; i += 16) {
    const a = v128.load(re + i), b = v128.load(im + i);
    v128.store(work + i, f32x4.sqrt(f32x4.add(f32x4.mul(a, a), f32x4.mul(b, b))));
  }
  smoothed(other, work);
  smoothed(work, other);
  for (let i: usize = 0; i < 65536; i += 16) {
    let strength = f32x4.add(v128.load(work + i), f32x4.splat(1e-6));
    if (isMild) strength = f32x4.sqrt(f32x4.mul(strength, f32x4.sqrt(strength)));
    v128.store(re + i, f32x4.div(v128.load(re + i), strength));
    v128.store(im + i, f32x4.div(v128.load(im + i), strength));
  }
}

export function correlate(re: usize, im: usize, syncRe: usize, syncIm: usize, roots: usize): void {
  for (let i: usize = 0; i < 65536; i += 16) {
    const a = v128.load(re + i), b = v128.load(im + i), c = v128.load(syncRe + i), d = v128.load(syncIm + i);
    v128.store(re + i, f32x4.add(f32x4.mul(a, c), f32x4.mul(b, d)));
    v128.store(im + i, f32x4.sub(f32x4.mul(a, d), f32x4.mul(b, c)));
  }
  transform(re, im, roots);
}

export function highest(plane: usize): i32 {
  let best = 0, most = load<f32>(plane);
  for (let i = 1; i < 16384; i++) {
    const value = load<f32>(plane + <usize>(i * 4));
    if (value <= most) continue;
    most = value;
    best = i;
  }
  return best;
}

export function evidence(plane: usize, place: i32): f32 {
  let sum: f64 = 0, power: f64 = 0;
  for (let i = 0; i < 16384; i++) {
    const value = <f64>load<f32>(plane + <usize>(i * 4));
    sum += value;
    power += value * value;
  }
  const mean = sum / 16384, deviation = sqrt(power / 16384 - mean * mean);
  return deviation > 0 ? <f32>((<f64>load<f32>(plane + <usize>(place * 4)) - mean) / deviation) : 0;
}
