import type { DataOf, DType } from './dtype.ts';

/** Widens bf16 bits to f32: the bits become the upper half of the word. Exact. */
export function bf16ToF32(bits: Uint16Array): Float32Array {
  const out = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = (bits[i] as number) << 16;
  return new Float32Array(out.buffer);
}

/** Narrows f32 to bf16 bits, rounding to nearest even; NaN stays NaN. */
export function f32ToBf16(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.buffer as ArrayBuffer, values.byteOffset, values.length);
  const out = new Uint16Array(values.length);
  for (let i = 0; i < words.length; i++) {
    const bits = words[i] as number;
    if ((bits & 0x7fffffff) > 0x7f800000) out[i] = (bits >>> 16) | 0x40;
    else out[i] = (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
  }
  return out;
}

/** Largest finite f16. */
const largestHalf = 65_504;

const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

/** The f16 bits nearest to a number, ties to even; what is larger becomes the largest finite one, NaN stays NaN. */
function halfBits(value: number): number {
  float[0] = Math.abs(value) > largestHalf ? Math.sign(value) * largestHalf : value;
  const bits = word[0] as number;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x38800000) return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
  // Below 2^-14 halves are whole multiples of 2^-24; adding 0.5 to a float rounds it to one, ties to even.
  float[0] = Math.abs(value) + 0.5;
  return sign | ((word[0] as number) - 0x3f000000);
}

/** Narrows f32 to f16 bits, rounding to nearest even; magnitudes beyond 65504 become 65504. */
export function f32ToF16(values: Float32Array): Uint16Array {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = halfBits(values[i] as number);
  return out;
}

let halvesOfBf16: Uint16Array | undefined;

/** bf16 bits as f16 bits, by table: billions of weights pass through here. Rounds as `f32ToF16`. */
export function bf16ToF16(bits: Uint16Array): Uint16Array {
  halvesOfBf16 ??= f32ToF16(bf16ToF32(Uint16Array.from({ length: 65_536 }, (_, i) => i)));
  const out = new Uint16Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = halvesOfBf16[bits[i] as number] as number;
  return out;
}

function smallToF32(bits: number, exponentBits: number, mantissaBits: number, finite: boolean): number {
  const sign = bits >>> (exponentBits + mantissaBits) ? -1 : 1;
  const top = (1 << exponentBits) - 1;
  const exponent = (bits >>> mantissaBits) & top;
  const mantissa = bits & ((1 << mantissaBits) - 1);
  const bias = (1 << (exponentBits - 1)) - 1;
  if (exponent === 0) return sign * mantissa * 2 ** (1 - bias - mantissaBits);
  if (exponent === top && !finite) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === top && mantissa === (1 << mantissaBits) - 1) return Number.NaN;
  return sign * (1 + mantissa / (1 << mantissaBits)) * 2 ** (exponent - bias);
}

const tables = new Map<string, Float32Array>();

function table(kind: 'f16' | 'f8e4m3' | 'f8e5m2'): Float32Array {
  const known = tables.get(kind);
  if (known) return known;
  const [exponent, mantissa, finite] =
    kind === 'f16' ? [5, 10, false] : kind === 'f8e4m3' ? [4, 3, true] : [5, 2, false];
  const made = Float32Array.from({ length: 1 << (1 + exponent + mantissa) }, (_, bits) =>
    smallToF32(bits, exponent, mantissa, finite),
  );
  tables.set(kind, made);
  return made;
}

const lookUp = (bits: Uint16Array | Uint8Array, values: Float32Array): Float32Array => {
  const out = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = values[bits[i] as number] as number;
  return out;
};

/** Widens f16 bits to f32 by table. Exact. */
export const f16ToF32 = (bits: Uint16Array): Float32Array => lookUp(bits, table('f16'));

/** Elements of any type as f32; f32 data is returned as it is. i64 beyond 2^53 loses its low bits. */
export function floatsFrom<D extends DType>(dtype: D, data: DataOf[D]): Float32Array {
  switch (dtype) {
    case 'f32':
      return data as Float32Array;
    case 'bf16':
      return bf16ToF32(data as Uint16Array);
    case 'f16':
      return f16ToF32(data as Uint16Array);
    case 'f8e4m3':
    case 'f8e5m2':
      return lookUp(data as Uint8Array, table(dtype));
    case 'i64':
      return Float32Array.from(data as BigInt64Array, Number);
    default:
      return Float32Array.from(data as Int8Array);
  }
}
