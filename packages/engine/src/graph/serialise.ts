import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import type { DType } from '../tensor/dtype.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { bytesView } from '../tensor/tensor.ts';
import { type Attribute, type Graph, type Node, onnxOpset, type ValueInfo } from './graph.ts';
import {
  type AttributeProtoSchema,
  ModelProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from './onnx/onnx_pb.ts';

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

const whole = (values: readonly number[]) => values.map((value) => BigInt(value));

function attribute(name: string, { kind, value }: Attribute): MessageInitShape<typeof AttributeProtoSchema> {
  switch (kind) {
    case 'int':
      return { name, type: 2, i: BigInt(value) };
    case 'float':
      return { name, type: 1, f: value };
    case 'string':
      return { name, type: 3, s: new TextEncoder().encode(value) };
    case 'ints':
      return { name, type: 7, ints: whole(value) };
  }
}

const valueInfo = ({ name, dtype, shape }: ValueInfo): MessageInitShape<typeof ValueInfoProtoSchema> => ({
  name,
  type: {
    tensorType: { elemType: elementTypes[dtype], shape: { dim: whole(shape).map((dimValue) => ({ dimValue })) } },
  },
});

const node = ({ op, domain, inputs, outputs, attributes }: Node): MessageInitShape<typeof NodeProtoSchema> => ({
  opType: op,
  domain,
  name: outputs[0]?.name ?? op,
  input: [...inputs],
  output: outputs.map(({ name }) => name),
  attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
});

const entry = (key: string, value: string | number) => ({ key, value: String(value) });

function initializer(
  { name, dtype, shape }: ValueInfo,
  place: WeightPlace,
): MessageInitShape<typeof TensorProtoSchema> {
  const head = { name, dataType: elementTypes[dtype], dims: whole(shape) };
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
export function serialise(graph: Graph, places: ReadonlyMap<string, WeightPlace>): Uint8Array {
  const model = create(ModelProtoSchema, {
    irVersion: 10n,
    producerName: 'akezora',
    opsetImport: [
      { domain: '', version: BigInt(onnxOpset) },
      { domain: 'com.microsoft', version: 1n },
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
  });
  return toBinary(ModelProtoSchema, model);
}
