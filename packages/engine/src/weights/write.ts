import { open, rename, rm } from 'node:fs/promises';
import { writeFailure } from '../host/disk.ts';
import { bytesOf } from '../tensor/dtype.ts';
import { encodeHeader, type SafetensorsItem } from '../tensor/safetensors.ts';
import { bytesView, sizeOf, type Tensor } from '../tensor/tensor.ts';

/** A tensor that is computed just before it is written, so that a large file needs little memory. */
export interface PendingTensor extends SafetensorsItem {
  make(): Promise<Tensor> | Tensor;
}

/**
 * Writes a safetensors file tensor by tensor, yielding each name when it is written. The file appears under its name
 * only when it is complete and on the disk; a failure or an early return leaves nothing behind.
 * @throws AkezoraError `output_unwritable`, `not_enough_disk`; whatever `make` throws.
 */
export async function* writeSafetensors(
  path: string,
  items: readonly PendingTensor[],
  metadata: Readonly<Record<string, string>> = {},
): AsyncGenerator<string, void, void> {
  const part = `${path}.${process.pid}.part`;
  let left = items.reduce((sum, { dtype, shape }) => sum + bytesOf(dtype) * sizeOf(shape), 0);
  const refuse = async (cause: unknown): Promise<never> => {
    throw await writeFailure(path, left, cause);
  };
  const handle = await open(part, 'w').catch(refuse);
  const write = async (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length; )
      at += (await handle.write(bytes, at, Math.min(bytes.length - at, 2 ** 30)).catch(refuse)).bytesWritten;
  };
  let complete = false;
  try {
    await write(encodeHeader(items, metadata));
    for (const item of items) {
      const value = await item.make();
      if (value.dtype !== item.dtype || value.data.length !== sizeOf(item.shape))
        throw new RangeError(
          `${item.name} was announced as ${item.dtype} ${item.shape} and came as ${value.dtype} ${value.shape}`,
        );
      const bytes = bytesView(value);
      await write(bytes);
      left -= bytes.length;
      yield item.name;
    }
    await handle.sync().catch(refuse);
    await handle.close();
    await rename(part, path).catch(refuse);
    complete = true;
  } finally {
    if (!complete) {
      await handle.close().catch(() => {});
      await rm(part, { force: true });
    }
  }
}

/** Writes tensors in memory to a safetensors file. */
export async function saveSafetensors(
  path: string,
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const items = Object.entries(tensors).map(([name, value]) => ({
    name,
    dtype: value.dtype,
    shape: value.shape,
    make: () => value,
  }));
  for await (const _ of writeSafetensors(path, items, metadata));
}
