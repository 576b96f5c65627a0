import { expect, it } from 'vitest';
import { GraphBuilder } from '../../src/graph/builder.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { conv } from '../../src/graph/layers/conv.ts';
import { onnxNodeRuntime } from '../../src/runtime/onnx-node.ts';
import { withWholeChannels } from '../../src/runtime/webgpu-conv.ts';
import { random, relativeError } from '../graph/reference.ts';

const graphOf = (channels: number, out: number, kernel: number): Graph => {
  const g = new GraphBuilder('convolution', {});
  const x = g.input('x', 'f32', [1, channels, 6, 5]);
  const weight = g.constant(random('weight', [out, channels, kernel, kernel]), 'weight');
  const bias = g.constant(random('bias', [out]), 'bias');
  g.output('y', conv(x, weight, bias, { padding: [kernel >> 1, kernel >> 1] }));
  return g.build();
};

async function run(graph: Graph, channels: number): Promise<Float32Array> {
  const program = await (await onnxNodeRuntime({ threads: 1 })).load(graph);
  const { y } = await program.run({ x: random('x', [1, channels, 6, 5]) });
  await program.free();
  return y!.data as Float32Array;
}

it.each([6, 9, 18, 27])('adds channels of zeros to %i, with the same result', async (channels) => {
  const graph = graphOf(channels, 8, 3);
  const whole = withWholeChannels(graph);
  expect(whole.nodes.slice(0, 3).map(({ op }) => op)).toEqual(['Pad', 'Pad', 'Conv']);
  for (const { outputs } of whole.nodes.slice(0, 2)) expect(outputs[0]!.shape[1]! % 4).toBe(0);
  expect(relativeError(await run(whole, channels), await run(graph, channels))).toBeLessThan(1e-6);
});

it.each([
  [3, 8, 3],
  [5, 8, 3],
  [12, 8, 3],
  [9, 6, 3],
  [9, 8, 1],
])('leaves %i channels to %i by a kernel of %i as they are', (channels, out, kernel) => {
  const graph = graphOf(channels, out, kernel);
  expect(withWholeChannels(graph).nodes).toEqual(graph.nodes);
});
