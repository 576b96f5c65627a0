/** Changes to the bytes of an MP4 whose header comes last, so that no other place in the file moves. */

function boxAt(bytes: Buffer, ...path: readonly string[]): { at: number; parents: number[] } {
  const parents: number[] = [];
  let [from, to] = [0, bytes.length];
  for (const type of path) {
    let found = -1;
    for (let at = from; at + 8 <= to; at += Math.max(8, bytes.readUInt32BE(at)))
      if (bytes.toString('latin1', at + 4, at + 8) === type) {
        found = at;
        break;
      }
    if (found < 0) throw new Error(`no ${type}`);
    parents.push(found);
    [from, to] = [found + 8, found + bytes.readUInt32BE(found)];
  }
  return { at: parents.pop()!, parents };
}

/** Puts another edit list into the first track (of 24,000 units a second, in a movie of 1000). */
export function withEdits(
  bytes: Buffer,
  entries: readonly (readonly [seconds: number, media: number, rate?: number])[],
  wide = false,
): Buffer {
  const { at, parents } = boxAt(bytes, 'moov', 'trak', 'edts', 'elst');
  const list = Buffer.alloc(16 + entries.length * (wide ? 20 : 12));
  list.writeUInt32BE(list.length, 0);
  list.write('elst', 4, 'latin1');
  list[8] = wide ? 1 : 0;
  list.writeUInt32BE(entries.length, 12);
  for (const [index, [seconds, media, rate = 1]] of entries.entries()) {
    const place = 16 + index * (wide ? 20 : 12);
    const [duration, time] = [Math.round(seconds * 1000), media < 0 ? -1 : Math.round(media * 24_000)];
    if (wide) {
      list.writeBigUInt64BE(BigInt(duration), place);
      list.writeBigInt64BE(BigInt(time), place + 8);
    } else {
      list.writeUInt32BE(duration, place);
      list.writeInt32BE(time, place + 4);
    }
    list.writeInt32BE(Math.round(rate * 65536), place + (wide ? 16 : 8));
  }
  return replaced(bytes, at, parents, list);
}

function replaced(bytes: Buffer, at: number, parents: readonly number[], box: Buffer): Buffer {
  const old = bytes.readUInt32BE(at);
  const out = Buffer.concat([bytes.subarray(0, at), box, bytes.subarray(at + old)]);
  for (const parent of parents) out.writeUInt32BE(out.readUInt32BE(parent) + box.length - old, parent);
  return out;
}

/** Puts other content into the box at a path. */
export function withContent(bytes: Buffer, path: readonly string[], content: Buffer): Buffer {
  const { at, parents } = boxAt(bytes, ...path);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.length, 0);
  head.write(path.at(-1)!, 4, 'latin1');
  return replaced(bytes, at, parents, Buffer.concat([head, content]));
}

/** Numbers of 32 bits, one after another. */
export function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}

/** Sets the matrix of the first track (ISO/IEC 14496-12, 8.3.2): six numbers a, b, c, d, x, y. */
export function withMatrix(
  bytes: Buffer,
  [a, b, c, d, x, y]: readonly [number, number, number, number, number, number],
): Buffer {
  const out = Buffer.from(bytes);
  const { at } = boxAt(out, 'moov', 'trak', 'tkhd');
  const place = at + (out[at + 8] === 1 ? 60 : 48);
  for (const [index, value] of [a, b, 0, c, d, 0, x, y].entries()) out.writeInt32BE(value * 65536, place + index * 4);
  out.writeInt32BE(1 << 30, place + 32);
  return out;
}

/** The first part of a file. */
export const cutOff =
  (share: number) =>
  (bytes: Buffer): Buffer =>
    bytes.subarray(0, Math.round(bytes.length * share));

/** Overwrites a stretch in the middle with noise. */
export function scratched(bytes: Buffer, from: number, count: number): Buffer {
  const out = Buffer.from(bytes);
  const start = Math.round(bytes.length * from);
  for (let i = 0; i < count; i++) out[start + i] = (i * 7919 + 31) & 255;
  return out;
}
