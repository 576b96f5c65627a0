// The inner loops of the compositor, in AssemblyScript (https://www.assemblyscript.org) for WebAssembly SIMD. `../kernels.ts` says what each does; `scripts/build-kernels.ts`
// compiles this file. All pictures are rows of f32x4, a premultiplied pixel each; all arguments are byte offsets and counts.

@inline function splat(at: usize): v128 { return v128.load32_splat(at); }
@inline function alphaOf(v: v128): v128 { return v128.shuffle<f32>(v, v, 3, 3, 3, 3); }
@inline function add(a: v128, b: v128): v128 { return f32x4.add(a, b); }
@inline function sub(a: v128, b: v128): v128 { return f32x4.sub(a, b); }
@inline function mul(a: v128, b: v128): v128 { return f32x4.mul(a, b); }
@inline function texel(at: usize): v128 {
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at))));
}

@inline function four(to: usize, bytes: v128): void {
  const low = i16x8.extend_low_i8x16_u(bytes), high = i16x8.extend_high_i8x16_u(bytes);
  v128.store(to, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(low)));
  v128.store(to, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(low)), 16);
  v128.store(to, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(high)), 32);
  v128.store(to, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(high)), 48);
}

export function expand(to: usize, from: usize, texels: i32, pad: i32): i32 {
  const edge = 16 * <usize>pad;
  memory.fill(to, 0, edge);
  to += edge;
  let all = i32x4.splat(-1), first = -1, last = -1, i = 0;
  for (; i < texels; i += 4, from += 16, to += 64) {
    const bytes = v128.load(from);
    if (v128.any_true(bytes)) {
      if (first < 0) first = i;
      last = i + 3;
    }
    all = v128.and(all, bytes);
    four(to, bytes);
  }
  memory.fill(to - 16 * <usize>(i - texels), 0, edge);
  const opaque = i8x16.all_true(v128.or(i8x16.eq(all, i8x16.splat(-1)), i32x4.splat(0x00ffffff)));
  return first < 0 ? -1 : first | (min(last, texels - 1) << 15) | (opaque ? 1 << 30 : 0);
}

export function across(to: usize, from: usize, starts: usize, weights: usize, taps: i32, first: i32, last: i32, count: i32): void {
  memory.fill(to, 0, 16 * <usize>first);
  memory.fill(to + 16 * <usize>last, 0, 16 * <usize>(count - last));
  const stride = 4 * <usize>taps;
  let weight = weights + stride * <usize>first;
  let start = starts + 4 * <usize>first;
  const end = to + 16 * <usize>last;
  let target = to + 16 * <usize>first;
  if (taps == 2) {
    for (; target < end; target += 16, start += 4, weight += 8) {
      const at = from + load<u32>(start);
      v128.store(target, add(mul(v128.load(at), splat(weight)), mul(v128.load(at, 16), splat(weight + 4))));
    }
    return;
  }
  for (; target < end; target += 16, start += 4) {
    let at = from + load<u32>(start), sum = f32x4.splat(0);
    for (const stop = weight + stride; weight < stop; weight += 4, at += 16) sum = add(sum, mul(v128.load(at), splat(weight)));
    v128.store(target, sum);
  }
}

@inline function over(to: usize, groups: usize, kind: v128, value: v128, put: bool): void {
  const alpha = alphaOf(value);
  const rest = sub(f32x4.splat(1), alpha);
  v128.store(to, put ? value : add(mul(v128.load(to), rest), value));
  if (groups != 0) v128.store(groups, put ? mul(alpha, kind) : add(mul(v128.load(groups), rest), mul(alpha, kind)));
}

@inline function layOne(to: usize, groups: usize, kind: v128, taps: usize, count: i32, put: bool): void {
  let a = <usize>load<u32>(taps);
  const w = splat(taps + 4);
  for (const end = to + 16 * <usize>count; to < end; to += 16, a += 16) {
    over(to, groups, kind, mul(v128.load(a), w), put);
    if (groups != 0) groups += 16;
  }
}

@inline function layTwo(to: usize, groups: usize, kind: v128, taps: usize, count: i32, put: bool): void {
  let a = <usize>load<u32>(taps), b = <usize>load<u32>(taps + 8);
  const v = splat(taps + 4), w = splat(taps + 12);
  for (const end = to + 16 * <usize>count; to < end; to += 16, a += 16, b += 16) {
    over(to, groups, kind, add(mul(v128.load(a), v), mul(v128.load(b), w)), put);
    if (groups != 0) groups += 16;
  }
}

@inline function layMany(to: usize, groups: usize, kind: v128, taps: usize, n: i32, count: i32, put: bool): void {
  const stop = taps + 8 * <usize>n;
  for (let i: usize = 0; i < 16 * <usize>count; i += 16) {
    let sum = f32x4.splat(0);
    for (let tap = taps; tap < stop; tap += 8) sum = add(sum, mul(v128.load(<usize>load<u32>(tap) + i), splat(tap + 4)));
    over(to + i, groups, kind, sum, put);
    if (groups != 0) groups += 16;
  }
}

@inline function layAny(to: usize, groups: usize, kind: v128, taps: usize, n: i32, count: i32, put: bool): void {
  if (n == 1) layOne(to, groups, kind, taps, count, put);
  else if (n == 2) layTwo(to, groups, kind, taps, count, put);
  else layMany(to, groups, kind, taps, n, count, put);
}

export function lay(to: usize, groups: usize, kind: usize, taps: usize, n: i32, count: i32, put: bool): void {
  if (groups == 0) {
    if (put) layAny(to, 0, f32x4.splat(0), taps, n, count, true);
    else layAny(to, 0, f32x4.splat(0), taps, n, count, false);
  } else {
    layAny(to, groups, v128.load(kind), taps, n, count, put);
  }
}

/** Two texels beside each other, mixed. */
@inline function pair(at: usize, right: v128): v128 {
  const words = i16x8.extend_low_i8x16_u(v128.load64_zero(at));
  const left = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(words));
  return add(left, mul(sub(f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(words)), left), right));
}

/** The fraction of a number with 32 binary places. */
@inline function fraction(x: i64): v128 {
  return f32x4.splat(<f32>(<i32>(x >> 8) & 0xffffff) * <f32>(1.0 / 16777216.0));
}

export function turned(to: usize, groups: usize, kind: usize, from: usize, stride: i32, u: f64, v: f64, du: f64, dv: f64, scale: f32, count: i32): void {
  const group = groups != 0 ? v128.load(kind) : f32x4.splat(0), weight = f32x4.splat(scale);
  let x = <i64>(u * 4294967296), y = <i64>(v * 4294967296);
  const dx = <i64>(du * 4294967296), dy = <i64>(dv * 4294967296);
  for (let i = 0; i < count; i++, to += 16, x += dx, y += dy) {
    const at = from + 4 * <usize>((<i32>(y >> 32) + 1) * stride + <i32>(x >> 32) + 1), under = at + 4 * <usize>stride;
    if ((load<u64>(at) | load<u64>(under)) != 0) {
      const right = fraction(x), upper = pair(at, right), lower = pair(under, right);
      over(to, groups, group, mul(add(upper, mul(sub(lower, upper), fraction(y))), weight), false);
    }
    if (groups != 0) groups += 16;
  }
}

export function features(to: usize, row: usize, groups: usize, count: i32): void {
  for (const end = row + 16 * <usize>count; row < end; row += 16, groups += 16, to += 32) {
    const value = v128.load(row);
    v128.store(to, sub(add(value, value), alphaOf(value)));
    v128.store(to, v128.load(groups), 16);
  }
}

export function levels(to: usize, from: usize, count: i32, factor: f32, zero: i32): void {
  const by = f32x4.splat(factor), offset = i16x8.splat(<i16>zero);
  for (const end = to + 8 * <usize>count; to < end; to += 8, from += 32) {
    const words = i16x8.narrow_i32x4_s(whole(mul(v128.load(from), by)), whole(mul(v128.load(from, 16), by)));
    const bytes = i16x8.add(words, offset);
    v128.store64_lane(to, i8x16.narrow_i16x8_u(bytes, bytes), 0);
  }
}

export function tint(to: usize, from: usize, matrix: usize, count: i32): void {
  const red = v128.load(matrix), green = v128.load(matrix, 16), blue = v128.load(matrix, 32), offset = v128.load(matrix, 48);
  for (const end = to + 16 * <usize>count; to < end; to += 16, from += 12) {
    v128.store(to, add(add(offset, mul(red, splat(from))), add(mul(green, splat(from + 4)), mul(blue, splat(from + 8)))));
  }
}

export function lights(to: usize, from: usize, matrix: usize, count: i32): void {
  const red = v128.load(matrix), green = v128.load(matrix, 16), blue = v128.load(matrix, 32);
  for (const end = to + 64 * <usize>count; to < end; to += 64, from += 48) {
    let rest = f32x4.splat(0);
    for (let j: usize = 0; j < 4; j++) {
      const at = from + 4 * j;
      const column = add(mul(red, splat(at)), add(mul(green, splat(at + 16)), mul(blue, splat(at + 32))));
      v128.store(to + 16 * j, j < 3 ? add(column, column) : sub(column, rest));
      rest = add(rest, column);
    }
  }
}

export function between(to: usize, a: usize, b: usize, weight: f32, count: i32, unit: i32): void {
  const part = f32x4.splat(weight), edge = 16 * <usize>unit, start = to;
  for (const end = to + edge * <usize>count; to < end; to += 16, a += 16, b += 16) {
    const value = v128.load(a);
    v128.store(to, add(value, mul(sub(v128.load(b), value), part)));
  }
  memory.copy(start - edge, start, edge);
  memory.copy(to, to - edge, edge);
}

/** Whether a row is zero from a place on; most are not at their first pixel. */
@inline function empty(row: usize, count: i32): bool {
  for (let i: usize = 0; i < 16 * <usize>count; i += 16) if (v128.any_true(v128.load(row + i))) return false;
  return true;
}

export function light(to: usize, remainder: usize, map: usize, runs: usize, runCount: i32, fineStep: f32, mapStep: f32): void {
  const step = f32x4.splat(fineStep), slow = f32x4.splat(mapStep);
  for (let run = 0; run < runCount; run++) {
    const at = map + <usize>load<u32>(runs), weight = splat(runs + 4), inner = load<i32>(runs, 8), pixels = load<i32>(runs, 12);
    runs += 16;
    if (empty(to, pixels)) {
      for (let k = 0; k < inner; k++, runs += 12) {
        const knot = remainder + <usize>load<u32>(runs), end = to + 16 * <usize>load<i32>(runs, 8);
        let b = v128.load(knot);
        const eb = sub(v128.load(knot, 16), b), db = mul(eb, step);
        b = add(b, mul(eb, splat(runs + 4)));
        for (; to < end; to += 16, b = add(b, db)) v128.store(to, b);
      }
      continue;
    }
    let c0 = v128.load(at), c1 = v128.load(at, 16), c2 = v128.load(at, 32), c3 = v128.load(at, 48);
    const e0 = sub(v128.load(at, 64), c0), e1 = sub(v128.load(at, 80), c1), e2 = sub(v128.load(at, 96), c2), e3 = sub(v128.load(at, 112), c3);
    c0 = add(c0, mul(e0, weight));
    c1 = add(c1, mul(e1, weight));
    c2 = add(c2, mul(e2, weight));
    c3 = add(c3, mul(e3, weight));
    const d0 = mul(e0, slow), d1 = mul(e1, slow), d2 = mul(e2, slow), d3 = mul(e3, slow);
    for (let k = 0; k < inner; k++, runs += 12) {
      const knot = remainder + <usize>load<u32>(runs), end = to + 16 * <usize>load<i32>(runs, 8);
      let b = v128.load(knot);
      const eb = sub(v128.load(knot, 16), b), db = mul(eb, step);
      b = add(b, mul(eb, splat(runs + 4)));
      for (; to < end; to += 16) {
        const d = v128.load(to);
        const p = add(mul(c0, v128.shuffle<f32>(d, d, 0, 0, 0, 0)), mul(c1, v128.shuffle<f32>(d, d, 1, 1, 1, 1)));
        const q = add(mul(c2, v128.shuffle<f32>(d, d, 2, 2, 2, 2)), mul(c3, alphaOf(d)));
        v128.store(to, add(b, add(p, q)));
        b = add(b, db);
        c0 = add(c0, d0);
        c1 = add(c1, d1);
        c2 = add(c2, d2);
        c3 = add(c3, d3);
      }
    }
  }
}

/** Rounded to whole numbers: beyond 2^23 a float has no room for more. */
@inline function whole(v: v128): v128 { return i32x4.sub(add(v, f32x4.splat(12582912)), i32x4.splat(0x4b400000)); }

@inline function luma(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const left = v128.shuffle<f32>(a, b, 0, 4, 0, 4), right = v128.shuffle<f32>(c, d, 0, 4, 0, 4);
  const words = i16x8.narrow_i32x4_s(whole(v128.shuffle<f32>(left, right, 0, 1, 4, 5)), i32x4.splat(0));
  const held = i16x8.max_s(i16x8.min_s(words, i16x8.splat(235)), i16x8.splat(16));
  v128.store32_lane(to, i8x16.narrow_i16x8_u(held, held), 0);
}

export function planes(upper: usize, lower: usize, u: usize, v: usize, a: usize, b: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count; i += 4, a += 64, b += 64) {
    const a0 = v128.load(a), a1 = v128.load(a, 16), a2 = v128.load(a, 32), a3 = v128.load(a, 48);
    const b0 = v128.load(b), b1 = v128.load(b, 16), b2 = v128.load(b, 32), b3 = v128.load(b, 48);
    luma(upper + i, a0, a1, a2, a3);
    luma(lower + i, b0, b1, b2, b3);
    const left = add(add(a0, a1), add(b0, b1)), right = add(add(a2, a3), add(b2, b3));
    const words = whole(mul(v128.shuffle<f32>(left, right, 1, 5, 2, 6), f32x4.splat(0.25)));
    const chroma = i16x8.max_s(i16x8.min_s(i16x8.narrow_i32x4_s(words, words), i16x8.splat(240)), i16x8.splat(16));
    const bytes = i8x16.narrow_i16x8_u(chroma, chroma);
    v128.store16_lane(u + (i >> 1), bytes, 0);
    v128.store16_lane(v + (i >> 1), bytes, 1);
  }
}

export function rgba(to: usize, from: usize, count: i32): void {
  for (let i = 0; i < count; i += 4, from += 64, to += 16) {
    const left = i16x8.narrow_i32x4_s(whole(v128.load(from)), whole(v128.load(from, 16)));
    const right = i16x8.narrow_i32x4_s(whole(v128.load(from, 32)), whole(v128.load(from, 48)));
    v128.store(to, i8x16.narrow_i16x8_u(left, right));
  }
}
