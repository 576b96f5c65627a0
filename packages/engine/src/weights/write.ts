import { open, rename, rm } from 'node:fs/promises';
import { AkezoraError } from '@akezora/contract';
import { bytesView, encodeHeader, type SafetensorsItem, sizeOf, type Tensor } from '../tensor/index.ts';

/** A tensor that is made only when its turn to be written comes, so that a large file needs little memory. */
export interface PendingTensor extends SafetensorsItem {
  make(): Promise<Tensor> | Tensor;
}

const unwritable = (path: string, cause: unknown): AkezoraError => {
  const code = (cause as { code?: string }).code;
  const reason = (cause as Error).message;
  return code === 'ENOSPC'
    ? new AkezoraError('not_enough_disk', { path, needed: '?', available: '0 B' }, { cause })
    : new AkezoraError('output_unwritable', { path, reason }, { cause });
};

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
  const handle = await open(part, 'w').catch((cause) => {
    throw unwritable(path, cause);
  });
  const write = async (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await handle.write(bytes, at, Math.min(bytes.length - at, 2 ** 30)).catch((cause) => {
        throw unwritable(path, cause);
      });
      at += bytesWritten;
    }
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
      await write(bytesView(value));
      yield item.name;
    }
    await handle.sync();
    await handle.close();
    await rename(part, path).catch((cause) => {
      throw unwritable(path, cause);
    });
    complete = true;
  } finally {
    if (!complete) {
      await handle.close().catch(() => {});
      await rm(part, { force: true });
    }
  }
}

/** Writes tensors at hand to a safetensors file. */
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
