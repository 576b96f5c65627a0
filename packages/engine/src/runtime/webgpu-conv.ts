/**
 * Convolutions that onnxruntime's WebGPU provider computes wrongly, in a form that it computes right. For a number of input channels that
 * three divides and four does not (three itself excepted), 1.30 reads them three at a time into kernels for four, where the number of
 * output channels is a multiple of four: nothing in the result is right. With channels of zeros up to a multiple of four it is.
 */
import type { Attribute, Graph, Node, ValueInfo, Weight } from '../graph/graph.ts';
import { i64 } from '../tensor/tensor.ts';

/** Adds channels of zeros to the input and the kernel of each convolution that WebGPU would compute wrongly. */
export function withWholeChannels(graph: Graph): Graph {
  const infos = new Map<string, ValueInfo>();
  for (const info of [...graph.inputs, ...graph.weights, ...graph.nodes.flatMap(({ outputs }) => outputs)])
    infos.set(info.name, info);
  const weights = new Map<string, Weight>(graph.weights.map((weight) => [weight.name, weight]));
  const padsOf = (channels: number): string => {
    const name = `pads_of_${channels}_channels`;
    const pads = [0, 0, 0, 0, 0, channels, 0, 0];
    weights.set(name, { name, dtype: 'i64', shape: [pads.length], load: () => i64([pads.length], pads) });
    return name;
  };
  const nodes = graph.nodes.flatMap((node) => {
    const [x, kernel] = node.inputs.map((name) => infos.get(name));
    if (!x || !kernel || !isWrong(node, x, kernel)) return [node];
    const channels = 4 - ((x.shape[1] as number) % 4);
    const padded = [x, kernel].map((value) => wider(value, channels, `${node.outputs[0]?.name}_${value.name}`));
    const pads = [x, kernel].map((value, i) => padNode(node, value, padded[i] as ValueInfo, padsOf(channels)));
    return [...pads, { ...node, inputs: [...padded.map(({ name }) => name), ...node.inputs.slice(2)] }];
  });
  return { ...graph, nodes, weights: [...weights.values()] };
}

function isWrong({ op, attributes }: Node, x: ValueInfo, kernel: ValueInfo): boolean {
  const [out = 0, inner = 0, ...lengths] = kernel.shape;
  const inOneGroup = op === 'Conv' && x.shape.length === 4 && numberOf(attributes.group, 1) === 1;
  return inOneGroup && lengths.some((n) => n > 1) && out % 4 === 0 && inner > 3 && inner % 3 === 0 && inner % 4 !== 0;
}

const numberOf = (attribute: Attribute | undefined, otherwise: number): number =>
  attribute?.kind === 'int' ? attribute.value : otherwise;

const wider = ({ dtype, shape }: ValueInfo, channels: number, name: string): ValueInfo => ({
  name,
  dtype,
  shape: shape.map((length, axis) => (axis === 1 ? length + channels : length)),
});

const padNode = ({ scope }: Node, value: ValueInfo, output: ValueInfo, pads: string): Node => ({
  ...{ op: 'Pad', domain: '', scope, outputs: [output] },
  inputs: [value.name, pads],
  attributes: { mode: { kind: 'string', value: 'constant' } },
});
