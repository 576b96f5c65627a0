/**
 * A graph in the operations that onnxruntime's WebGPU provider has. What it lacks would run on the CPU, unnoticed but for the
 * time: 1.30 has no `FusedMatMul`, which is how linear layers are written, and so took every one of them to the CPU.
 */
import type { Graph, Node, ValueInfo, Weight } from '../graph/graph.ts';
import { i64, sizeOf } from '../tensor/tensor.ts';

const plain = { domain: '', attributes: {} };

/** A bias that is added to a product and nothing else, as the input of the Add that is not the product. */
interface Bias {
  readonly add: Node;
  readonly name: string;
}

/** Rewrites each product x · Wᵀ, with the bias added to it, as a Gemm over rows. */
export function webgpuGraph(graph: Graph): Graph {
  const infos = new Map<string, ValueInfo>();
  for (const info of [...graph.inputs, ...graph.weights]) infos.set(info.name, info);
  for (const node of graph.nodes) for (const info of node.outputs) infos.set(info.name, info);
  const constant = constantsOf(graph);
  const uses = new Map<string, Node[]>();
  for (const node of graph.nodes)
    for (const name of new Set(node.inputs)) uses.set(name, [...(uses.get(name) ?? []), node]);

  const biasOf = (product: ValueInfo): Bias | undefined => {
    const [add, ...others] = uses.get(product.name) ?? [];
    if (add?.op !== 'Add' || others.length > 0) return undefined;
    const name = add.inputs[0] === product.name ? add.inputs[1] : add.inputs[0];
    const fits =
      name !== undefined && constant.has(name) && infos.get(name)?.shape.join() === `${product.shape.at(-1)}`;
    return fits ? { add, name } : undefined;
  };

  const weights = new Map<string, Weight>(graph.weights.map((weight) => [weight.name, weight]));
  const shapeOf = (shape: readonly number[]): string => {
    const name = `shape_${shape.join('x')}`;
    weights.set(name, { name, dtype: 'i64', shape: [shape.length], load: () => i64([shape.length], shape) });
    return name;
  };
  const gemm = (node: Node, x: ValueInfo, bias: Bias | undefined): Node[] => {
    const product = node.outputs[0] as ValueInfo;
    const result = bias?.add.outputs[0] ?? product;
    const rows = sizeOf(x.shape.slice(0, -1));
    const flat = [rows, x.shape.at(-1) as number];
    const [flatX, flatY] = [`${product.name}_rows`, `${product.name}_product`];
    const { scope } = node;
    return [
      {
        ...plain,
        scope,
        op: 'Reshape',
        inputs: [x.name, shapeOf(flat)],
        outputs: [{ ...x, name: flatX, shape: flat }],
      },
      {
        ...plain,
        scope,
        op: 'Gemm',
        inputs: [flatX, node.inputs[1] as string, ...(bias ? [bias.name] : [])],
        outputs: [{ ...product, name: flatY, shape: [rows, product.shape.at(-1) as number] }],
        attributes: { transB: { kind: 'int', value: 1 } },
      },
      { ...plain, scope, op: 'Reshape', inputs: [flatY, shapeOf(result.shape)], outputs: [result] },
    ];
  };
  const written = new Map<Node, Node[]>();
  for (const node of graph.nodes) {
    const [x, weight] = node.inputs.map((name) => infos.get(name));
    const product = node.outputs[0];
    const linear = node.op === 'FusedMatMul' && node.attributes.transB?.value === 1 && weight?.shape.length === 2;
    if (!linear || !x || !product) continue;
    const bias = biasOf(product);
    if (bias) written.set(node, []);
    written.set(bias?.add ?? node, gemm(node, x, bias));
  }
  const nodes = graph.nodes.flatMap((node) => written.get(node) ?? [node]);
  return { ...graph, nodes, weights: [...weights.values()] };
}

/** Names of the weights, and of those that a Cast widens. */
function constantsOf(graph: Graph): Set<string> {
  const names = new Set(graph.weights.map(({ name }) => name));
  for (const { op, inputs, outputs } of graph.nodes)
    if (op === 'Cast' && names.has(inputs[0] as string)) names.add((outputs[0] as ValueInfo).name);
  return names;
}
