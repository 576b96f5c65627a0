import type { DType } from '../tensor/dtype.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { bytesView } from '../tensor/tensor.ts';
import { type Attribute, type Graph, type Node, onnxOpset, type ValueInfo } from './graph.ts';

const elementTypes: Readonly<Record<DType, number>> = {
  f32: 1,
  u8: 2,
  i8: 3,
  i32: 6,
  i64: 7,
  bool: 9,
  f16: 10,
  bf16: 16,
  f8e4m3: 17,
  f8e5m2: 19,
};

/** Place of a weight's data when the graph is loaded. */
export type WeightPlace =
  | { readonly kind: 'inline'; readonly tensor: Tensor }
  | { readonly kind: 'external'; readonly file: string; readonly offset: number; readonly bytes: number };

function attribute(name: string, { kind, value }: Attribute) {
  switch (kind) {
    case 'int':
      return { name, type: 2, i: value };
    case 'float':
      return { name, type: 1, f: value };
    case 'string':
      return { name, type: 3, s: new TextEncoder().encode(value) };
    case 'ints':
      return { name, type: 7, ints: [...value] };
  }
}

const valueInfo = ({ name, dtype, shape }: ValueInfo) => ({
  name,
  type: { tensorType: { elemType: elementTypes[dtype], shape: { dim: shape.map((dimValue) => ({ dimValue })) } } },
});

const node = ({ op, domain, inputs, outputs, attributes }: Node) => ({
  opType: op,
  domain,
  name: outputs[0]?.name ?? op,
  input: [...inputs],
  output: outputs.map(({ name }) => name),
  attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
});

const entry = (key: string, value: string | number) => ({ key, value: String(value) });

function initializer({ name, dtype, shape }: ValueInfo, place: WeightPlace) {
  const head = { name, dataType: elementTypes[dtype], dims: [...shape] };
  if (place.kind === 'inline') return { ...head, rawData: bytesView(place.tensor) };
  const { file, offset, bytes } = place;
  return {
    ...head,
    dataLocation: 1,
    externalData: [entry('location', file), entry('offset', offset), entry('length', bytes)],
  };
}

/**
 * The bytes of a graph as an ONNX model (https://onnx.ai/onnx/repo-docs/IR.html). `places` has the place of each
 * weight's data: inside the model or outside.
 */
export async function serialise(graph: Graph, places: ReadonlyMap<string, WeightPlace>): Promise<Uint8Array> {
  const { default: proto } = await import('onnx-proto');
  const { ModelProto } = proto.onnx;
  return ModelProto.encode({
    irVersion: 10,
    producerName: 'akezora',
    opsetImport: [
      { domain: '', version: onnxOpset },
      { domain: 'com.microsoft', version: 1 },
    ],
    graph: {
      name: graph.name,
      node: graph.nodes.map(node),
      input: graph.inputs.map(valueInfo),
      output: graph.outputs.map(valueInfo),
      initializer: graph.weights.map((weight) => {
        const place = places.get(weight.name);
        if (!place) throw new Error(`${graph.name}: no place given for weight ${weight.name}`);
        return initializer(weight, place);
      }),
    },
  } as Parameters<typeof ModelProto.encode>[0]).finish();
}
