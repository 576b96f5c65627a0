/** What a HEIF file says of its items: size, orientation, crop and colours (ISO/IEC 23008-12, 6.5). */
import { type ColourCodes, unspecified } from './colour.ts';
import { boxesIn, type HeifBox, numbersOf } from './heif-boxes.ts';

/** A change of a picture; the file says in which order they are made. */
export type HeifChange =
  | { readonly kind: 'turn'; readonly degrees: 0 | 90 | 180 | 270 }
  | { readonly kind: 'mirror'; readonly exchanges: 'left and right' | 'top and bottom' }
  | { readonly kind: 'crop'; readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** What is said of an item; a size of 0 where none is. */
export interface HeifProperties {
  readonly width: number;
  readonly height: number;
  readonly changes: readonly HeifChange[];
  /** Decoder configuration of a coded picture. */
  readonly hvcC: Buffer | undefined;
  readonly colour: ColourCodes;
  /** An ICC profile. */
  readonly profile: Buffer | undefined;
}

/** Reads the properties of a file (`iprp`) and gives those of an item. */
export function propertiesIn(list: Buffer): (id: number) => HeifProperties {
  const boxes = boxesIn(list);
  const all = boxes.filter(({ type }) => type === 'ipco').flatMap(({ body }) => boxesIn(body));
  const links = new Map<number, number[]>();
  for (const { type, body } of boxes) if (type === 'ipma') readLinks(body, links);
  return (id) => propertiesOf((links.get(id) ?? []).flatMap((index) => all[index - 1] ?? []));
}

/** Which properties belong to which item (`ipma`): a number of a property counts from 1; its highest bit says "essential". */
function readLinks(body: Buffer, links: Map<number, number[]>): void {
  const next = numbersOf(body);
  const head = next(4);
  const [version, isWide] = [head >>> 24, (head & 1) === 1];
  for (let left = next(4); left > 0; left -= 1) {
    const id = next(version < 1 ? 2 : 4);
    const indices = Array.from({ length: next(1) }, () => (isWide ? next(2) & 0x7fff : next(1) & 0x7f));
    links.set(id, [...(links.get(id) ?? []), ...indices]);
  }
}

function propertiesOf(boxes: readonly HeifBox[]): HeifProperties {
  const body = (type: string) => boxes.find((box) => box.type === type)?.body;
  const extents = body('ispe');
  const [width, height] =
    extents === undefined || extents.length < 12 ? [0, 0] : [extents.readUInt32BE(4), extents.readUInt32BE(8)];
  const colours = boxes.filter(({ type }) => type === 'colr').map((box) => box.body);
  const named = colours.find((one) => one.toString('latin1', 0, 4) === 'nclx' && one.length >= 11);
  return {
    ...{ width, height, hvcC: body('hvcC') },
    changes: changesOf(boxes, { width, height }),
    colour:
      named === undefined
        ? unspecified
        : {
            ...{ primaries: named.readUInt16BE(4), transfer: named.readUInt16BE(6), matrix: named.readUInt16BE(8) },
            fullRange: (named[10]! & 128) !== 0,
          },
    profile: colours.find((one) => /^(?:prof|rICC)$/.test(one.toString('latin1', 0, 4)))?.subarray(4),
  };
}

function changesOf(boxes: readonly HeifBox[], whole: { width: number; height: number }): HeifChange[] {
  const changes: HeifChange[] = [];
  let size = whole;
  for (const { type, body } of boxes) {
    if (type === 'irot' && body.length >= 1) {
      // The file says the angle against the clock.
      const degrees = ([0, 270, 180, 90] as const)[body[0]! & 3]!;
      changes.push({ kind: 'turn', degrees });
      if (degrees % 180 !== 0) size = { width: size.height, height: size.width };
    } else if (type === 'imir' && body.length >= 1) {
      changes.push({ kind: 'mirror', exchanges: (body[0]! & 1) === 1 ? 'left and right' : 'top and bottom' });
    } else if (type === 'clap' && body.length >= 32) {
      const area = cropOf(body, size);
      if (area !== undefined) {
        changes.push({ kind: 'crop', ...area });
        size = area;
      }
    }
  }
  return changes;
}

/** The clean aperture: width, height and the offset of its middle from the picture's, each as a fraction. */
function cropOf(body: Buffer, size: { width: number; height: number }) {
  const fraction = (at: number) => body.readInt32BE(at) / body.readInt32BE(at + 4);
  const [width, height] = [Math.round(fraction(0)), Math.round(fraction(8))];
  const x = Math.round((size.width - width) / 2 + fraction(16));
  const y = Math.round((size.height - height) / 2 + fraction(24));
  const isInside =
    width >= 1 && height >= 1 && x >= 0 && y >= 0 && x + width <= size.width && y + height <= size.height;
  return isInside ? { x, y, width, height } : undefined;
}
