/**
 * Half precision: a finished f32 graph rewritten so that its products run on f16. It is done on the graph, not by the models, so
 * that every model and every part of it gets the same rules (as PyTorch's autocast has them):
 *
 * - matrix products, convolutions and attention take and give f16;
 * - norms, means and what is exponentiated or inverted stay f32;
 * - sums of two activations stay f32: that is the residual stream, which grows from block to block and would leave f16's range;
 * - squares stay f32, since the square of 256 is out of range;
 * - everything else follows its inputs, f32 if any of them is.
 *
 * Inputs and outputs of the graph stay f32.
 */
import { type Tensor, toF16 } from '../tensor/tensor.ts';
import type { Graph, Node, ValueInfo, Weight } from './graph.ts';

/** Operations that compute on f16. */
export const products: ReadonlySet<string> = new Set([
  'MatMul',
  'Gemm',
  'FusedMatMul',
  'Conv',
  'MatMulNBits',
  'MultiHeadAttention',
]);

const exact = new Set([
  'SimplifiedLayerNormalization',
  'LayerNormalization',
  'InstanceNormalization',
  'ReduceMean',
  'Exp',
  'Log',
  'Sin',
  'Cos',
  'Sqrt',
  'Reciprocal',
  'Resize',
]);

/**
 * Weights whose products stay f32: the layers outside the blocks and those of timesteps, which cost next to nothing and whose
 * rounding shows most; and T5's `wo`, whose sums leave the range of f16 (transformers keeps it in f32, too).
 */
const exactWeights =
  /^(?:proj_in|proj_out|patch_embed|norm_out|time_embed|caption_projection)\.|\.(?:wo|timestep_embedder\.linear_[12])\.(?:weight|bias)$/;

/** Whether the products of a weight stay f32. */
export const isExact = (weight: string): boolean => exactWeights.test(weight.replace(/[:@].*$/, ''));

/** Name of a weight's f16 form, as it is cached. */
export const halfName = (weight: string): string => `${weight.replace(/:f32$/, '')}:f16`;

/** A weight's f16 form, narrowed when it is loaded. */
export const halved = (weight: Weight): Weight =>
  weight.dtype === 'f16'
    ? weight
    : {
        name: halfName(weight.name),
        dtype: 'f16',
        shape: weight.shape,
        load: async (): Promise<Tensor> => toF16(await weight.load()),
        computed: true,
      };

/** A Cast of a value to the type of another. */
export const castTo = (from: string, to: ValueInfo, scope: string): Node => ({
  op: 'Cast',
  domain: '',
  inputs: [from],
  outputs: [to],
  attributes: { to: { kind: 'int', value: to.dtype === 'f16' ? 10 : 1 } },
  scope,
});

/** A float of the f32 graph: a constant, or what nodes compute, in one or both types. */
interface Float {
  readonly info: ValueInfo;
  readonly constant: Weight | undefined;
  readonly names: { f32?: string; f16?: string };
}

/** Whether the value is a small float that a Cast widens to f32. */
const widens = (node: Node, weights: ReadonlyMap<string, Weight>): boolean =>
  node.op === 'Cast' && node.outputs[0]?.dtype === 'f32' && weights.has(node.inputs[0] ?? '');

class Halving {
  readonly nodes: Node[] = [];
  readonly weights = new Map<string, Weight>();
  readonly #floats = new Map<string, Float>();
  readonly #stored: ReadonlyMap<string, Weight>;

  constructor(graph: Graph) {
    this.#stored = new Map(graph.weights.map((weight) => [weight.name, weight]));
    for (const info of graph.inputs) this.#add(info);
    for (const weight of graph.weights) this.#add(weight, weight);
    const results = new Set(graph.outputs.map(({ name }) => name));
    for (const node of graph.nodes) this.#rewrite(node, results);
  }

  #add(info: ValueInfo, constant?: Weight): void {
    if (info.dtype !== 'f32') {
      if (constant) this.weights.set(constant.name, constant);
      return;
    }
    this.#floats.set(info.name, { info, constant, names: constant ? {} : { f32: info.name } });
  }

  #rewrite(node: Node, results: ReadonlySet<string>): void {
    const out = node.outputs[0] as ValueInfo;
    if (widens(node, this.#stored)) {
      const constant = this.#stored.get(node.inputs[0] as string) as Weight;
      this.weights.delete(constant.name);
      this.#floats.set(out.name, { info: out, constant, names: {} });
      return;
    }
    const floats = node.inputs.flatMap((name) => this.#floats.get(name) ?? []);
    const dtype = results.has(out.name) ? 'f32' : this.#dtypeOf(node, floats);
    const inputs = node.inputs.map((name) => this.#as(name, dtype, node.scope));
    const outputs = node.outputs.map((info) => (info.dtype === 'f32' ? { ...info, dtype } : info));
    this.nodes.push({ ...node, inputs, outputs });
    for (const info of node.outputs)
      if (info.dtype === 'f32')
        this.#floats.set(info.name, { info, constant: undefined, names: { [dtype]: info.name } });
  }

  #dtypeOf({ op, inputs, outputs }: Node, floats: readonly Float[]): 'f32' | 'f16' {
    if (products.has(op)) return floats.some(({ constant }) => constant && isExact(constant.name)) ? 'f32' : 'f16';
    const active = floats.filter(({ constant }) => !constant);
    if (exact.has(op) || op === 'Cast' || active.some(({ names }) => names.f16 === undefined) || active.length === 0)
      return 'f32';
    const size = outputs[0]?.shape.join();
    if (op === 'Add' && active.length === 2 && active.every(({ info }) => info.shape.join() === size)) return 'f32';
    return op === 'Mul' && inputs[0] === inputs[1] ? 'f32' : 'f16';
  }

  /** Name of a value in a type; a Cast, or the weight in that type, is added where there is none yet. */
  #as(name: string, dtype: 'f32' | 'f16', scope: string): string {
    const float = this.#floats.get(name);
    if (!float) return name;
    const known = float.names[dtype];
    if (known !== undefined) return known;
    const made = float.constant
      ? this.#constant(float.constant, float.info, dtype, scope)
      : this.#cast(name, float.info, dtype, scope);
    float.names[dtype] = made;
    return made;
  }

  #cast(from: string, info: ValueInfo, dtype: 'f32' | 'f16', scope: string): string {
    const name = `${info.name}_${dtype}`;
    this.nodes.push(castTo(from, { ...info, name, dtype }, scope));
    return name;
  }

  #constant(weight: Weight, info: ValueInfo, dtype: 'f32' | 'f16', scope: string): string {
    const used = dtype === 'f16' ? halved(weight) : weight;
    this.weights.set(used.name, used);
    return used.dtype === dtype ? used.name : this.#cast(used.name, info, dtype, scope);
  }
}

/** A graph in half precision; one in half precision already comes back as it is. */
export function halfGraph(graph: Graph): Graph {
  const { nodes, weights } = new Halving(graph);
  return { ...graph, nodes, weights: [...weights.values()] };
}
