import type { BasicType } from 'hyparquet-writer';
import type { ClipRow } from '../platform/store/tables.ts';
import { rowOf } from './rows.ts';

type Column = keyof ReturnType<typeof rowOf>;

/** Columns and their types; `tags` and `facts` are JSON. */
const types: Readonly<Record<Column, BasicType>> = {
  file_name: 'STRING',
  prompt: 'STRING',
  negative_prompt: 'STRING',
  model: 'STRING',
  model_version: 'STRING',
  seed: 'INT64',
  width: 'INT32',
  height: 'INT32',
  fps: 'DOUBLE',
  seconds: 'DOUBLE',
  frames: 'INT32',
  steps: 'INT32',
  guidance: 'DOUBLE',
  title: 'STRING',
  tags: 'JSON',
  bytes: 'INT64',
  sha256: 'STRING',
  created_at: 'TIMESTAMP',
  facts: 'JSON',
};

/** The table of a data set as Apache Parquet, typed and with all facts. */
export async function clipsParquet(clips: readonly ClipRow[]): Promise<Uint8Array> {
  // Loaded at first use: most servers never export.
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const rows = clips.map(rowOf);
  const columnData = (Object.keys(types) as Column[]).map((name) => ({
    name,
    type: types[name],
    nullable: true,
    data: rows.map((row) => cellOf(types[name], row[name])),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'akezora' }));
}

function cellOf(type: BasicType, value: unknown): unknown {
  return type === 'INT64' && typeof value === 'number' ? BigInt(value) : value;
}
