// The inner loops of packing weights, in AssemblyScript (https://www.assemblyscript.org) for WebAssembly SIMD. `../pack-kernels.ts` says what each
// does; `scripts/build-kernels.ts` compiles this file. Arithmetic is in f64 where `graph/quantise.ts` has it so: both give the same bytes.

@inline function abs4(v: v128): v128 { return f32x4.abs(v); }
@inline function high(v: v128): v128 { return v128.shuffle<i64>(v, v, 1, 1); }

@inline function largest(v: v128): f32 {
  const two = f32x4.max(v, high(v));
  return max(f32x4.extract_lane(two, 0), f32x4.extract_lane(two, 1));
}

@inline function smallest(v: v128): f32 {
  const two = f32x4.min(v, high(v));
  return min(f32x4.extract_lane(two, 0), f32x4.extract_lane(two, 1));
}

/** Four values times a factor plus `middle` plus a half, cut to whole numbers. */
@inline function rounded(v: v128, factor: v128, middle: v128): v128 {
  const half = f64x2.splat(0.5);
  const a = f64x2.add(f64x2.add(f64x2.mul(f64x2.promote_low_f32x4(v), factor), middle), half);
  const b = f64x2.add(f64x2.add(f64x2.mul(f64x2.promote_low_f32x4(high(v)), factor), middle), half);
  return v128.shuffle<i64>(i32x4.trunc_sat_f64x2_s_zero(a), i32x4.trunc_sat_f64x2_s_zero(b), 0, 2);
}

export function widenBf16(to: usize, from: usize, count: i32): void {
  for (let i = 0; i < count; i += 8, from += 16, to += 32) {
    const v = v128.load(from), none = i32x4.splat(0);
    v128.store(to, v128.shuffle<i16>(none, v, 0, 8, 0, 9, 0, 10, 0, 11));
    v128.store(to, v128.shuffle<i16>(none, v, 0, 12, 0, 13, 0, 14, 0, 15), 16);
  }
}

@inline function f16x4(bits: v128): v128 {
  const size = v128.and(bits, i32x4.splat(0x7fff));
  const finite = f32x4.mul(i32x4.shl(size, 13), f32x4.splat(reinterpret<f32>(0x77800000)));
  const endless = v128.and(i32x4.gt_s(size, i32x4.splat(0x7bff)), i32x4.splat(0x7f800000));
  return v128.or(v128.or(finite, endless), i32x4.shl(i32x4.shr_u(bits, 15), 31));
}

export function widenF16(to: usize, from: usize, count: i32): void {
  for (let i = 0; i < count; i += 8, from += 16, to += 32) {
    const v = v128.load(from);
    v128.store(to, f16x4(i32x4.extend_low_i16x8_u(v)));
    v128.store(to, f16x4(i32x4.extend_high_i16x8_u(v)), 16);
  }
}

export function widenByTable(to: usize, from: usize, table: usize, count: i32): void {
  for (let i = 0; i < count; i++) store<f32>(to + 4 * <usize>i, load<f32>(table + 4 * <usize>load<u8>(from + i)));
}

export function rotate(at: usize, count: i32, size: i32, scale: f64): void {
  const bytes = <usize>size * 4;
  for (const end = at + <usize>count * 4; at < end; at += bytes) {
    for (let half: usize = 4; half < bytes; half *= 2) {
      for (let group = at; group < at + bytes; group += 2 * half) {
        if (half >= 16) {
          for (let i = group; i < group + half; i += 16) {
            const a = v128.load(i), b = v128.load(i + half);
            v128.store(i, f32x4.add(a, b));
            v128.store(i + half, f32x4.sub(a, b));
          }
        } else {
          for (let i = group; i < group + half; i += 4) {
            const a = load<f32>(i), b = load<f32>(i + half);
            store<f32>(i, a + b);
            store<f32>(i + half, a - b);
          }
        }
      }
    }
    for (let i = at; i < at + bytes; i += 4) store<f32>(i, <f32>(<f64>load<f32>(i) * scale));
  }
}

export function row(to: usize, from: usize, count: i32, limit: i32): f32 {
  let top = f32x4.splat(0);
  for (let i = 0; i < count; i += 16) {
    const at = from + 4 * <usize>i;
    const a = f32x4.max(abs4(v128.load(at)), abs4(v128.load(at, 16)));
    const b = f32x4.max(abs4(v128.load(at, 32)), abs4(v128.load(at, 48)));
    top = f32x4.max(top, f32x4.max(a, b));
  }
  let scale = <f32>(<f64>largest(top) / <f64>limit);
  if (scale == 0) scale = 1;
  const factor = f64x2.splat(1 / <f64>scale), middle = f64x2.splat(<f64>limit), back = i32x4.splat(limit);
  for (let i = 0; i < count; i += 16, to += 16) {
    const at = from + 4 * <usize>i;
    const a = i32x4.sub(rounded(v128.load(at), factor, middle), back);
    const b = i32x4.sub(rounded(v128.load(at, 16), factor, middle), back);
    const c = i32x4.sub(rounded(v128.load(at, 32), factor, middle), back);
    const d = i32x4.sub(rounded(v128.load(at, 48), factor, middle), back);
    v128.store(to, i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)));
  }
  return scale;
}

@inline function four(to: usize, stride: usize, v: v128): void {
  store<i32>(to, i32x4.extract_lane(v, 0));
  store<i32>(to + stride, i32x4.extract_lane(v, 1));
  store<i32>(to + 2 * stride, i32x4.extract_lane(v, 2));
  store<i32>(to + 3 * stride, i32x4.extract_lane(v, 3));
}

export function transpose(to: usize, toStride: i32, from: usize, fromStride: i32, rows: i32, columns: i32): void {
  const across = <usize>fromStride, down = <usize>toStride;
  let c = 0;
  if ((rows & 3) == 0) {
    for (; c + 16 <= columns; c += 16) {
      for (let r = 0; r < rows; r += 4) {
        const at = from + across * <usize>r + <usize>c;
        const x = v128.load(at), y = v128.load(at + across), z = v128.load(at + 2 * across), w = v128.load(at + 3 * across);
        const xy = v128.shuffle<i8>(x, y, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const zw = v128.shuffle<i8>(z, w, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const xy2 = v128.shuffle<i8>(x, y, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        const zw2 = v128.shuffle<i8>(z, w, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        const goal = to + down * <usize>c + <usize>r;
        four(goal, down, v128.shuffle<i16>(xy, zw, 0, 8, 1, 9, 2, 10, 3, 11));
        four(goal + 4 * down, down, v128.shuffle<i16>(xy, zw, 4, 12, 5, 13, 6, 14, 7, 15));
        four(goal + 8 * down, down, v128.shuffle<i16>(xy2, zw2, 0, 8, 1, 9, 2, 10, 3, 11));
        four(goal + 12 * down, down, v128.shuffle<i16>(xy2, zw2, 4, 12, 5, 13, 6, 14, 7, 15));
      }
    }
  }
  for (; c < columns; c++)
    for (let r = 0; r < rows; r++) store<i8>(to + down * <usize>c + <usize>r, load<i8>(from + across * <usize>r + <usize>c));
}

@inline function bytes16(at: usize, factor: v128, middle: v128): v128 {
  const a = i16x8.narrow_i32x4_s(rounded(v128.load(at), factor, middle), rounded(v128.load(at, 16), factor, middle));
  const b = i16x8.narrow_i32x4_s(rounded(v128.load(at, 32), factor, middle), rounded(v128.load(at, 48), factor, middle));
  return i8x16.narrow_i16x8_u(a, b);
}

export function blocks(to: usize, scales: usize, from: usize, count: i32, bits: i32): void {
  const zero = 1 << (bits - 1), middle = f64x2.splat(<f64>zero), most = i8x16.splat(<i8>(2 * zero - 1));
  for (let block = 0; block < count; block++, from += 128, scales += 4) {
    let up = v128.load(from), down = up;
    for (let i: usize = 16; i < 128; i += 16) {
      const v = v128.load(from + i);
      up = f32x4.max(up, v);
      down = f32x4.min(down, v);
    }
    let top = largest(up);
    const bottom = smallest(down);
    if (-bottom > top) top = bottom;
    else if (-bottom == top) {
      // Both signs reach as far: the first of them counts.
      for (let i: usize = 0; i < 128; i += 4) {
        const value = load<f32>(from + i);
        if (value == top || value == bottom) {
          top = value;
          break;
        }
      }
    }
    let scale = <f32>(<f64>top / <f64>-zero);
    if (scale == 0) scale = 1;
    store<f32>(scales, scale);
    const factor = f64x2.splat(1 / <f64>scale);
    const a = i8x16.min_u(bytes16(from, factor, middle), most);
    const b = i8x16.min_u(bytes16(from + 64, factor, middle), most);
    if (bits == 8) {
      v128.store(to, a);
      v128.store(to, b, 16);
      to += 32;
    } else {
      const even = v128.shuffle<i8>(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
      const odd = v128.shuffle<i8>(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
      v128.store(to, v128.or(even, i8x16.shl(odd, 4)));
      to += 16;
    }
  }
}
