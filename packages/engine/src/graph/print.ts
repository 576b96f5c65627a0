import { byteLengthOf, showShape } from '../tensor/tensor.ts';
import type { Attribute, Graph, ValueInfo } from './graph.ts';

const show = ({ name, dtype, shape }: ValueInfo) => `${name}: ${dtype} ${showShape(shape)}`;
const showAttribute = ([name, { value }]: [string, Attribute]) =>
  `${name}=${typeof value === 'object' ? `[${value.join(' ')}]` : value}`;

/** A graph as text, one line a node, with shapes, grouped by the part of the model: for people and for diffs. */
export function print(graph: Graph): string {
  const weightBytes = graph.weights.reduce((sum, { dtype, shape }) => sum + byteLengthOf(dtype, shape), 0);
  const lines = [
    `graph ${graph.name}: ${graph.nodes.length} nodes, ${graph.weights.length} weights, ${weightBytes} bytes`,
    ...graph.inputs.map((value) => `in  ${show(value)}`),
  ];
  const known = new Map(
    graph.weights.map((weight) => [weight.name, `${weight.name}‹${weight.dtype} ${showShape(weight.shape)}›`]),
  );
  let scope = '';
  for (const node of graph.nodes) {
    if (node.scope !== scope) lines.push(`# ${(scope = node.scope) || '(top)'}`);
    const inputs = node.inputs.map((name) => known.get(name) ?? (name || '–')).join(', ');
    const attributes = Object.entries(node.attributes).map(showAttribute).join(' ');
    lines.push(`  ${node.outputs.map(show).join('; ')} = ${node.op}(${inputs})${attributes && ` {${attributes}}`}`);
  }
  return [...lines, ...graph.outputs.map((value) => `out ${show(value)}`)].join('\n');
}
