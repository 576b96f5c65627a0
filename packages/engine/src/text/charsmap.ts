import { AkezoraError } from '@akezora/contract';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Replaces characters by a precompiled SentencePiece map. */
export type Normaliser = (text: string) => string;

/**
 * Reads a precompiled character map: a 32-bit length, a double-array trie (one unit a node: 8 bits label, leaf flag,
 * offset to the children), then the replacements as NUL-ended UTF-8.
 *
 * It is applied as the tokenizers library does, which is what published pipelines run: over extended grapheme
 * clusters, where a cluster of fewer than 6 bytes is replaced whole by its shortest key, and any other is looked up
 * code point by code point.
 * @throws AkezoraError `weights_corrupt` when the map's lengths do not fit.
 */
export function readCharsmap(blob: Uint8Array, path = 'tokenizer'): Normaliser {
  if (blob.length === 0) return (text) => text;
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const trieBytes = blob.length >= 4 ? view.getUint32(0, true) : 0;
  if (blob.length < 4 || trieBytes % 4 !== 0 || trieBytes + 4 > blob.length)
    throw new AkezoraError('weights_corrupt', { path, reason: 'the precompiled character map is cut short' });
  const units = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
  const replacements = blob.subarray(4 + trieBytes);
  const offsetOf = (unit: number) => (unit >>> 10) << ((unit & 0x200) >>> 6);

  const shortestKey = (bytes: Uint8Array): string | undefined => {
    let node = offsetOf(units[0] ?? 0);
    for (const byte of bytes) {
      if (byte === 0) return undefined;
      node ^= byte;
      const unit = units[node];
      if (unit === undefined || (unit & 0x800000ff) >>> 0 !== byte) return undefined;
      node ^= offsetOf(unit);
      if ((unit & 0x100) === 0) continue;
      const start = (units[node] ?? 0) & 0x7fffffff;
      const end = replacements.indexOf(0, start);
      return decoder.decode(replacements.subarray(start, end < 0 ? replacements.length : end));
    }
    return undefined;
  };

  const known = new Map<string, string>();
  const replaceCluster = (cluster: string): string => {
    const bytes = encoder.encode(cluster);
    const whole = bytes.length < 6 ? shortestKey(bytes) : undefined;
    if (whole !== undefined) return whole;
    let out = '';
    for (const point of cluster) out += shortestKey(encoder.encode(point)) ?? point;
    return out;
  };
  return (text) => {
    let out = '';
    for (const { segment } of graphemes.segment(text)) {
      let replaced = known.get(segment);
      if (replaced === undefined) {
        replaced = replaceCluster(segment);
        if (known.size < 50_000) known.set(segment, replaced);
      }
      out += replaced;
    }
    return out;
  };
}
