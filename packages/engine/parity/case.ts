import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Precision } from '@akezora/contract';
import { floatsOf } from '../src/diffusion/precision.ts';
import { onnxNodeRuntime } from '../src/runtime/onnx-node.ts';
import type { Runtime } from '../src/runtime/runtime.ts';
import { viewAs } from '../src/tensor/dtype.ts';
import { bytesView, type Tensor } from '../src/tensor/tensor.ts';
import { openSafetensors } from '../src/weights/store.ts';

/** One parity case: a folder whose `case.json` says what was run, with inputs, weights and expected outputs beside it. */
export interface ParityCase {
  readonly folder: string;
  readonly id: string;
  readonly kind: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly tolerances: Readonly<Record<string, number | 'exact'>>;
}

/** How cases are run. */
export interface ParityOptions {
  readonly device: string;
  readonly precision: string;
}

/** The runtime of a case: half precision wherever `f16` is asked for, or small weights on a device that computes in it. */
export async function runtimeFor({ device, precision }: ParityOptions): Promise<Runtime> {
  const runtime = await onnxNodeRuntime();
  const floats = floatsOf(precision as Precision, device, (await runtime.examine(device)).half);
  return onnxNodeRuntime({ floats });
}

/** All case folders below a folder, itself included, in the order of their names. */
export async function findCases(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const found = entries.some((entry) => entry.name === 'case.json') ? [root] : [];
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  for (const name of folders.sort()) found.push(...(await findCases(join(root, name))));
  return found;
}

/** Reads `case.json`; a case without an id is called by its folder. */
export async function readCase(folder: string): Promise<ParityCase> {
  const json = JSON.parse(await readFile(join(folder, 'case.json'), 'utf8'));
  return {
    folder,
    id: json.id ?? relative('.', folder),
    kind: String(json.kind),
    args: json.args ?? {},
    tolerances: json.tolerance?.per_output ?? {},
  };
}

/** Reads a JSON file of a case. */
export const readJson = async <T>(parityCase: ParityCase, ...path: string[]): Promise<T> =>
  JSON.parse(await readFile(join(parityCase.folder, ...path), 'utf8'));

/** All tensors of a case's safetensors file, by name. */
export async function readTensors(path: string): Promise<Record<string, Tensor>> {
  const store = await openSafetensors(path);
  try {
    const tensors: Record<string, Tensor> = {};
    for (const name of store.names) tensors[name] = await store.read(name);
    return tensors;
  } finally {
    await store.close();
  }
}

/** The case's input tensors, as f32 data by name. */
export class Inputs {
  readonly tensors: Readonly<Record<string, Tensor>>;

  constructor(tensors: Readonly<Record<string, Tensor>>) {
    this.tensors = tensors;
  }

  /** Opens the `inputs.safetensors` of a case. */
  static async of(parityCase: ParityCase): Promise<Inputs> {
    return new Inputs(await readTensors(join(parityCase.folder, 'inputs.safetensors')));
  }

  /** The inputs of one item of a batch; noise planes, which a batch shares, stay as they are. */
  item(index: number, batch: number): Inputs {
    if (batch === 1) return this;
    const cut = (name: string, value: Tensor): Tensor => {
      if (value.shape[0] !== batch || name.startsWith('noise.decoder.')) return value;
      const size = value.data.length / batch;
      const data = value.data.slice(index * size, (index + 1) * size);
      return { ...value, shape: [1, ...value.shape.slice(1)], data } as Tensor;
    };
    return new Inputs(
      Object.fromEntries(Object.entries(this.tensors).map(([name, value]) => [name, cut(name, value)])),
    );
  }

  /** An input that has to be there. */
  need(name: string): Tensor {
    const value = this.tensors[name];
    if (!value) throw new Error(`the case has no input ${name}`);
    return value;
  }

  /** An f32 input that has to be there. */
  f32(name: string): Tensor<'f32'> {
    const value = this.need(name);
    if (value.dtype !== 'f32') throw new Error(`input ${name} is ${value.dtype}, not f32`);
    return value;
  }

  /** An f32 input, or nothing. */
  maybe(name: string): Tensor<'f32'> | undefined {
    return this.tensors[name] === undefined ? undefined : this.f32(name);
  }
}

/** The outputs of single items as those of a batch. */
export function stackOutputs(items: readonly Readonly<Record<string, Tensor>>[]): Record<string, Tensor> {
  const first = items[0] ?? {};
  if (items.length === 1) return { ...first };
  return Object.fromEntries(
    Object.entries(first).map(([name, value]) => {
      const parts = items.map((item) => bytesView(item[name]!));
      const bytes = new Uint8Array(Buffer.concat(parts));
      return [
        name,
        { ...value, shape: [items.length, ...value.shape.slice(1)], data: viewAs(value.dtype, bytes) } as Tensor,
      ];
    }),
  );
}
