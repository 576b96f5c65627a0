import { expect, it } from 'vitest';
import type { DType } from '../../src/tensor/dtype.ts';
import type { TensorSource } from '../../src/tensor/source.ts';
import { t5Precision } from '../../src/text/t5-encoder.ts';

/** An encoder of which only the sizes are known. */
function encoder(dtype: DType, width: number, blocks: number): TensorSource {
  const names = Array.from({ length: blocks }, (_, i) => `encoder.block.${i}.layer.0.SelfAttention.q.weight`);
  return {
    label: 'sizes',
    names,
    find: (name) => (names.includes(name) ? { name, dtype, shape: [width, 48 * width] } : undefined),
    read: () => Promise.reject(new Error('nothing is read to decide')),
    close: async () => {},
  };
}

it('computes small f32 text encoders exactly and large ones with 8-bit weights, whatever they are stored in', () => {
  expect(t5Precision(encoder('f32', 512, 8))).toBe('f32');
  expect(t5Precision(encoder('bf16', 512, 8))).toBe('w8');
  expect(t5Precision(encoder('f32', 4096, 24))).toBe('w8');
});
