/** Where the pickle and the data of tensors are in the two kinds of files that `torch.save` writes. */

import { bytesOf } from '../../tensor/dtype.ts';
import type { FileBytes } from '../file-bytes.ts';
import { EndOfPickle } from './argument-reader.ts';
import { readPickle } from './machine.ts';
import { damaged, unsupported } from './refusals.ts';
import { isKind, type PickleValue, type StoredData } from './values.ts';
import { readRecord, zipRecords } from './zip-records.ts';

/** Longest pickle that is read; that of a 13B model has under 1 MB. */
export const longestPickle = 64 * 2 ** 20;

/** A file's pickled value, and where its data are. */
export interface Container {
  readonly root: PickleValue;
  /** Place of the first byte of data. @throws AkezoraError `weights_corrupt` when the file has no such data, or another number of bytes. */
  readonly placeOf: (data: StoredData) => number;
}

const zipStart = 0x04034b50;
const pickleStart = 0x80;

const storedBytes = ({ dtype, length }: StoredData): number => length * bytesOf(dtype);

/**
 * Reads the pickle of a file of PyTorch.
 * @throws AkezoraError `weights_corrupt`, `weights_unsafe`, `weights_unsupported`.
 */
export async function openContainer(file: FileBytes): Promise<Container> {
  const first = file.size < 4 ? new Uint8Array(4) : await file.read(0, 4, 'the start');
  if (new DataView(first.buffer).getUint32(0, true) === zipStart) return openArchive(file);
  if (first[0] === pickleStart) return openStream(file);
  throw damaged(file.path, 'it is no file of PyTorch', 'PyTorch のファイルではありません');
}

/** Files since PyTorch 1.6: an archive with the pickle and a record for each piece of data. */
async function openArchive(file: FileBytes): Promise<Container> {
  const records = await zipRecords(file);
  const { path } = file;
  const pickle = [...records.values()].find(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
  if (!pickle) throw damaged(path, 'it has no data.pkl', 'data.pkl がありません');
  const folder = pickle.name.slice(0, -'data.pkl'.length);
  const order = records.get(`${folder}byteorder`);
  if (order && new TextDecoder().decode(await readRecord(file, order, 64)) !== 'little')
    throw unsupported(path, 'its numbers have their bytes in the other order', 'バイト順が逆です');
  return {
    root: wholePickle(await readRecord(file, pickle, longestPickle), path).value,
    placeOf(data) {
      const record = records.get(`${folder}data/${data.key}`);
      if (record?.bytes !== storedBytes(data))
        throw damaged(
          path,
          `data ${data.key} of ${storedBytes(data)} bytes is missing`,
          `${storedBytes(data)}バイトのデータ ${data.key} がありません`,
        );
      return record.offset;
    },
  };
}

function wholePickle(bytes: Uint8Array, path: string) {
  try {
    return readPickle(bytes, path);
  } catch (error) {
    throw error instanceof EndOfPickle ? endsEarly(path) : error;
  }
}

const endsEarly = (path: string) => damaged(path, 'its pickle ends early', 'pickle が途中で終わっています');

/** What older files begin with, and the version of their layout. */
const magic = 0x1950a86a20f9469cfc6cn;
const layout = 1001;

/** Files before PyTorch 1.6: pickles one after another, then each piece of data behind its number of elements. */
async function openStream(file: FileBytes): Promise<Container> {
  const { path } = file;
  const { values, end } = await streamPickles(file, 5);
  const [, , system, root, keys] = values;
  if (isKind(system, 'dict') && system.entries.get('little_endian') === false)
    throw unsupported(path, 'its numbers have their bytes in the other order', 'バイト順が逆です');
  if (!isKind(keys, 'list') || root === undefined) throw endsEarly(path);
  const sizes = storedDataOf(root);
  const places = new Map<string, number>();
  let at = end;
  for (const key of keys.items) {
    const data = sizes.get(String(key));
    if (at + 8 > file.size) throw damaged(path, 'it ends inside its data', 'データの途中で終わっています');
    if (!data)
      throw damaged(path, `data ${String(key)} belongs to no tensor`, `データ ${String(key)} のテンソルがありません`);
    const count = Number(new DataView((await file.read(at, 8, 'data')).buffer).getBigUint64(0, true));
    if (count !== data.length || at + 8 + storedBytes(data) > file.size)
      throw damaged(path, `data ${data.key} has another length`, `データ ${data.key} の長さが違います`);
    places.set(data.key, at + 8);
    at += 8 + storedBytes(data);
  }
  return {
    root,
    placeOf(data) {
      const place = places.get(data.key);
      if (place === undefined || storedBytes(sizes.get(data.key)!) !== storedBytes(data))
        throw damaged(path, `data ${data.key} is missing`, `データ ${data.key} がありません`);
      return place;
    },
  };
}

/** The pickles at the start of a file: few bytes are tried first. */
async function streamPickles(file: FileBytes, count: number): Promise<{ values: PickleValue[]; end: number }> {
  for (let most = 2 ** 20; ; most *= 8) {
    const length = Math.min(most, file.size, longestPickle);
    const bytes = await file.read(0, length, 'the pickle');
    try {
      const values: PickleValue[] = [];
      let end = 0;
      for (let i = 0; i < count; i++) {
        const read = readPickle(bytes, file.path, end);
        values.push(read.value);
        end = read.end;
        if ((i === 0 && read.value !== magic) || (i === 1 && read.value !== layout))
          throw damaged(file.path, 'it is no file of PyTorch', 'PyTorch のファイルではありません');
      }
      return { values, end };
    } catch (error) {
      if (!(error instanceof EndOfPickle)) throw error;
      if (length === Math.min(file.size, longestPickle)) throw endsEarly(file.path);
    }
  }
}

/** The data of all tensors of a value, by key. */
function storedDataOf(root: PickleValue): ReadonlyMap<string, StoredData> {
  const found = new Map<string, StoredData>();
  const seen = new Set<PickleValue>();
  const left: PickleValue[] = [root];
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (isKind(value, 'tensor')) found.set(value.storage.key, value.storage);
    else if (isKind(value, 'dict')) for (const inner of value.entries.values()) left.push(inner);
    else if (isKind(value, 'list') || isKind(value, 'tuple')) for (const inner of value.items) left.push(inner);
  }
  return found;
}
