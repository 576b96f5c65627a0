import type { OutputFile } from './output-file.ts';

/** Boxes that hold others, on the way to the three that carry a creation time. */
const parents = new Set(['moov', 'trak', 'mdia']);
const timed = new Set(['mvhd', 'tkhd', 'mdhd']);

/**
 * Sets every creation and modification time of an MP4 or MOV to zero ("unknown"), so that the same frames give the same
 * file (ISO/IEC 14496-12, 8.2.2, 8.3.2, 8.4.2).
 */
export async function fixCreationTimes(file: OutputFile, from = 0, to = file.size): Promise<void> {
  for (let at = from; at + 8 <= to; ) {
    const head = await file.read(at, 16);
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    const type = String.fromCharCode(...head.subarray(4, 8));
    let size = view.getUint32(0);
    let body = at + 8;
    if (size === 1) {
      size = Number(view.getBigUint64(8));
      body += 8;
    } else if (size === 0) size = to - at;
    if (size < 8) return;
    if (parents.has(type)) await fixCreationTimes(file, body, at + size);
    if (timed.has(type)) {
      const wide = (await file.read(body, 1))[0] === 1;
      await file.write(new Uint8Array(wide ? 16 : 8), body + 4);
    }
    at += size;
  }
}
