import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtures } from './ltx-video/tiny-model.ts';

const lists = join(fixtures, '../../../../../shared/parity/full-size');

/** The config and the tensors of a published part of a model. */
export interface FullSizeList {
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: readonly (readonly [name: string, shape: readonly number[]])[];
}

/** Skips a test where the lists are not there: they are beside the repository. */
export function needFullSizeLists(skip: () => void): void {
  if (existsSync(lists)) return;
  console.warn('SKIPPED: the lists of full-size tensors are not beside the repository');
  skip();
}

/** A published part by its name. */
export function fullSizeList(name: string): FullSizeList {
  const { config, tensors } = JSON.parse(readFileSync(join(lists, `${name}.json`), 'utf8')) as {
    config: FullSizeList['config'];
    tensors: Readonly<Record<string, readonly [dtype: string, shape: readonly number[]]>>;
  };
  return { config, tensors: Object.entries(tensors).map(([key, [, shape]]) => [key, shape]) };
}

const bytesOf = { F32: 4, BF16: 2 } as const;

/** Writes a safetensors file with these tensors and no data. */
export function writeSparse(path: string, dtype: keyof typeof bytesOf, tensors: FullSizeList['tensors']): void {
  const header: Record<string, unknown> = {};
  let end = 0;
  for (const [name, shape] of tensors) {
    const bytes = bytesOf[dtype] * shape.reduce((a, b) => a * b, 1);
    header[name] = { dtype, shape, data_offsets: [end, end + bytes] };
    end += bytes;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(path, Buffer.concat([length, json]));
  truncateSync(path, 8 + json.length + end);
}
