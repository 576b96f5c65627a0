import { AkezoraError } from '@akezora/contract';

/** Content of a SentencePiece model file, for encoding. */
export interface SentencePieceModel {
  /** Pieces with their scores; the position is the id. */
  readonly pieces: readonly (readonly [piece: string, score: number])[];
  readonly charsmap: Uint8Array;
  readonly unknownId: number;
  readonly startId: number;
  readonly endId: number;
  readonly padId: number;
}

interface Field {
  readonly number: number;
  readonly varint: number;
  readonly bytes: Uint8Array;
}

/** Walks the fields of one protobuf message (wire types 0, 1, 2 and 5). */
function* fields(message: Uint8Array, path: string): Generator<Field> {
  const corrupt = () => new AkezoraError('weights_corrupt', { path, reason: 'not a whole SentencePiece model' });
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined) throw corrupt();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw corrupt();
  };
  while (at < message.length) {
    const key = Number(varint());
    const wire = key & 7;
    let value = 0;
    let length = 0;
    if (wire === 0) value = Number(varint());
    else if (wire === 1) length = 8;
    else if (wire === 2) length = Number(varint());
    else if (wire === 5) length = 4;
    else throw corrupt();
    if (length < 0 || at + length > message.length) throw corrupt();
    yield { number: key >>> 3, varint: value, bytes: message.subarray(at, at + length) };
    at += length;
  }
}

/**
 * Reads a SentencePiece `ModelProto` (`spiece.model`): pieces (1), trainer (2) and normaliser (3) specifications.
 * @throws AkezoraError `weights_corrupt` for a file that is not one, or not a unigram model.
 */
export function readSentencePiece(file: Uint8Array, path = 'spiece.model'): SentencePieceModel {
  const decoder = new TextDecoder();
  const pieces: (readonly [string, number])[] = [];
  let charsmap: Uint8Array = new Uint8Array();
  const ids = { unknown: 0, start: 1, end: 2, pad: -1 };
  let modelType = 1;
  for (const field of fields(file, path)) {
    if (field.number === 1) {
      let piece = '';
      let score = 0;
      for (const part of fields(field.bytes, path)) {
        if (part.number === 1) piece = decoder.decode(part.bytes);
        else if (part.number === 2)
          score = new DataView(part.bytes.buffer, part.bytes.byteOffset, 4).getFloat32(0, true);
      }
      pieces.push([piece, score]);
    } else if (field.number === 2) {
      for (const part of fields(field.bytes, path)) {
        if (part.number === 3) modelType = part.varint;
        else if (part.number === 40) ids.unknown = part.varint;
        else if (part.number === 41) ids.start = part.varint;
        else if (part.number === 42) ids.end = part.varint;
        else if (part.number === 43) ids.pad = part.varint;
      }
    } else if (field.number === 3) {
      for (const part of fields(field.bytes, path)) if (part.number === 2) charsmap = part.bytes;
    }
  }
  if (pieces.length === 0 || modelType !== 1)
    throw new AkezoraError('weights_corrupt', { path, reason: 'not a SentencePiece unigram model' });
  return { pieces, charsmap, unknownId: ids.unknown, startId: ids.start, endId: ids.end, padId: ids.pad };
}
