import { expect, it } from 'vitest';
import { GraphBuilder, type Value } from '../../src/graph/builder.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { linear } from '../../src/graph/layers/linear.ts';
import { add } from '../../src/graph/ops.ts';
import { scopeOf } from '../../src/graph/scope.ts';
import { onnxNodeRuntime } from '../../src/runtime/onnx-node.ts';
import { webgpuGraph } from '../../src/runtime/webgpu-graph.ts';
import { f32ToBf16 } from '../../src/tensor/half.ts';
import type { TensorSource } from '../../src/tensor/source.ts';
import { f32, type Tensor, tensor } from '../../src/tensor/tensor.ts';
import { random, relativeError } from '../graph/reference.ts';

const bf16 = (value: Tensor<'f32'>) => tensor('bf16', value.shape, f32ToBf16(value.data));
const tensors: Record<string, Tensor> = {
  'plain.weight': random('plain', [24, 40]),
  'biased.weight': bf16(random('biased', [24, 40])),
  'biased.bias': bf16(random('bias', [24])),
};
const source: TensorSource = {
  label: 'memory',
  names: Object.keys(tensors),
  find: (name) => tensors[name] && { name, ...tensors[name] },
  read: async (name) => tensors[name]!,
  close: async () => {},
};

function graphOf(write: (x: Value, layer: (name: string) => Value) => Record<string, Value>): Graph {
  const builder = new GraphBuilder('linear', { source });
  const x = builder.input('x', 'f32', [2, 3, 40]);
  const outputs = write(x, (name) => linear(x, scopeOf(builder, name)));
  for (const [name, value] of Object.entries(outputs)) builder.output(name, value);
  return builder.build();
}

const x = random('x', [2, 3, 40]);

async function run(graph: Graph) {
  const program = await (await onnxNodeRuntime({ threads: 1 })).load(graph);
  const out = await program.run({ x });
  await program.free();
  return out;
}

it('writes linear layers, with and without a bias, as products that WebGPU has', async () => {
  const graph = graphOf((_, layer) => ({ plain: layer('plain'), biased: layer('biased') }));
  const gemm = webgpuGraph(graph);
  const ops = gemm.nodes.map(({ op }) => op);
  expect(ops.filter((op) => op === 'Gemm')).toHaveLength(2);
  expect(ops).not.toContain('FusedMatMul');
  expect(ops).not.toContain('Add');
  const [wanted, got] = [await run(graph), await run(gemm)];
  for (const name of ['plain', 'biased']) {
    expect(got[name]!.shape).toEqual([2, 3, 24]);
    expect(relativeError(got[name]!.data as Float32Array, wanted[name]!.data as Float32Array)).toBeLessThan(1e-6);
  }
});

it('leaves an addition that is no bias, or whose product is used twice', async () => {
  const graph = graphOf((value, layer) => {
    const product = layer('plain');
    const shift = value.builder.constant(f32([24], random('shift', [24]).data as Float32Array));
    return { sum: add(product, product), shifted: add(product, shift), product };
  });
  const gemm = webgpuGraph(graph);
  expect(gemm.nodes.filter(({ op }) => op === 'Add')).toHaveLength(2);
  const [wanted, got] = [await run(graph), await run(gemm)];
  for (const name of Object.keys(wanted))
    expect(relativeError(got[name]!.data as Float32Array, wanted[name]!.data as Float32Array)).toBeLessThan(1e-6);
});
