import { f32 } from '../../tensor/tensor.ts';
import type { Value } from '../builder.ts';
import { float, longs, text } from '../ops.ts';

/** Interpolation between pixels. */
export type ResizeMode = 'nearest' | 'linear' | 'cubic';

/**
 * Resizes to a full shape, pixel centres aligned as in PyTorch's `interpolate(align_corners=False)`; cubic uses its
 * coefficient −0.75. Nearest takes floor(i · in / out).
 */
export function resize(x: Value, shape: readonly number[], mode: ResizeMode): Value {
  if (shape.length !== x.shape.length) x.builder.fail(`resize of ${x.shape} to ${shape}`);
  const empty = x.builder.constant(f32([0], []));
  return x.builder.node('Resize', [x, empty, empty, longs(x, shape)], x.dtype, shape, {
    attributes: {
      mode: text(mode),
      coordinate_transformation_mode: text(mode === 'nearest' ? 'asymmetric' : 'half_pixel'),
      nearest_mode: text('floor'),
      cubic_coeff_a: float(-0.75),
    },
  });
}
