import { GraphBuilder, type GraphOptions, type Value } from '../../src/graph/builder.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { onnxNodeRuntime } from '../../src/runtime/onnx-node.ts';
import { noise } from '../../src/tensor/noise.ts';
import { f32, sizeOf, type Tensor } from '../../src/tensor/tensor.ts';

/** Normal random f32 values of a shape, different for every name. */
export const random = (name: string, shape: readonly number[]): Tensor<'f32'> =>
  f32(shape, noise(1, name, { count: sizeOf(shape) }));

/** Builds a graph over these inputs, runs it, and gives its outputs by name (`out` when `build` gives one value). */
export async function compute(
  inputs: Readonly<Record<string, Tensor>>,
  build: (values: Record<string, Value>, builder: GraphBuilder) => Value | Record<string, Value>,
  options: GraphOptions = {},
): Promise<{ outputs: Record<string, Tensor>; out: Float32Array; graph: Graph }> {
  const builder = new GraphBuilder('test', options);
  const values = Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype, shape }]) => [name, builder.input(name, dtype, shape)]),
  );
  const result = build(values, builder);
  const named = 'builder' in result ? { out: result as Value } : result;
  for (const [name, value] of Object.entries(named)) builder.output(name, value);
  const graph = builder.build();
  const runtime = await onnxNodeRuntime({ threads: 1 });
  const program = await runtime.load(graph);
  try {
    const outputs = await program.run(inputs);
    for (const { name, shape } of graph.outputs)
      if (outputs[name]?.shape.join() !== shape.join())
        throw new Error(`${name}: built as ${shape}, came as ${outputs[name]?.shape}`);
    return { outputs, out: outputs.out?.data as Float32Array, graph };
  } finally {
    await program.free();
  }
}

/** Root of the squared difference over root of the squared reference. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) throw new Error(`${actual.length} values against ${expected.length}`);
  let difference = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += ((actual[i] as number) - (expected[i] as number)) ** 2;
    size += (expected[i] as number) ** 2;
  }
  return Math.sqrt(difference / (size || 1));
}

/** Every index of a shape, in row-major order. */
export function* indices(shape: readonly number[]): Generator<number[]> {
  const at = shape.map(() => 0);
  if (sizeOf(shape) === 0) return;
  while (true) {
    yield [...at];
    let axis = shape.length - 1;
    while (axis >= 0 && ++(at[axis] as number) === shape[axis]) at[axis--] = 0;
    if (axis < 0) return;
  }
}

/** A reader of a tensor by index; outside its bounds it gives 0. */
export function reader({ shape, data }: Tensor<'f32'>): (...index: number[]) => number {
  return (...index) => {
    let at = 0;
    for (let axis = 0; axis < shape.length; axis++) {
      const i = index[axis] as number;
      if (i < 0 || i >= (shape[axis] as number)) return 0;
      at = at * (shape[axis] as number) + i;
    }
    return data[at] as number;
  };
}

/** A tensor made index by index. */
export function fill(shape: readonly number[], value: (...index: number[]) => number): Float32Array {
  const out: number[] = [];
  for (const index of indices(shape)) out.push(value(...index));
  return Float32Array.from(out);
}
