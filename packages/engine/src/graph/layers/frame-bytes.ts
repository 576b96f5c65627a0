import type { Value } from '../builder.ts';

/** Frames rounded to bytes: `value ≈ (bytes − zero) · scale`, scale and zero point known at run time alone. */
export interface FrameBytes {
  readonly value: Value;
  readonly scale: Value;
  readonly zero: Value;
}

/** Rounds frames to bytes by their least and greatest value. */
export function roundToBytes(x: Value): FrameBytes {
  const outputs = [
    { dtype: 'u8' as const, shape: x.shape },
    { dtype: 'f32' as const, shape: [] },
    { dtype: 'u8' as const, shape: [] },
  ];
  const [value, scale, zero] = x.builder.nodes('DynamicQuantizeLinear', [x], outputs) as [Value, Value, Value];
  return { value, scale, zero };
}
