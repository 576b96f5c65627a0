/** Random weights for benches, fast enough for billions of them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { f32ToBf16 } from '../packages/engine/src/tensor/half.ts';
import { noise } from '../packages/engine/src/tensor/noise.ts';
import { f32, sizeOf, tensor } from '../packages/engine/src/tensor/tensor.ts';
import { type PendingTensor, writeSafetensors } from '../packages/engine/src/weights/write.ts';

/** Types that random weights are stored in. */
export type Stored = 'bf16' | 'f32';

/** Values are cut at other places out of one stretch of noise: drawing billions takes long, equal tensors are kept once. */
const drawn = noise(1, 'random-ltx', { count: 2 ** 24 + 4099 });

/** The stretch at a scale, as stored; the few last ones are kept. */
const pools = new Map<string, Uint16Array | Float32Array>();
function poolOf(scale: number, dtype: Stored): Uint16Array | Float32Array {
  const key = `${dtype} ${scale}`;
  const scaled = () => drawn.map((value) => value * scale);
  const pool = pools.get(key) ?? (dtype === 'f32' ? scaled() : f32ToBf16(scaled()));
  pools.delete(key);
  pools.set(key, pool);
  if (pools.size > 8) pools.delete(pools.keys().next().value!);
  return pool;
}

/** Standard deviation of a tensor, or the number all its values have. */
function valuesOf(name: string, shape: readonly number[]): { readonly scale: number } | { readonly all: number } {
  if (name === 'latents_mean') return { all: 0 };
  if (name.endsWith('timestep_scale_multiplier')) return { all: 1000 };
  if (name === 'latents_std' || (shape.length === 1 && name.endsWith('weight'))) return { all: 1 };
  if (name.endsWith('bias') || shape.length < 2) return { scale: 0.05 };
  if (name.endsWith('scale_shift_table')) return { scale: 0.3 };
  if (name === 'shared.weight') return { scale: 1 };
  return { scale: sizeOf(shape.slice(1)) ** -0.5 };
}

let offset = 0;
/** A tensor of random values, by the scale that its name and shape call for; equal names in equal order give equal values. */
export function randomTensor(name: string, shape: readonly number[], dtype: Stored): PendingTensor {
  const values = valuesOf(name, shape);
  const make = () => {
    const count = sizeOf(shape);
    const out = dtype === 'f32' ? new Float32Array(count) : new Uint16Array(count);
    if ('all' in values) out.fill(dtype === 'f32' ? values.all : f32ToBf16(Float32Array.of(values.all))[0]!);
    else {
      const pool = poolOf(values.scale, dtype);
      offset += 7919;
      for (let at = 0; at < count; ) {
        const from = (offset + at) % pool.length;
        const part = pool.subarray(from, Math.min(pool.length, from + count - at));
        out.set(part as Uint16Array, at);
        at += part.length;
      }
    }
    return dtype === 'f32' ? f32(shape, out as Float32Array) : tensor('bf16', shape, out as Uint16Array);
  };
  return { name, dtype, shape, make };
}

/** Writes a model's part as a folder of the hub: its config and random weights of these names and shapes. */
export async function writeRandomPart(
  folder: string,
  config: unknown,
  shapes: readonly (readonly [name: string, shape: readonly number[]])[],
  dtype: Stored,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), JSON.stringify(config, null, 2));
  const items = shapes.map(([name, shape]) => randomTensor(name, shape, dtype));
  for await (const _ of writeSafetensors(join(folder, 'diffusion_pytorch_model.safetensors'), items));
}
