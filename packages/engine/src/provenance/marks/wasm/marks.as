// The inner loops of the invisible mark, in AssemblyScript (https://www.assemblyscript.org) for WebAssembly SIMD. `../mark-kernels.ts` says what
// each does; `scripts/build-kernels.ts` compiles this file.

@inline function difference(a: v128, b: v128): v128 { return v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a)); }

@inline function sum(v: v128): i32 {
  const s = i32x4.extadd_pairwise_i16x8_u(v);
  return i32x4.extract_lane(s, 0) + i32x4.extract_lane(s, 1) + i32x4.extract_lane(s, 2) + i32x4.extract_lane(s, 3);
}

export function gains(to: usize, luma: usize, width: i32, height: i32, table: usize): void {
  for (let y = 0; y < height; y += 8) {
    for (let x = 0; x < width; x += 16, to += 2) {
      let low = i16x8.splat(0), high = i16x8.splat(0);
      let at = luma + <usize>(y * width + x);
      for (let row = 0; row < 8; row += 4) {
        const here = v128.load(at);
        // The last column's right neighbour is another block's.
        const across = v128.and(difference(here, v128.load(at, 1)), i64x2.splat(0x00ffffffffffffff)), down = difference(here, v128.load(at + <usize>width));
        low = i16x8.add(low, i16x8.add(i16x8.extend_low_i8x16_u(across), i16x8.extend_low_i8x16_u(down)));
        high = i16x8.add(high, i16x8.add(i16x8.extend_high_i8x16_u(across), i16x8.extend_high_i8x16_u(down)));
        at += <usize>(width * 4);
      }
      store<u8>(to, load<u8>(table + <usize>min(sum(low), 1023)));
      store<u8>(to, load<u8>(table + <usize>min(sum(high), 1023)), 1);
    }
  }
}

export function add(luma: usize, width: i32, height: i32, tile: usize, side: i32, gain: usize, first: i32): void {
  for (let y = 0; y < height; y++) {
    const pattern = tile + <usize>(((y + first) % side) * side * 2);
    let g = gain + <usize>((y >> 3) * (width >> 3));
    for (let x = 0, column = 0; x < width; x += 16, g += 2, luma += 16) {
      const v = v128.load(luma), p = pattern + <usize>(column * 2);
      const low = i16x8.q15mulr_sat_s(v128.load(p), i16x8.splat(<i16>load<u8>(g) << 6));
      const high = i16x8.q15mulr_sat_s(v128.load(p, 16), i16x8.splat(<i16>load<u8>(g, 1) << 6));
      v128.store(luma, i8x16.narrow_i16x8_u(i16x8.add(i16x8.extend_low_i8x16_u(v), low), i16x8.add(i16x8.extend_high_i8x16_u(v), high)));
      column += 16;
      if (column >= side) column = 0;
    }
  }
}
