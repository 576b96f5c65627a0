/** Storing the weights of a half-precision graph as f16, so that a large model is not narrowed at every load. */
import { isFloat } from '../tensor/dtype.ts';
import type { TensorSource } from '../tensor/source.ts';
import type { Graph, Weight } from './graph.ts';
import { castTo, halfName, halved, isExact, products } from './half.ts';

/** The f16 form of a weight: the stored one, where the source has it, else one that is narrowed when it is loaded. */
function storedHalf(source: TensorSource, weight: Weight): Weight {
  const made = halved(weight);
  const info = source.find(made.name);
  if (info?.dtype !== 'f16' || info.shape.join() !== weight.shape.join()) return made;
  const { name, shape, location } = info;
  return { name, dtype: 'f16', shape, load: () => source.read(halfName(weight.name)), ...(location && { location }) };
}

/**
 * The same graph with the weights of its products as f16, each widened to f32 again by a Cast, which `halfGraph` takes away.
 * Layers that stay f32 in half precision keep their weights.
 */
export function withHalfWeights(graph: Graph, source: TensorSource): Graph {
  const multiplied = new Set(graph.nodes.flatMap(({ op, inputs }) => (products.has(op) ? inputs : [])));
  const widened = new Map<string, string>();
  for (const { op, inputs, outputs } of graph.nodes)
    if (op === 'Cast' && outputs[0]?.dtype === 'f32') widened.set(inputs[0] as string, outputs[0].name);
  const halves = new Map<string, Weight>();
  for (const weight of graph.weights) {
    const taken = multiplied.has(widened.get(weight.name) ?? weight.name);
    if (taken && weight.shape.length > 1 && isFloat(weight.dtype) && weight.dtype !== 'f16' && !isExact(weight.name))
      halves.set(weight.name, storedHalf(source, weight));
  }
  const casts = graph.weights.flatMap((weight) => {
    const half = widened.has(weight.name) ? undefined : halves.get(weight.name);
    return half ? [castTo(half.name, { ...weight, dtype: 'f32' }, '')] : [];
  });
  const nodes = graph.nodes.map((node) => {
    const half = node.op === 'Cast' ? halves.get(node.inputs[0] as string) : undefined;
    return half ? { ...node, inputs: [half.name] } : node;
  });
  return {
    ...graph,
    nodes: [...casts, ...nodes],
    weights: graph.weights.map((weight) => halves.get(weight.name) ?? weight),
  };
}
