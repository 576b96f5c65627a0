/** Text files of any editor and spreadsheet, as text. */

/** The text of a file, and the encoding it was read in. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'shift_jis' | 'euc-jp' | 'windows-1252';
}

/**
 * Reads text by its byte order mark; without one as UTF-8, as UTF-16 where every other byte is 0, or in what Windows and older
 * programs write: Shift_JIS (CP932), EUC-JP, or windows-1252 where single accented letters stand among ASCII.
 * @returns `undefined` for bytes that are text in none of them
 */
export function decodeText(bytes: Uint8Array): DecodedText | undefined {
  const encoding = encodingOf(bytes);
  const text = encoding && decoded(bytes, encoding);
  if (text === undefined || encoding === undefined) return undefined;
  // Nearly all bytes are something in a code page; what has control characters in it is no text of one.
  const isGuess = !encoding.startsWith('utf');
  if (isGuess && controls.test(text)) return undefined;
  return { text, encoding };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const controls = /[\0-\x08\x0e-\x1a\x1c-\x1f]/;

function encodingOf(bytes: Uint8Array): DecodedText['encoding'] | undefined {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const zeros = zerosAt(bytes);
  if (zeros.odd > 0.4 && zeros.even < 0.05) return 'utf-16le';
  if (zeros.even > 0.4 && zeros.odd < 0.05) return 'utf-16be';
  if (decoded(bytes, 'utf-8') !== undefined) return 'utf-8';
  if (hasOnlyAccents(bytes)) return 'windows-1252';
  if (isEucJp(bytes)) return 'euc-jp';
  return decoded(bytes, 'shift_jis') === undefined ? undefined : 'shift_jis';
}

function decoded(bytes: Uint8Array, encoding: DecodedText['encoding']): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Shares of bytes 0 at odd and even places, among the first 4 kB. */
function zerosAt(bytes: Uint8Array): { even: number; odd: number } {
  const head = bytes.subarray(0, 4096);
  const count = [0, 0];
  for (const [index, byte] of head.entries()) if (byte === 0) count[index % 2] = (count[index % 2] ?? 0) + 1;
  const half = Math.max(1, head.length / 2);
  return { even: (count[0] ?? 0) / half, odd: (count[1] ?? 0) / half };
}

/** Letters, quotes and dashes of windows-1252 above ASCII. */
const isAccent = (byte: number): boolean =>
  byte >= 0xc0 || (byte >= 0x91 && byte <= 0x97) || byte === 0x85 || byte === 0xab || byte === 0xbb || byte === 0xa0;

/** Whether each byte above ASCII is an accented letter or a quote that stands alone; in Japanese they come in pairs, or are none. */
function hasOnlyAccents(bytes: Uint8Array): boolean {
  let before = false;
  for (const byte of bytes) {
    const high = byte >= 0x80;
    if (high && (before || !isAccent(byte))) return false;
    before = high;
  }
  return true;
}

/** Whether all bytes above ASCII come in pairs of EUC-JP, with hiragana (row 4) among them. */
function isEucJp(bytes: Uint8Array): boolean {
  let hiragana = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const [byte = 0, next = 0] = [bytes[index], bytes[index + 1]];
    if (byte < 0x80) continue;
    if (byte < 0xa1 || next < 0xa1) return false;
    if (byte === 0xa4 && next <= 0xf3) hiragana += 1;
    index += 1;
  }
  return hiragana > 0 && decoded(bytes, 'euc-jp') !== undefined;
}
