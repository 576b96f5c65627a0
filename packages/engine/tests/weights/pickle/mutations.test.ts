import childProcess from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { expect, it, vi } from 'vitest';
import { openTorchBytes } from '../../../src/weights/pickle/torch-file.ts';
import { readRecord, zipRecords } from '../../../src/weights/pickle/zip-records.ts';
import { zipOf } from '../../zip-of.ts';
import { text } from './hand-made.ts';
import { memoryFile } from './memory-file.ts';

const folder = join(import.meta.dirname, '../../fixtures/torch-files');
const codes = ['weights_corrupt', 'weights_unsafe', 'weights_unsupported'];

/** Whole numbers from 0 to `below`, the same for the same seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const hostile = [
  text('cos\nsystem\n'),
  [0x8c, 2, ...text('os'), 0x8c, 6, ...text('system'), 0x93],
  [0x81],
  [0x52],
  [0x51],
  [0x75],
  [0x8a, 255],
  [0x58, 255, 255, 255, 255],
  [0x72, 255, 255, 255, 127],
];

function mutated(bytes: Uint8Array, next: (below: number) => number): Uint8Array {
  let out = [...bytes];
  for (let left = 1 + next(4); left > 0; left--) {
    const at = next(out.length);
    switch (next(6)) {
      case 0:
        out[at] = next(256);
        break;
      case 1:
        out[at]! ^= 1 << next(8);
        break;
      case 2:
        out.splice(at, 1 + next(8));
        break;
      case 3:
        out.splice(at, 0, ...hostile[next(hostile.length)]!);
        break;
      case 4:
        out.splice(at, 0, ...out.slice(next(out.length)).slice(0, 1 + next(40)));
        break;
      case 5:
        out = out.slice(0, Math.max(1, at));
        break;
    }
  }
  return Uint8Array.from(out);
}

/** Opens and reads all; what is wrong must be said by a typed error. */
async function outcome(bytes: Uint8Array): Promise<string> {
  try {
    const store = await openTorchBytes(memoryFile(bytes));
    for (const name of store.names) {
      const { shape, data } = await store.read(name);
      expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
    }
    await store.close();
    return 'read';
  } catch (error) {
    if (!(error instanceof AkezoraError && codes.includes(error.code)) || error.cause !== undefined) throw error;
    return error.code;
  }
}

/** A pickle and the data of an archive that PyTorch wrote. */
async function recordsOf(name: string): Promise<{ pickle: Uint8Array; data: Record<string, Uint8Array> }> {
  const file = memoryFile(readFileSync(join(folder, name)));
  const data: Record<string, Uint8Array> = {};
  for (const record of (await zipRecords(file)).values())
    data[record.name.replace(/^[^/]+/, 'a')] = await readRecord(file, record, file.size);
  const { 'a/data.pkl': pickle, ...rest } = data;
  return { pickle: pickle!, data: rest };
}

it('reads or refuses 10,000 changed pickles, and runs nothing', async () => {
  const runs = (['exec', 'execFile', 'spawn', 'execSync', 'spawnSync'] as const).map((name) =>
    vi.spyOn(childProcess, name),
  );
  const next = numbers(20);
  const names = ['layers.pt', 'kinds.bin', 'shared.pth', 'nested.pt', 'asks-to-run.pt'];
  const sources = await Promise.all(names.map(recordsOf));
  const seen = new Map<string, number>();
  for (let i = 0; i < 10_000; i++) {
    const { pickle, data } = sources[i % sources.length]!;
    const result = await outcome(zipOf({ 'a/data.pkl': mutated(pickle, next), ...data }));
    seen.set(result, (seen.get(result) ?? 0) + 1);
  }
  for (const code of ['read', ...codes]) expect(seen.get(code) ?? 0, code).toBeGreaterThan(50);
  for (const run of runs) expect(run).not.toHaveBeenCalled();
}, 300_000);

it.each(['shared.pth', 'before-1.6.pt'])(
  'reads or refuses 2,000 changes of a whole file: %s',
  async (name) => {
    const bytes = readFileSync(join(folder, name));
    const next = numbers(21);
    const seen = new Set<string>();
    for (let i = 0; i < 2_000; i++) seen.add(await outcome(mutated(bytes, next)));
    expect(seen).toContain('weights_corrupt');
  },
  300_000,
);
