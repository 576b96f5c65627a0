import { expect, it } from 'vitest';
import { GraphBuilder, type Value } from '../../src/graph/builder.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { halfGraph } from '../../src/graph/half.ts';
import { withHalfWeights } from '../../src/graph/half-weights.ts';
import { linear } from '../../src/graph/layers/linear.ts';
import { rmsNorm } from '../../src/graph/layers/norm.ts';
import { add, mul, softmax } from '../../src/graph/ops.ts';
import { scopeOf } from '../../src/graph/scope.ts';
import { onnxNodeRuntime } from '../../src/runtime/onnx-node.ts';
import { f32ToBf16 } from '../../src/tensor/half.ts';
import { memorySource, type TensorSource } from '../../src/tensor/source.ts';
import { f32, type Tensor, tensor, toF32 } from '../../src/tensor/tensor.ts';
import { random, relativeError } from './reference.ts';

const width = 48;

const weights = (names: readonly string[], dtype: 'f32' | 'bf16' = 'f32') =>
  Object.fromEntries(
    names.map((name) => {
      const { shape, data } = random(name, [width, width]);
      const scaled = Float32Array.from(data as Float32Array, (value) => value / Math.sqrt(width));
      return [`${name}.weight`, dtype === 'f32' ? f32(shape, scaled) : tensor('bf16', shape, f32ToBf16(scaled))];
    }),
  );

function graphOf(source: TensorSource, write: (x: Value, layer: (x: Value, name: string) => Value) => Value): Graph {
  const builder = new GraphBuilder('half', { source });
  const layer = (x: Value, name: string) => linear(x, scopeOf(builder, name));
  builder.output('out', write(builder.input('x', 'f32', [1, 8, width]), layer));
  return builder.build();
}

async function run(graph: Graph, x: Tensor): Promise<Float32Array> {
  const program = await (await onnxNodeRuntime({ threads: 1 })).load(graph);
  try {
    return (await program.run({ x })).out!.data as Float32Array;
  } finally {
    await program.free();
  }
}

const typesOf = (graph: Graph, op: string) => graph.nodes.filter((n) => n.op === op).map((n) => n.outputs[0]!.dtype);

it('computes a block to the precision of f16, its products in f16 and its inputs and outputs in f32', async () => {
  const source = memorySource(weights(['a', 'b', 'c']));
  const graph = graphOf(source, (x, layer) => {
    const normed = rmsNorm(x, { eps: 1e-6 });
    return add(x, layer(mul(softmax(layer(normed, 'a')), layer(normed, 'b')), 'c'));
  });
  const half = halfGraph(graph);
  expect([...typesOf(half, 'FusedMatMul')]).toEqual(['f16', 'f16', 'f16']);
  expect(typesOf(half, 'SimplifiedLayerNormalization')).toEqual(['f32']);
  expect([half.inputs, half.outputs]).toEqual([graph.inputs, graph.outputs]);
  const x = random('x', [1, 8, width]);
  const [exact, got] = [await run(graph, x), await run(half, x)];
  const error = relativeError(got, exact);
  expect(error).toBeGreaterThan(1e-6);
  expect(error).toBeLessThan(1e-3);
});

it('keeps the residual stream and squares in f32, where they leave the range of f16', async () => {
  const source = memorySource(weights(['a', 'b']));
  const graph = graphOf(source, (x, layer) => {
    const residual = add(layer(x, 'a'), layer(x, 'b'));
    const sum = add(residual, add(residual, residual));
    return mul(sum, sum);
  });
  const x = f32(
    [1, 8, width],
    (random('x', [1, 8, width]).data as Float32Array).map((value) => value * 8000),
  );
  const [exact, got] = [await run(graph, x), await run(halfGraph(graph), x)];
  expect(Math.max(...exact)).toBeGreaterThan(1e9);
  expect(relativeError(got, exact)).toBeLessThan(2e-3);
});

it("keeps the layers outside the blocks and T5's wo in f32", () => {
  const names = ['proj_out', 'time_embed.linear', 'encoder.block.0.layer.1.DenseReluDense.wo', 'blocks.0.wo_1'];
  const source = memorySource(weights(names));
  const graph = graphOf(source, (x, layer) => names.reduce(layer, x));
  expect(typesOf(halfGraph(graph), 'FusedMatMul')).toEqual(['f32', 'f32', 'f32', 'f16']);
});

it('changes nothing more in a graph that is in half precision', () => {
  const graph = halfGraph(graphOf(memorySource(weights(['a', 'b'])), (x, layer) => add(x, layer(layer(x, 'a'), 'b'))));
  expect(halfGraph(graph).nodes).toEqual(graph.nodes);
});

it('narrows bf16 weights, takes the stored f16 form where there is one, and reads no other', async () => {
  const stored = weights(['a'], 'bf16');
  const read: string[] = [];
  const source = memorySource(stored);
  const reading = (values: TensorSource): TensorSource => ({
    ...values,
    read(name) {
      read.push(name);
      return values.read(name);
    },
  });
  const counting = reading(source);
  const written = withHalfWeights(
    graphOf(counting, (x, layer) => layer(x, 'a')),
    counting,
  );
  const narrowed = written.weights.find(({ name }) => name === 'a.weight:f16')!;
  const half = (await narrowed.load()) as Tensor<'f16'>;
  // Weights of ordinary size keep bf16's bits: f16 has three more.
  expect(relativeError(toF32(half).data, toF32(stored['a.weight']!).data)).toBeLessThan(1e-6);

  read.length = 0;
  const cached = reading(memorySource({ ...stored, 'a.weight:f16': half }));
  const x = random('x', [1, 8, width]);
  const again = withHalfWeights(
    graphOf(cached, (value, layer) => layer(value, 'a')),
    cached,
  );
  expect(relativeError(await run(halfGraph(again), x), await run(written, x))).toBeLessThan(1e-3);
  expect(read.filter((name) => name === 'a.weight')).toHaveLength(1);
  expect(read).toContain('a.weight:f16');
});
