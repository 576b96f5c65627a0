/** A box of an MP4 or MOV (ISO/IEC 14496-12, 4.2): its type, and where its content begins and ends. */
export interface Box {
  readonly type: string;
  readonly from: number;
  readonly to: number;
}

/** Boxes one after another from `start` on; a box that reaches beyond the end is cut there. */
export function* boxesOf(
  read: (at: number, length: number) => Buffer,
  start: number,
  end: number,
): Generator<Box, void, void> {
  for (let at = start; at + 8 <= end; ) {
    const head = read(at, 16);
    if (head.length < 8) return;
    const type = head.toString('latin1', 4, 8);
    let size = head.readUInt32BE(0);
    let content = at + 8;
    if (size === 1) {
      if (head.length < 16) return;
      size = Number(head.readBigUInt64BE(8));
      content = at + 16;
    } else if (size === 0) size = end - at;
    if (size < content - at) return;
    yield { type, from: content, to: Math.min(at + size, end) };
    at += size;
  }
}
