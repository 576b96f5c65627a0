/** Tensors and their data, from the arguments that PyTorch pickles (`torch._utils._rebuild_tensor_v2` and `torch.serialization`). */
import { damaged, unsupported } from './refusals.ts';
import { isKind, type PickleValue, reachOf, type StoredData, type StoredTensor, storageType } from './values.ts';

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const counts = (value: PickleValue | undefined): readonly number[] | undefined =>
  isKind(value, 'tuple') && value.items.length <= 16 && value.items.every(isCount)
    ? (value.items as readonly number[])
    : undefined;

/**
 * The data that a persistent identity names: `('storage', class, key, device, number of elements)`, in older files with a view at the end.
 * @throws AkezoraError `weights_corrupt`, `weights_unsupported`.
 */
export function storedData(identity: PickleValue, path: string): StoredData {
  const wrong = damaged(
    path,
    'data of a tensor is not named as PyTorch does',
    'テンソルのデータの名前が PyTorch の形式ではありません',
  );
  if (!isKind(identity, 'tuple')) throw wrong;
  const [word, type, key, , length, view = null] = identity.items;
  if (word !== 'storage' || !isKind(type, 'name') || typeof key !== 'string' || !isCount(length)) throw wrong;
  const dtype = storageType(type.name);
  if (dtype === undefined)
    throw unsupported(path, `its tensors are of ${type.name}`, `テンソルの型が ${type.name} です`);
  if (view !== null) throw unsupported(path, 'its data are views of other data', 'データが別のデータの一部です');
  return { kind: 'storage', key, dtype, length };
}

/**
 * A tensor: `(data, offset, shape, strides, requires_grad, hooks[, metadata])`.
 * @throws AkezoraError `weights_corrupt` when it reaches outside its data, `weights_unsupported`.
 */
export function rebuiltTensor(args: readonly PickleValue[], path: string): StoredTensor {
  const [storage, offset, size, stride, , , metadata = null] = args;
  const shape = counts(size);
  const strides = counts(stride);
  if (!isKind(storage, 'storage') || !isCount(offset) || !shape || strides?.length !== shape.length)
    throw damaged(path, 'a tensor is not described as PyTorch does', 'テンソルの記述が PyTorch の形式ではありません');
  if (metadata !== null && !(isKind(metadata, 'dict') && metadata.entries.size === 0))
    throw unsupported(path, 'a tensor is conjugated or negated', '共役や符号反転のテンソルがあります');
  const last = offset + reachOf({ shape, strides });
  if (!shape.includes(0) && !(last < storage.length))
    throw damaged(
      path,
      `a tensor reaches to element ${last} of data ${storage.key}, which has ${storage.length}`,
      `テンソルが、${storage.length}要素のデータ ${storage.key} の ${last}番目に及んでいます`,
    );
  return { kind: 'tensor', storage, offset, shape, strides };
}
