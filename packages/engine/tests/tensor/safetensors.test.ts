import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { f32, i64, type Tensor, tensor } from '../../src/tensor/tensor.ts';
import { openSafetensors, openWeights } from '../../src/weights/store.ts';
import { saveSafetensors, writeSafetensors } from '../../src/weights/write.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safetensors-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const tensors: Record<string, Tensor> = {
  'a.weight': f32([2, 3], [1, -2, 3.5, 0, 1e-9, -7]),
  half: tensor('bf16', [3], Uint16Array.of(0x3f80, 0x4000, 0xc040)),
  bytes: tensor('i8', [5], Int8Array.of(-128, -1, 0, 1, 127)),
  count: i64([], [2 ** 40]),
  nothing: f32([0, 4], []),
};

/** A file from a header given as text and some bytes of data. */
async function file(name: string, header: string, data = 64, claimed?: bigint): Promise<string> {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + data);
  new DataView(bytes.buffer).setBigUint64(0, claimed ?? BigInt(json.length), true);
  bytes.set(json, 8);
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

async function failure(work: Promise<unknown>): Promise<AkezoraError> {
  const error = await work.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(AkezoraError);
  return error as AkezoraError;
}

describe('safetensors', () => {
  it('gives back what was written, with its metadata, in any order', async () => {
    const path = join(folder, 'good.safetensors');
    await saveSafetensors(path, tensors, { version: '1' });
    const store = await openSafetensors(path);
    expect([...store.names].sort()).toEqual(Object.keys(tensors).sort());
    expect(store.metadata).toEqual({ version: '1' });
    for (const name of ['count', 'a.weight', 'bytes', 'nothing', 'half'])
      expect(await store.read(name)).toEqual(tensors[name]);
    const { location } = store.find('a.weight')!;
    expect(location!.offset % 4).toBe(0);
    expect((await readFile(path)).subarray(location!.offset).readFloatLE(8)).toBe(3.5);
    await store.close();
  });

  it('names a tensor that is missing', async () => {
    const store = await openSafetensors(join(folder, 'good.safetensors'));
    const error = await failure(store.read('absent'));
    expect(error.code).toBe('weights_mismatch');
    expect(error.text.en).toContain('absent');
    expect(error.text.ja).toContain('absent');
    await store.close();
  });

  const one = (dtype: string, shape: string, from: number, to: number) =>
    `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${from},${to}]}`;
  it.each([
    ['overlapping tensors', `{"a":${one('F32', '[4]', 0, 16)},"b":${one('F32', '[4]', 12, 28)}}`, /a and b overlap/],
    ['a tensor beyond the end', `{"a":${one('F32', '[40]', 0, 160)}}`, /tensor a/],
    ['a shape that needs other bytes', `{"a":${one('F32', '[3]', 0, 16)}}`, /tensor a/],
    ['a negative length', `{"a":${one('F32', '[-4]', 0, 16)}}`, /tensor a/],
    ['a length beyond whole numbers', `{"a":${one('F32', '[9007199254740993]', 0, 16)}}`, /tensor a/],
    ['lengths whose product overflows', `{"a":${one('F32', '[4294967296,4294967296]', 0, 0)}}`, /tensor a/],
    ['a shape that is no list', `{"a":${one('F32', '"4"', 0, 16)}}`, /tensor a/],
    ['an unknown type', `{"a":${one('Q4', '[4]', 0, 16)}}`, /tensor a.*Q4/],
    ['a type named as an inherited property', `{"a":${one('constructor', '[4]', 0, 16)}}`, /tensor a/],
    ['offsets the wrong way round', `{"a":${one('F32', '[0]', 16, 0)}}`, /tensor a/],
    ['one name twice', `{"a":${one('F32', '[1]', 0, 4)},"a":${one('F32', '[1]', 4, 8)}}`, /"a" occurs twice/],
    ['no object', '[1,2]', /not a JSON object/],
    ['half a JSON', '{"a":', /not JSON/],
  ])('refuses %s', async (_, header, reason) => {
    const error = await failure(openSafetensors(await file('bad.safetensors', header)));
    expect(error.code).toBe('weights_corrupt');
    expect(error.text.en).toMatch(reason);
    expect(error.text.ja).toContain('bad.safetensors');
  });

  it('refuses a header length that lies, and files too short to have one', async () => {
    for (const claimed of [0n, 2n ** 40n, 2n ** 63n, 200n])
      expect((await failure(openSafetensors(await file('long.safetensors', '{}', 64, claimed)))).code).toBe(
        'weights_corrupt',
      );
    for (const bytes of [0, 1, 7]) {
      await writeFile(join(folder, 'short.safetensors'), new Uint8Array(bytes));
      expect((await failure(openSafetensors(join(folder, 'short.safetensors')))).code).toBe('weights_corrupt');
    }
    expect((await failure(openSafetensors(join(folder, 'none.safetensors')))).code).toBe('weights_missing');
    expect((await failure(openSafetensors(folder))).code).toBe('weights_corrupt');
  });

  it('notices a file that was cut after it was opened', async () => {
    const path = join(folder, 'cut.safetensors');
    await saveSafetensors(path, tensors);
    const store = await openSafetensors(path);
    await writeFile(path, (await readFile(path)).subarray(0, -30));
    const error = await failure(Promise.all(store.names.map((name) => store.read(name))));
    expect(error.code).toBe('weights_corrupt');
    await store.close();
  });

  it('reads shards through their index, and refuses an index that leaves the folder', async () => {
    await saveSafetensors(join(folder, 'm-1.safetensors'), { a: f32([1], [1]) });
    await saveSafetensors(join(folder, 'm-2.safetensors'), { b: f32([1], [2]) });
    const index = join(folder, 'm.safetensors.index.json');
    await writeFile(index, JSON.stringify({ weight_map: { a: 'm-1.safetensors', b: 'm-2.safetensors' } }));
    const store = await openWeights(index);
    expect((await store.read('b')).data).toEqual(Float32Array.of(2));
    await store.close();
    await writeFile(index, JSON.stringify({ weight_map: { a: '../m-1.safetensors' } }));
    expect((await failure(openWeights(index))).code).toBe('weights_corrupt');
    await writeFile(index, JSON.stringify({ weight_map: { a: 'm-3.safetensors' } }));
    expect((await failure(openWeights(index))).code).toBe('weights_missing');
  });

  it('leaves nothing behind when writing fails half-way', async () => {
    const path = join(folder, 'failed.safetensors');
    const items = ['a', 'b'].map((name) => ({
      name,
      dtype: 'f32' as const,
      shape: [1],
      make: () => {
        if (name === 'b') throw new Error('no b');
        return f32([1], [1]);
      },
    }));
    const work = async () => {
      for await (const _ of writeSafetensors(path, items));
    };
    await expect(work()).rejects.toThrow('no b');
    expect((await readdir(folder)).filter((name) => name.startsWith('failed'))).toEqual([]);
    expect((await failure(saveSafetensors(join(folder, 'no', 'where.safetensors'), tensors))).code).toBe(
      'output_unwritable',
    );
  });
});
