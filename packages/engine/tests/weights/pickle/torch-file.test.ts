import { existsSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTorchBytes, openTorchFile } from '../../../src/weights/pickle/torch-file.ts';
import { openSafetensors, openWeights, type WeightStore } from '../../../src/weights/store.ts';
import { newFolder } from '../../models/new-folder.ts';
import { zipOf } from '../../zip-of.ts';
import { pickleOf, text } from './hand-made.ts';
import { memoryFile } from './memory-file.ts';

const folder = join(import.meta.dirname, '../../fixtures/torch-files');
const file = (name: string) => join(folder, name);

let expected: WeightStore;
beforeAll(async () => {
  expected = await openSafetensors(file('expected.safetensors'));
});
afterAll(() => expected.close());

describe('a file that PyTorch wrote', () => {
  it.each(['layers.pt', 'kinds.bin', 'shared.pth', 'nested.pt', 'before-1.6.pt'])(
    'has the tensors that PyTorch itself reads: %s',
    async (name) => {
      const names = expected.names.filter((one) => one.startsWith(`${name}/`)).map((one) => one.slice(name.length + 1));
      const store = await openWeights(file(name));
      try {
        expect([...store.names].sort()).toEqual(names.sort());
        for (const one of names) expect(await store.read(one)).toEqual(await expected.read(`${name}/${one}`));
      } finally {
        await store.close();
      }
    },
  );

  it('says where a tensor lies in the file, as long as its elements lie in order', async () => {
    const store = await openTorchFile(file('shared.pth'));
    const bytes = readFileSync(file('shared.pth'));
    for (const name of store.names) {
      const location = store.find(name)?.location;
      if (['turned', 'columns', 'repeated', 'swapped'].includes(name)) expect(location).toBeUndefined();
      else {
        const { data } = await store.read(name);
        const { offset, bytes: length } = location!;
        expect(Buffer.from(data.buffer, data.byteOffset, data.byteLength)).toEqual(
          bytes.subarray(offset, offset + length),
        );
      }
    }
    expect(store.find('tied')?.location).toEqual(store.find('base')?.location);
    await store.close();
  });

  it('holds no tensor of another name', async () => {
    const store = await openTorchFile(file('layers.pt'));
    await expect(store.read('2.scale')).rejects.toMatchObject({ code: 'weights_mismatch' });
    await store.close();
  });
});

describe('a file that asks for more than tensors', () => {
  it.each(['asks-to-run.pt', 'asks-to-run-before-1.6.pt'])(
    'is refused by the name of what it asks for: %s',
    async (name) => {
      await expect(openTorchFile(file(name))).rejects.toMatchObject({
        code: 'weights_unsafe',
        details: { path: file(name), asked: 'posix.system', opcode: 'GLOBAL' },
      });
      expect(existsSync('/tmp/akezora-was-here')).toBe(false);
    },
  );

  const refused: readonly (readonly [string, string, readonly number[]])[] = [
    ['os.system', 'GLOBAL', [0x63, ...text('os\nsystem\n')]],
    ['builtins.eval', 'STACK_GLOBAL', [0x8c, 8, ...text('builtins'), 0x8c, 4, ...text('eval'), 0x93]],
    ['INST', 'INST', [0x28, 0x69, ...text('os\nsystem\n')]],
    ['NEWOBJ', 'NEWOBJ', [0x29, 0x81]],
    ['EXT1', 'EXT1', [0x82, 1]],
    ['torch.FloatStorage', 'REDUCE', [0x63, ...text('torch\nFloatStorage\n'), 0x29, 0x52]],
    ['REDUCE', 'REDUCE', [0x4e, 0x29, 0x52]],
    ['torch.storage._load_from_bytes', 'GLOBAL', [0x63, ...text('torch.storage\n_load_from_bytes\n')]],
  ];
  it.each(refused)('is refused: %s by %s', async (asked, opcode, body) => {
    const opened = openTorchBytes(memoryFile(zipOf({ 'a/data.pkl': pickleOf(body) })));
    await expect(opened).rejects.toMatchObject({ code: 'weights_unsafe', details: { asked, opcode } });
  });
});

describe('a damaged or foreign file', () => {
  const good = readFileSync(file('shared.pth'));
  const wrong: readonly (readonly [string, string, Uint8Array])[] = [
    ['nothing', 'weights_corrupt', new Uint8Array(0)],
    ['a page', 'weights_corrupt', Buffer.from('<!doctype html>')],
    ['half a file', 'weights_corrupt', good.subarray(0, good.length / 2)],
    ['no pickle', 'weights_corrupt', zipOf({ 'a/version': Buffer.from('3') })],
    ['no tensors', 'weights_corrupt', zipOf({ 'a/data.pkl': pickleOf([0x7d]) })],
    ['an endless pickle', 'weights_corrupt', zipOf({ 'a/data.pkl': pickleOf([0x7d]).subarray(0, 3) })],
    ['a value that was never kept', 'weights_corrupt', zipOf({ 'a/data.pkl': pickleOf([0x68, 9]) })],
  ];
  it.each(wrong)('is refused: %s', async (_, code, bytes) => {
    await expect(openTorchBytes(memoryFile(bytes))).rejects.toMatchObject({ code });
  });

  it('is refused when its pickle does not have the checksum of its directory', async () => {
    const bytes = new Uint8Array(good);
    bytes[bytes.indexOf(0x51, 100)]! ^= 1;
    await expect(openTorchBytes(memoryFile(bytes))).rejects.toMatchObject({ code: 'weights_corrupt' });
  });

  it('is refused when dictionaries hold one another many times over', async () => {
    // Each of 15 dictionaries holds the one before eight times.
    const layer = [0x71, 1, 0x30, 0x7d, ...Array.from({ length: 8 }, (_, i) => [0x4b, i, 0x68, 1, 0x73]).flat()];
    const body = [0x7d, ...Array.from({ length: 15 }, () => layer).flat()];
    const opened = openTorchBytes(memoryFile(zipOf({ 'a/data.pkl': pickleOf(body) })));
    await expect(opened).rejects.toMatchObject({
      code: 'weights_corrupt',
      details: { reason: { en: 'it holds too many values' } },
    });
  });
});

describe('a file of more than 4 GiB', () => {
  it('is read behind the first 4 GiB, by the places of 64 bits', async () => {
    const path = join(newFolder(), 'large.pt');
    const source = readFileSync(file('layers.pt'));
    const far = 2 ** 32 + 64;
    const handle = await open(path, 'w');
    await handle.write(zipOf({ before: new Uint8Array(1) }).subarray(0, 40), 0, 40, 0);
    const { body, directory } = moved(source, far);
    await handle.write(body, 0, body.length, far);
    await handle.write(directory, 0, directory.length, far + body.length);
    await handle.close();
    const store = await openTorchFile(path);
    expect(store.find('0.weight')?.location?.offset).toBeGreaterThan(2 ** 32);
    expect(await store.read('0.weight')).toEqual(await expected.read('layers.pt/0.weight'));
    await store.close();
  });
});

/** Records of an archive of PyTorch, and a directory for the same records `far` bytes later, as zip files have it beyond 4 GiB. */
function moved(source: Uint8Array, far: number): { body: Uint8Array; directory: Uint8Array } {
  const end = source.length - 22;
  const view = new DataView(source.buffer, source.byteOffset, source.length);
  const start = view.getUint32(end + 16, true);
  const count = view.getUint16(end + 10, true);
  const parts: Uint8Array[] = [];
  for (let i = 0, at = start; i < count; i++) {
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ];
    const entry = Buffer.alloc(46 + nameBytes + 12);
    Buffer.from(source.subarray(at, at + 46 + nameBytes)).copy(entry);
    entry.writeUInt16LE(12, 30);
    entry.writeUInt16LE(0, 32);
    entry.writeUInt32LE(0xffffffff, 42);
    entry.writeUInt16LE(1, 46 + nameBytes);
    entry.writeUInt16LE(8, 48 + nameBytes);
    entry.writeBigUInt64LE(BigInt(view.getUint32(at + 42, true) + far), 50 + nameBytes);
    parts.push(entry);
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  const tail = Buffer.alloc(56 + 20 + 22);
  tail.writeUInt32LE(0x06064b50, 0);
  tail.writeBigUInt64LE(BigInt(count), 32);
  tail.writeBigUInt64LE(BigInt(bytes), 40);
  tail.writeBigUInt64LE(BigInt(far + start), 48);
  tail.writeUInt32LE(0x07064b50, 56);
  tail.writeBigUInt64LE(BigInt(far + start + bytes), 64);
  tail.writeUInt32LE(0x06054b50, 76);
  tail.fill(0xff, 86, 96);
  return { body: source.subarray(0, start), directory: Buffer.concat([...parts, tail]) };
}
