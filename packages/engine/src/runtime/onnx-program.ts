import { AkezoraError } from '@akezora/contract';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Graph } from '../graph/graph.ts';
import { type DType, viewAs } from '../tensor/dtype.ts';
import { showShape, type Tensor, tensor } from '../tensor/tensor.ts';
import type { Program } from './runtime.ts';

const ortTypes = {
  f32: 'float32',
  f16: 'float16',
  i8: 'int8',
  u8: 'uint8',
  i32: 'int32',
  i64: 'int64',
  bool: 'bool',
} as const;

/** What programs need of onnxruntime, in Node or in a browser. */
export type OnnxLibrary = Pick<typeof import('onnxruntime-node'), 'InferenceSession' | 'Tensor'>;

/** What an error says. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function toOrt(ort: OnnxLibrary, name: string, value: Tensor, graph: Graph): OrtTensor {
  const wanted = graph.inputs.find((input) => input.name === name);
  if (!wanted) throw new RangeError(`${graph.name} has no input ${name}`);
  if (wanted.dtype !== value.dtype || wanted.shape.join() !== value.shape.join())
    throw new RangeError(
      `${name} is ${value.dtype} ${showShape(value.shape)}, not ${wanted.dtype} ${showShape(wanted.shape)}`,
    );
  const type = ortTypes[value.dtype as keyof typeof ortTypes];
  if (!type) throw new RangeError(`${name}: ${value.dtype} cannot be an input`);
  const made = new ort.Tensor(type, value.data as Float32Array, value.shape as number[]);
  // Where Node has Float16Array the library makes one of the bits of f16, which its binding then takes for empty.
  if (value.dtype === 'f16') Object.assign(made, { cpuData: value.data });
  return made;
}

function fromOrt(value: OrtTensor): Tensor {
  const dtype = Object.entries(ortTypes).find(([, name]) => name === value.type)?.[0] as DType | undefined;
  if (!dtype) throw new RangeError(`an output of type ${value.type}`);
  const data = value.data as unknown as Uint8Array;
  return tensor(
    dtype,
    value.dims,
    viewAs(dtype, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) as never,
  ) as Tensor;
}

/** A session of a graph as a program. @param label name in errors */
export function programOf(ort: OnnxLibrary, session: InferenceSession, graph: Graph, label: string): Program {
  let live = true;
  return {
    async run(inputs) {
      if (!live) throw new AkezoraError('runtime_failed', { stage: label, reason: 'the program was freed' });
      try {
        const feeds = Object.fromEntries(
          Object.entries(inputs).map(([name, value]) => [name, toOrt(ort, name, value, graph)]),
        );
        const results = await session.run(feeds);
        return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, fromOrt(value as OrtTensor)]));
      } catch (cause) {
        throw new AkezoraError('runtime_failed', { stage: label, reason: reasonOf(cause) }, { cause });
      }
    },
    async free() {
      if (!live) return;
      live = false;
      await session.release();
    },
  };
}
