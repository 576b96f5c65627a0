import { describe, expect, it } from 'vitest';
import { bf16ToF16, bf16ToF32, f16ToF32, f32ToBf16, f32ToF16, floatsFrom } from '../../src/tensor/half.ts';

// Numbers at every edge of f16: largest, just rounding to infinity, ties, subnormals, the smallest.
const numbers = [
  0.1,
  -2.5,
  65504,
  65519.9,
  65520,
  1e-8,
  5.96e-8,
  2.98e-8,
  8.94e-8,
  6.1e-5,
  6.09e-5,
  1 / 3,
  -1 / 3,
  1e5,
  0,
  3.0009765625,
  1.00048828125,
  1.00146484375,
];

describe('small floats', () => {
  it('f16 rounds as numpy does, except that what is too large becomes the largest', () => {
    expect([...f32ToF16(Float32Array.from(numbers))]).toEqual([
      11878, 49408, 31743, 31743, 31743, 0, 1, 0, 1, 1023, 1022, 13653, 46421, 31743, 0, 16896, 15360, 15362,
    ]);
    expect([...f32ToF16(Float32Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY))]).toEqual([
      0x7bff, 0xfbff,
    ]);
    expect(f16ToF32(f32ToF16(Float32Array.of(Number.NaN)))[0]).toBeNaN();
  });
  it('bf16 becomes f16 as it does by way of f32', () => {
    const bits = Uint16Array.from({ length: 65_536 }, (_, i) => i);
    expect(bf16ToF16(bits)).toEqual(f32ToF16(bf16ToF32(bits)));
  });
  it('bf16 rounds as PyTorch does', () => {
    expect([...f32ToBf16(Float32Array.from(numbers))]).toEqual([
      15821, 49184, 18304, 18304, 18304, 12844, 13184, 13056, 13248, 14464, 14463, 16043, 48811, 18371, 0, 16448, 16256,
      16256,
    ]);
    expect(bf16ToF32(f32ToBf16(Float32Array.of(Number.NaN)))[0]).toBeNaN();
  });
  it('every f16 and bf16 survives the way to f32 and back', () => {
    const all = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const numbersOnly = (bits: number, top: number) => (bits & top) !== top;
    const f16 = f32ToF16(f16ToF32(all));
    const bf16 = f32ToBf16(bf16ToF32(all));
    expect(all.filter((bits, i) => numbersOnly(bits, 0x7c00) && f16[i] !== bits)).toEqual(new Uint16Array());
    expect(all.filter((bits, i) => numbersOnly(bits, 0x7f80) && bf16[i] !== bits)).toEqual(new Uint16Array());
    expect(f16ToF32(Uint16Array.of(0x7c00, 0xfc00))).toEqual(Float32Array.of(Infinity, -Infinity));
  });
  it('reads both 8-bit floats as PyTorch does', () => {
    expect([...floatsFrom('f8e4m3', Uint8Array.of(0, 1, 7, 8, 0x38, 0x7e, 0x7f, 0x81, 0xfe, 0xb9))]).toEqual([
      0,
      0.001953125,
      0.013671875,
      0.015625,
      1,
      448,
      Number.NaN,
      -0.001953125,
      -448,
      -1.125,
    ]);
    expect([...floatsFrom('f8e5m2', Uint8Array.of(0, 1, 3, 4, 0x3c, 0x7b, 0x7c, 0x7e, 0xfc, 0xb9))]).toEqual([
      0,
      1.52587890625e-5,
      4.57763671875e-5,
      6.103515625e-5,
      1,
      57344,
      Infinity,
      Number.NaN,
      -Infinity,
      -0.625,
    ]);
  });
});
