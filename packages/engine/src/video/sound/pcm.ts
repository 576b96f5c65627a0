/** Format of the samples of uncompressed sound. */
export type PcmFormat =
  | { readonly kind: 'alaw' | 'ulaw' }
  | { readonly kind: 'unsigned' | 'signed' | 'float'; readonly bytes: number; readonly bigEndian: boolean };

/** Bytes of one sample of one channel. */
export const pcmBytes = (format: PcmFormat): number => ('bytes' in format ? format.bytes : 1);

/**
 * The format that a name such as `pcm-s16`, `pcm-f32be`, `alaw` stands for, as the container library names them;
 * `undefined` for others.
 */
export function pcmFormat(name: string): PcmFormat | undefined {
  if (name === 'alaw' || name === 'ulaw') return { kind: name };
  const match = /^pcm-([usf])(8|16|24|32|64)(be)?$/.exec(name);
  if (match === null) return undefined;
  const kind = ({ u: 'unsigned', s: 'signed', f: 'float' } as const)[match[1] as 'u' | 's' | 'f'];
  const bytes = Number(match[2]) / 8;
  if (kind === 'float' && bytes < 4) return undefined;
  return { kind, bytes, bigEndian: match[3] !== undefined };
}

/** Samples of interleaved bytes as one plane a channel, -1 … 1. A last, incomplete sample is left out. */
export function pcmPlanes(data: Uint8Array, format: PcmFormat, channels: number): Float32Array[] {
  const frames = Math.floor(data.length / (pcmBytes(format) * channels));
  const value = reader(data, format);
  return Array.from({ length: channels }, (_, channel) => {
    const plane = new Float32Array(frames);
    for (let i = 0; i < frames; i++) plane[i] = value(i * channels + channel);
    return plane;
  });
}

/** Reads the sample of an index. Values that are no number, or far beyond full scale, are damage and become silence. */
function reader(data: Uint8Array, format: PcmFormat): (index: number) => number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (!('bytes' in format)) {
    const table = format.kind === 'alaw' ? alawTable : ulawTable;
    return (index) => table[data[index]!]!;
  }
  const { kind, bytes } = format;
  const little = !format.bigEndian;
  if (kind === 'float') {
    return bytes === 4
      ? (index) => sound(view.getFloat32(index * 4, little))
      : (index) => sound(view.getFloat64(index * 8, little));
  }
  const scale = 2 ** (1 - bytes * 8);
  const middle = kind === 'unsigned' ? 2 ** (bytes * 8 - 1) : 0;
  const whole = integerReader(view, data, bytes, little, kind === 'unsigned');
  return (index) => (whole(index * bytes) - middle) * scale;
}

/** Louder than any sound that is meant: 40 dB above full scale. */
const loudest = 100;
const sound = (value: number): number => (Math.abs(value) <= loudest ? value : 0);

function integerReader(
  view: DataView,
  data: Uint8Array,
  bytes: number,
  little: boolean,
  unsigned: boolean,
): (at: number) => number {
  switch (bytes) {
    case 1:
      return unsigned ? (at) => view.getUint8(at) : (at) => view.getInt8(at);
    case 2:
      return unsigned ? (at) => view.getUint16(at, little) : (at) => view.getInt16(at, little);
    case 3:
      return (at) => {
        const [low, middle, high] = little ? [at, at + 1, at + 2] : [at + 2, at + 1, at];
        const bits = data[low]! | (data[middle]! << 8) | (data[high]! << 16);
        return unsigned ? bits : (bits << 8) >> 8;
      };
    default:
      return unsigned ? (at) => view.getUint32(at, little) : (at) => view.getInt32(at, little);
  }
}

/** Values of A-law (ITU-T G.711, table 1): sign, three bits of exponent, four of mantissa, every other bit inverted. */
const alawTable = Float32Array.from({ length: 256 }, (_, byte) => {
  const bits = byte ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const mantissa = bits & 15;
  const size = exponent === 0 ? mantissa * 2 + 1 : (mantissa * 2 + 33) << (exponent - 1);
  return ((bits & 0x80) === 0 ? -size : size) / 4096;
});

/** Values of µ-law (ITU-T G.711, table 2): sign, three bits of exponent, four of mantissa, all bits inverted. */
const ulawTable = Float32Array.from({ length: 256 }, (_, byte) => {
  const bits = ~byte & 0xff;
  const size = (((bits & 15) * 2 + 33) << ((bits >> 4) & 7)) - 33;
  return ((bits & 0x80) === 0 ? size : -size) / 8192;
});
