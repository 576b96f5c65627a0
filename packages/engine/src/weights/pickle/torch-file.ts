/** Tensors of a file that `torch.save` wrote, read without Python and without running anything in it. */
import { AkezoraError } from '@akezora/contract';
import { bytesOf, viewAs } from '../../tensor/dtype.ts';
import { expectTensor, type TensorInfo, type TensorSource } from '../../tensor/source.ts';
import { sizeOf, type Tensor, tensor } from '../../tensor/tensor.ts';
import { type FileBytes, openFileBytes } from '../file-bytes.ts';
import { openContainer } from './containers.ts';
import { namedTensors } from './named-tensors.ts';
import { damaged } from './refusals.ts';
import { reachOf, type StoredTensor } from './values.ts';

/** Whether a name is that of a file of PyTorch. */
export const isTorchFile = (path: string): boolean => /\.(?:bin|pt|pth)$/.test(path);

/**
 * Opens a file of PyTorch. Only its pickle is read; tensors are read one at a time on demand.
 * @throws AkezoraError `weights_missing`; `weights_unsafe` naming the code that it asks to run; `weights_unsupported`, `weights_corrupt`.
 */
export async function openTorchFile(path: string): Promise<TensorSource> {
  return openTorchBytes(await openFileBytes(path));
}

/** Opens the bytes of a file of PyTorch; they are closed with the result, or on failure. */
export async function openTorchBytes(file: FileBytes): Promise<TensorSource> {
  try {
    return await storeOf(file);
  } catch (error) {
    await file.close();
    throw error instanceof AkezoraError
      ? error
      : new AkezoraError(
          'weights_corrupt',
          { path: file.path, reason: String((error as Error).message) },
          { cause: error },
        );
  }
}

/** A tensor and the bytes that span it. */
interface Placed {
  readonly stored: StoredTensor;
  readonly info: TensorInfo;
  readonly offset: number;
  readonly bytes: number;
}

/** Largest number of elements of a tensor whose shape repeats stored ones, so that a small file cannot ask for much memory. */
const mostRepeated = 2 ** 28;

async function storeOf(file: FileBytes): Promise<TensorSource> {
  const { path } = file;
  const { root, placeOf } = await openContainer(file);
  const placed = new Map<string, Placed>();
  for (const [name, stored] of namedTensors(root, path))
    placed.set(name, place(name, stored, placeOf(stored.storage), path));
  const store: TensorSource = {
    label: path,
    names: [...placed.keys()],
    find: (name) => placed.get(name)?.info,
    async read(name) {
      const { dtype, shape } = expectTensor(store, name);
      const { stored, offset, bytes, info } = placed.get(name)!;
      const data = viewAs(dtype, await file.read(offset, bytes, `tensor ${name}`));
      return tensor(dtype, shape, info.location ? data : inOrder(data, stored)) as Tensor;
    },
    close: () => file.close(),
  };
  return store;
}

function place(name: string, stored: StoredTensor, data: number, path: string): Placed {
  const { storage, shape, offset } = stored;
  const { dtype } = storage;
  const count = sizeOf(shape);
  const span = count === 0 ? 0 : 1 + reachOf(stored);
  if (count > Math.max(storage.length, mostRepeated))
    throw damaged(path, `tensor ${name} is too large`, `テンソル ${name} が大きすぎます`);
  const from = data + offset * bytesOf(dtype);
  const bytes = span * bytesOf(dtype);
  const location = isInOrder(stored) ? { location: { file: path, offset: from, bytes } } : {};
  return { stored, info: { name, dtype, shape, ...location }, offset: from, bytes };
}

/** Whether elements lie one after the other in the order of the shape. */
function isInOrder({ shape, strides }: StoredTensor): boolean {
  let next = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== next) return shape.includes(0);
    next *= shape[axis]!;
  }
  return true;
}

type Elements = ReturnType<typeof viewAs>;

/** Elements in the order of the shape, from the span that holds them. */
function inOrder(span: Elements, { shape, strides }: StoredTensor): Elements {
  const Kind = span.constructor as new (length: number) => Elements;
  const out = new Kind(sizeOf(shape));
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    out[to] = span[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}
