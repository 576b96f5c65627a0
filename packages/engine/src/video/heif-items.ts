/** The items of a HEIF file (ISO/IEC 23008-12; boxes of ISO/IEC 14496-12): which picture is the main one, and where its parts are. */
import { atMost, damaged } from './container-limits.ts';
import type { HeaderReader } from './header-reader.ts';
import { boxesIn, numbersOf } from './heif-boxes.ts';
import { type HeifProperties, propertiesIn } from './heif-properties.ts';
import { boxesOf } from './mp4-boxes.ts';

/** An item of a file. */
export interface HeifItem extends HeifProperties {
  readonly id: number;
  /** Four characters: `hvc1`, `grid`, `av01` … */
  readonly type: string;
}

/** A HEIF file opened for its items. */
export interface HeifFile {
  readonly primary: HeifItem;
  item(id: number): HeifItem;
  /** The items that another one is made of, in order. */
  partsOf(id: number): readonly number[];
  bytes(id: number): Buffer;
}

/** Most bytes of the list of items, most items, and most bytes of one: a picture of 200 megapixels has 800 tiles. */
const most = { listBytes: 16e6, items: 20_000, itemBytes: 100e6 };
const words = { bytes: { en: 'bytes of tables', ja: '表のバイト' }, items: { en: 'items', ja: '項目' } };

/**
 * Reads the list of items.
 * @throws ContainerFault when it is missing or damaged.
 */
export function readHeif(file: HeaderReader): HeifFile {
  const list = [...boxesOf((at, length) => file.read(at, length), 0, file.size)].find(({ type }) => type === 'meta');
  if (list === undefined) throw damaged();
  atMost(words.bytes, list.to - list.from, most.listBytes);
  const boxes = boxesIn(Buffer.from(file.read(list.from, list.to - list.from)), 4);
  const body = (type: string) => boxes.find((box) => box.type === type)?.body ?? Buffer.alloc(0);
  const types = readTypes(body('iinf'));
  const places = readPlaces(body('iloc'));
  const references = readReferences(body('iref'));
  const properties = propertiesIn(body('iprp'));
  const item = (id: number): HeifItem => {
    const type = types.get(id);
    if (type === undefined) throw damaged();
    return { id, type, ...properties(id) };
  };
  const primary = numbersOf(body('pitm'));
  return {
    primary: item(primary(4) < 1 << 24 ? primary(2) : primary(4)),
    item,
    partsOf: (id) => references.get(id) ?? [],
    bytes: (id) => {
      const place = places.get(id);
      if (place === undefined) throw damaged();
      const parts = place.extents.map(({ from, length }) => {
        if (length > most.itemBytes) throw damaged();
        const part = place.isInList ? body('idat').subarray(from, from + length) : Buffer.from(file.read(from, length));
        if (part.length !== length) throw damaged();
        return part;
      });
      return Buffer.concat(parts);
    },
  };
}

/** Types of the items, by their number (`iinf`, `infe` of version 2 and 3). */
function readTypes(list: Buffer): Map<number, string> {
  const types = new Map<number, string>();
  for (const { body } of boxesIn(list, list[0] === 0 ? 6 : 8)) {
    const version = body[0] ?? 0;
    const from = version === 2 ? 6 : 8;
    if (version < 2 || body.length < from + 6) continue;
    types.set(numbersOf(body.subarray(4))(from - 4), body.toString('latin1', from + 2, from + 6));
    atMost(words.items, types.size, most.items);
  }
  return types;
}

interface Place {
  /** Whether the bytes lie in the list itself (`idat`), not in the file. */
  readonly isInList: boolean;
  readonly extents: readonly { readonly from: number; readonly length: number }[];
}

/** Places of the items (`iloc`). */
function readPlaces(list: Buffer): Map<number, Place> {
  const places = new Map<number, Place>();
  if (list.length < 8) return places;
  const version = list[0]!;
  const next = numbersOf(list.subarray(4));
  const [sizes, more] = [next(1), next(1)];
  const [offsetSize, lengthSize, baseSize] = [sizes >> 4, sizes & 15, more >> 4];
  const indexSize = version === 0 ? 0 : more & 15;
  const count = next(version < 2 ? 2 : 4);
  atMost(words.items, count, most.items);
  for (let left = count; left > 0; left -= 1) {
    const id = next(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : next(2) & 15;
    next(2);
    const base = next(baseSize);
    const extents = Array.from({ length: next(2) }, () => {
      next(indexSize);
      return { from: base + next(offsetSize), length: next(lengthSize) };
    });
    if (method <= 1) places.set(id, { isInList: method === 1, extents });
  }
  return places;
}

/** The items that others are made of (`iref`, `dimg`). */
function readReferences(list: Buffer): Map<number, readonly number[]> {
  const references = new Map<number, readonly number[]>();
  const idBytes = list[0] === 0 ? 2 : 4;
  for (const { type, body } of boxesIn(list, 4)) {
    if (type !== 'dimg') continue;
    const next = numbersOf(body);
    const from = next(idBytes);
    references.set(
      from,
      Array.from({ length: next(2) }, () => next(idBytes)),
    );
  }
  return references;
}
