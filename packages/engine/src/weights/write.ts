import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { writeFailure } from '../host/disk.ts';
import { encodeHeader, type SafetensorsItem } from '../tensor/safetensors.ts';
import { byteLengthOf, bytesView, sizeOf, type Tensor } from '../tensor/tensor.ts';

/** A tensor that is computed just before it is written, so that a large file needs little memory. */
export interface PendingTensor extends SafetensorsItem {
  make(): Promise<Tensor> | Tensor;
}

/** A safetensors file that is being written under another name, tensor by tensor in any order. */
export interface SafetensorsPart {
  /** Path of what is there so far. */
  readonly path: string;
  /** Where the data of a tensor begins. */
  offsetOf(name: string): number;
  /**
   * Writes a tensor.
   * @throws AkezoraError `output_unwritable`, `not_enough_disk`; RangeError for another type or shape than announced.
   */
  write(name: string, value: Tensor): Promise<void>;
  /** Puts the file, complete and on the disk, under its name. */
  finish(): Promise<void>;
  /** Removes what is there, unless it is finished. */
  discard(): Promise<void>;
}

/** The file that an unfinished one will be, and the number of the process that writes it; `undefined` for other names. */
export function unfinishedOf(name: string): { readonly file: string; readonly writer: number } | undefined {
  const [, file, writer] = /^(.*)\.(\d+)\.part$/s.exec(name) ?? [];
  return file === undefined ? undefined : { file, writer: Number(writer) };
}

/**
 * Begins a safetensors file with room for all its tensors.
 * @throws AkezoraError `output_unwritable`, `not_enough_disk`
 */
export async function beginSafetensors(
  path: string,
  items: readonly SafetensorsItem[],
  metadata: Readonly<Record<string, string>> = {},
): Promise<SafetensorsPart> {
  const part = `${path}.${process.pid}.part`;
  const header = encodeHeader(items, metadata);
  const places = new Map<string, { readonly item: SafetensorsItem; readonly at: number }>();
  let end = header.length;
  for (const item of items) {
    places.set(item.name, { item, at: end });
    end += byteLengthOf(item.dtype, item.shape);
  }
  const total = end;
  const refuse = async (cause: unknown): Promise<never> => {
    throw await writeFailure(path, total, cause);
  };
  const placeOf = (name: string) => {
    const place = places.get(name);
    if (place === undefined) throw new RangeError(`${name} was not announced`);
    return place;
  };
  const handle: FileHandle = await open(part, 'w').catch(refuse);
  let open_ = true;
  const writeAt = async (bytes: Uint8Array, position: number) => {
    for (let at = 0; at < bytes.length; )
      at += (await handle.write(bytes, at, Math.min(bytes.length - at, 2 ** 30), position + at).catch(refuse))
        .bytesWritten;
  };
  const file: SafetensorsPart = {
    path: part,
    offsetOf: (name) => placeOf(name).at,
    async write(name, value) {
      const { item, at } = placeOf(name);
      if (value.dtype !== item.dtype || value.data.length !== sizeOf(item.shape))
        throw new RangeError(
          `${name} was announced as ${item.dtype} ${item.shape} and came as ${value.dtype} ${value.shape}`,
        );
      await writeAt(bytesView(value), at);
    },
    async finish() {
      await handle.sync().catch(refuse);
      open_ = false;
      await handle.close();
      await rename(part, path).catch(refuse);
    },
    async discard() {
      if (open_) await handle.close().catch(() => {});
      open_ = false;
      await rm(part, { force: true });
    },
  };
  try {
    await writeAt(header, 0);
    await handle.truncate(total).catch(refuse);
  } catch (error) {
    await file.discard();
    throw error;
  }
  return file;
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
  const file = await beginSafetensors(path, items, metadata);
  try {
    for (const item of items) {
      await file.write(item.name, await item.make());
      yield item.name;
    }
    await file.finish();
  } finally {
    await file.discard();
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
