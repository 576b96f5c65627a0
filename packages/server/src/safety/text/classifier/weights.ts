import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { AkezoraError } from '@akezora/contract';
import { packageRoot } from '@akezora/contract/root';
import { categories } from '../../categories.ts';

/** Version of the classifier. The file of its weights names it, so that code and weights belong together. */
export const classifierVersion = 1;

/** The weights of the classifier, made by `training/safety`. */
export interface Weights {
  /** Buckets, a power of two. */
  readonly buckets: number;
  /** One signed byte for each category of each bucket, bucket by bucket. */
  readonly bytes: Int8Array;
  /** By category: what a byte stands for, and the score of a text without features. */
  readonly scales: Float32Array;
  readonly biases: Float32Array;
  /** By category, for texts without and with Japanese: scores above it are findings. */
  readonly thresholds: { readonly en: Float32Array; readonly ja: Float32Array };
}

const magic = 'AKST';
const headerBytes = 12;
const digestBytes = 32;

const weightsFile = new URL('models/safety/text.bin', packageRoot);

const corrupt = (en: string, ja: string) =>
  new AkezoraError('weights_corrupt', { path: weightsFile.pathname, reason: { en, ja } });

const mostBytes = 2 ** 22;

function unpacked(packed: Uint8Array): Uint8Array {
  try {
    return inflateSync(packed, { maxOutputLength: mostBytes });
  } catch {
    throw corrupt('it cannot be unpacked', '展開できません');
  }
}

/** Reads the file of the weights. @throws AkezoraError `weights_corrupt` where a byte has changed, or where it is of another version. */
export function parseWeights(packed: Uint8Array): Weights {
  const file = unpacked(packed);
  const body = file.subarray(0, -digestBytes);
  const digest = createHash('sha256').update(body).digest();
  if (file.length < headerBytes + digestBytes || !digest.equals(file.subarray(-digestBytes)))
    throw corrupt('its SHA-256 is another', 'SHA-256 が一致しません');
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  if (Buffer.from(body.subarray(0, 4)).toString('latin1') !== magic)
    throw corrupt('it is another kind of file', '別の種類のファイルです');
  const [version, count, buckets] = [view.getUint16(4, true), view.getUint16(6, true), view.getUint32(8, true)];
  if (version !== classifierVersion || count !== categories.length)
    throw corrupt(`it is of version ${version}`, `バージョンが ${version} です`);
  if (body.length !== headerBytes + 16 * count + buckets * count)
    throw corrupt('its length is wrong', '長さが合いません');
  const floats = (row: number) =>
    Float32Array.from({ length: count }, (_, at) => view.getFloat32(headerBytes + 4 * (row * count + at), true));
  return {
    buckets,
    scales: floats(0),
    biases: floats(1),
    thresholds: { en: floats(2), ja: floats(3) },
    bytes: new Int8Array(body.subarray(headerBytes + 16 * count)),
  };
}

let loaded: Weights | undefined;

/** The weights that come with Akezora; read once. */
export const weights = (): Weights => {
  loaded ??= parseWeights(readFileSync(weightsFile));
  return loaded;
};
