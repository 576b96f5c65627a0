/**
 * Which forms a device computes right, found out by trying them on small numbers.
 *
 * onnxruntime 1.30 on Vulkan (every GPU under Linux) computes `MultiHeadAttention` wrongly beyond 31 queries and one tile of keys:
 * its shader declares the scores of a tile inside the loop over the keys, which WGSL sets to zero in every round, but its
 * SPIR-V sets them to zero once, so each tile starts from the probabilities of the tile before. On subgroups of 4 lanes it also
 * reads eight keys where four are loaded. The same shader is right through Direct3D and Metal.
 */
import { GraphBuilder } from '../graph/builder.ts';
import { attention } from '../graph/layers/attention.ts';
import { matmul } from '../graph/ops.ts';
import { noise } from '../tensor/noise.ts';
import { f32, sizeOf, type Tensor } from '../tensor/tensor.ts';
import type { DeviceFacts, LoadOptions, Program } from './runtime.ts';

type Load = (graph: ReturnType<GraphBuilder['build']>, options: LoadOptions) => Promise<Program>;

/** More queries than one workgroup has, and keys that are no multiple of a tile. */
const [queries, keys, heads, channels] = [70, 52, 2, 64];

/** Largest relative error of a form that counts as right: a wrong one was off by a hundredth at least. */
const limits = { f32: 1e-3, f16: 8e-3 } as const;

const random = (name: string, shape: readonly number[]): Tensor<'f32'> =>
  f32(shape, noise(1, `device-check/${name}`, { count: sizeOf(shape) }));

const inputs = {
  q: random('q', [1, queries, channels]),
  k: random('k', [1, keys, channels]),
  v: random('v', [1, keys, channels]),
};

/** Attention in double precision, without any runtime. */
function expected(): Float64Array {
  const [{ data: q }, { data: k }, { data: v }] = [inputs.q, inputs.k, inputs.v];
  const size = channels / heads;
  const out = new Float64Array(queries * channels);
  for (let query = 0; query < queries; query++)
    for (let from = 0; from < channels; from += size) {
      const scores = Array.from({ length: keys }, (_, key) => {
        let sum = 0;
        for (let c = from; c < from + size; c++) sum += q[query * channels + c]! * k[key * channels + c]!;
        return Math.exp(sum / Math.sqrt(size));
      });
      const total = scores.reduce((a, b) => a + b, 0);
      for (const [key, score] of scores.entries())
        for (let c = from; c < from + size; c++) out[query * channels + c]! += (score / total) * v[key * channels + c]!;
    }
  return out;
}

/** ‖got − wanted‖ / ‖wanted‖; infinite when a number is none. */
function errorOf(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let [difference, size] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    difference += (got[i]! - wanted[i]!) ** 2;
    size += wanted[i]! ** 2;
  }
  const error = Math.sqrt(difference / size);
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}

function attentionGraph(fused: boolean) {
  const builder = new GraphBuilder('device-check');
  const [q, k, v] = Object.entries(inputs).map(([name, { shape }]) => builder.input(name, 'f32', shape));
  builder.output('out', attention(q!, k!, v!, { heads, form: fused ? 'fused' : 'written' }));
  return builder.build();
}

function productGraph() {
  const builder = new GraphBuilder('device-check.product');
  builder.output('out', matmul(builder.input('a', 'f32', [4, 32]), builder.input('b', 'f32', [32, 4])));
  return builder.build();
}

/**
 * Tries a device.
 * @throws whatever loading or running throws where not even products in f32 work.
 */
export async function checkDevice(load: Load, device: string): Promise<DeviceFacts> {
  const run = async (graph: ReturnType<typeof productGraph>, feeds: Record<string, Tensor>, floats: 'f32' | 'f16') => {
    const program = await load(graph, { device, floats, label: 'device-check' });
    try {
      return (await program.run(feeds)).out!.data as Float32Array;
    } finally {
      await program.free();
    }
  };
  const factors = { a: random('a', [4, 32]), b: random('b', [32, 4]) };
  const product = await run(productGraph(), factors, 'f32');
  const half = await run(productGraph(), factors, 'f16').then(
    (got) => errorOf(got, product) < limits.f16,
    () => false,
  );
  const wanted = expected();
  const agrees = (floats: 'f32' | 'f16') =>
    run(attentionGraph(true), inputs, floats).then(
      (got) => errorOf(got, wanted) < limits[floats],
      () => false,
    );
  // In f16 only after f32: on a software adapter the wrong one does not come to an end.
  const fusedAttention = (await agrees('f32')) && (!half || (await agrees('f16')));
  return { half, fusedAttention };
}
