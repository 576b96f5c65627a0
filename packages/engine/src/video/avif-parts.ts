import { boxesIn, viewOf } from './live/boxes.ts';

/**
 * The colours and the alpha of an AVIF as two opaque pictures (ISO/IEC 23008-12: alpha is an item of its own, which refers to
 * the first). Chromium 156, which decodes both together, stretches a full range of alpha as if it were 16 to 235; alone it keeps it.
 * @returns without `alpha` where the file has none
 * @throws RangeError, TypeError for what is no AVIF
 */
export function avifParts(file: Uint8Array): { readonly colour: Uint8Array; readonly alpha?: Uint8Array } {
  const meta = boxOf(file, 'meta').body.subarray(4);
  const references = [...boxesIn(meta)].find(({ type }) => type === 'iref')?.body;
  const toAlpha = references && [...boxesIn(references.subarray(4))].find(({ type }) => type === 'auxl')?.body;
  if (references === undefined || toAlpha === undefined) return { colour: file };
  const first = boxOf(meta, 'pitm').body;
  const isLong = references[0] === 1;
  const at = (part: Uint8Array) => part.byteOffset - file.byteOffset;
  /** Without references there is only the first item. */
  const alone = () => {
    const copy = file.slice();
    copy.set(free, at(references) - 4);
    return copy;
  };
  const alpha = alone();
  const item = isLong ? viewOf(toAlpha).getUint32(0) : viewOf(toAlpha).getUint16(0);
  const number = new DataView(alpha.buffer, at(first) + 4);
  if (first[0] === 0) number.setUint16(0, item);
  else number.setUint32(0, item);
  return { colour: alone(), alpha };
}

/** Name of a box that nobody reads. */
const free = new TextEncoder().encode('free');

function boxOf(bytes: Uint8Array, type: string) {
  for (const box of boxesIn(bytes)) if (box.type === type) return box;
  throw new TypeError(`an AVIF without ${type}`);
}
