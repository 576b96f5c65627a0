import { open } from 'node:fs/promises';
import { AkezoraError } from '@akezora/contract';
import { bytesOf, viewAs } from '../tensor/dtype.ts';
import { floatsFrom } from '../tensor/half.ts';
import { expectTensor, type TensorSource } from '../tensor/source.ts';
import { f32, type Tensor, toF32 } from '../tensor/tensor.ts';

/**
 * Rows of a stored table by id, as f32 `[ids.length, columns]`. If the table is in a file, only these rows are read:
 * a T5-XXL table has 0.5 GB and a prompt needs a hundred rows of it.
 * @throws AkezoraError `weights_mismatch` when the table is missing or an id is outside it.
 */
export async function embedRows(source: TensorSource, name: string, ids: readonly number[]): Promise<Tensor<'f32'>> {
  const info = expectTensor(source, name);
  const [rows, columns] = info.shape as [number, number];
  const beyond = ids.find((id) => id < 0 || id >= rows);
  if (beyond !== undefined)
    throw new AkezoraError('weights_mismatch', {
      path: source.label,
      tensor: name,
      reason: {
        en: `it has ${rows} rows and the tokenizer gave id ${beyond}`,
        ja: `${rows}行しかありませんが、トークン ${beyond} が必要です`,
      },
    });
  const out = new Float32Array(ids.length * columns);
  if (info.location === undefined) {
    const table = toF32(await source.read(name)).data;
    for (const [i, id] of ids.entries()) out.set(table.subarray(id * columns, (id + 1) * columns), i * columns);
    return f32([ids.length, columns], out);
  }
  const rowBytes = columns * bytesOf(info.dtype);
  const file = await open(info.location.file, 'r');
  try {
    for (const [i, id] of ids.entries()) {
      const bytes = new Uint8Array(rowBytes);
      const { bytesRead } = await file.read(bytes, 0, rowBytes, info.location.offset + id * rowBytes);
      if (bytesRead !== rowBytes)
        throw new AkezoraError('weights_corrupt', { path: info.location.file, reason: `it ends inside ${name}` });
      out.set(floatsFrom(info.dtype, viewAs(info.dtype, bytes)), i * columns);
    }
  } finally {
    await file.close();
  }
  return f32([ids.length, columns], out);
}
