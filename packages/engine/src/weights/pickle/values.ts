/** What a pickle of tensors is made of. Nothing in it is a function, and nothing of it is ever called. */
import type { DType } from '../../tensor/dtype.ts';

/** A value of a pickle. */
export type PickleValue = string | number | bigint | boolean | null | Uint8Array | PickleObject;

/** A value with parts. Lists and tuples are one kind, dictionaries of any class too. */
export type PickleObject =
  | { readonly kind: 'list'; readonly items: PickleValue[] }
  | { readonly kind: 'tuple'; readonly items: readonly PickleValue[] }
  | { readonly kind: 'dict'; readonly entries: Map<PickleValue, PickleValue> }
  | { readonly kind: 'name'; readonly name: AllowedName }
  | StoredData
  | StoredTensor;

/** Whether a value is of a kind. */
export const isKind = <K extends PickleObject['kind']>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<PickleObject, { kind: K }> =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;

/** The data of one or several tensors: a record of the archive, or a piece after the pickle. */
export interface StoredData {
  readonly kind: 'storage';
  readonly key: string;
  readonly dtype: DType;
  /** Number of elements. */
  readonly length: number;
}

/** A view of stored data. */
export interface StoredTensor {
  readonly kind: 'tensor';
  readonly storage: StoredData;
  /** Elements before the first, and from one element to the next along each axis. */
  readonly offset: number;
  readonly strides: readonly number[];
  readonly shape: readonly number[];
}

/** Elements from the first of a view to its furthest; of no meaning where it has none. */
export const reachOf = ({ shape, strides }: Pick<StoredTensor, 'shape' | 'strides'>): number =>
  shape.reduce((sum, length, axis) => sum + (length - 1) * strides[axis]!, 0);

const storages: Readonly<Record<string, DType>> = {
  'torch.FloatStorage': 'f32',
  'torch.HalfStorage': 'f16',
  'torch.BFloat16Storage': 'bf16',
  'torch.LongStorage': 'i64',
  'torch.IntStorage': 'i32',
  'torch.CharStorage': 'i8',
  'torch.ByteStorage': 'u8',
  'torch.BoolStorage': 'bool',
};

const functions = [
  'torch._utils._rebuild_tensor_v2',
  'torch._utils._rebuild_parameter',
  'collections.OrderedDict',
] as const;

/** A name of Python that a pickle of tensors may hold. Each stands for a step of `machine.ts`, never for code. */
export type AllowedName = (typeof functions)[number] | `torch.${string}Storage`;

/** Element type of a kind of storage, `undefined` for those that are not read. */
export const storageType = (name: string): DType | undefined =>
  Object.hasOwn(storages, name) ? storages[name] : undefined;

/** Whether a pickle of tensors may hold a name. */
export const isAllowed = (name: string): name is AllowedName =>
  (functions as readonly string[]).includes(name) || /^torch\.[A-Za-z0-9]{1,24}Storage$/.test(name);
