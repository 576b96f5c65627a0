import { AkezoraError } from '@akezora/contract';
import { bytesOf, type DType } from './dtype.ts';
import { sizeOf } from './tensor.ts';

/** Longest header that is read; the largest published one (a sharded 13B model) has under 1 MB. */
const maxHeaderBytes = 100 * 1024 * 1024;

const dtypeNames: Readonly<Record<string, DType>> = {
  F32: 'f32',
  F16: 'f16',
  BF16: 'bf16',
  F8_E4M3: 'f8e4m3',
  F8_E5M2: 'f8e5m2',
  I8: 'i8',
  U8: 'u8',
  I32: 'i32',
  I64: 'i64',
  BOOL: 'bool',
};

const published = new Map(Object.entries(dtypeNames).map(([name, dtype]) => [dtype, name]));

/** One tensor of a header; `offset` is from the start of the file. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly bytes: number;
}

/** Header of a safetensors file. */
export interface SafetensorsHeader {
  readonly entries: readonly SafetensorsEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

const damaged = (path: string, en: string, ja: string) =>
  new AkezoraError('weights_corrupt', { path, reason: { en, ja } });

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * The length of the JSON header from a file's first 8 bytes.
 * @throws AkezoraError `weights_corrupt` when the file is too short for it or the length is beyond the limit.
 */
export function headerLength(first8: Uint8Array, fileBytes: number, path: string): number {
  if (first8.length < 8) throw damaged(path, `it has only ${fileBytes} bytes`, `${fileBytes}バイトしかありません`);
  const length = new DataView(first8.buffer, first8.byteOffset, 8).getBigUint64(0, true);
  if (length < 2n || length > BigInt(maxHeaderBytes) || length > BigInt(fileBytes - 8))
    throw damaged(
      path,
      `its header claims ${length} bytes and the file has ${fileBytes}`,
      `ヘッダーの長さが ${length}バイトとなっていますが、ファイルは ${fileBytes}バイトです`,
    );
  return Number(length);
}

/** JSON.parse silently takes the last of two equal keys; a header with two tensors of one name is damaged. */
function repeatedKey(json: string): string | undefined {
  const seen = new Set<string>();
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const char = json[at];
    if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
    else if (char === '"') {
      const start = at;
      for (at++; at < json.length && json[at] !== '"'; at++) if (json[at] === '\\') at++;
      if (depth !== 1 || !/^\s*:/.test(json.slice(at + 1, at + 20))) continue;
      const key = json.slice(start, at + 1);
      if (seen.has(key)) return key;
      seen.add(key);
    }
  }
  return undefined;
}

function parseEntry(
  name: string,
  value: unknown,
  dataStart: number,
  dataBytes: number,
  path: string,
): SafetensorsEntry {
  const wrong = (en: string, ja: string) => damaged(path, `tensor ${name}: ${en}`, `テンソル ${name}: ${ja}`);
  const entry = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const dtype = typeof entry.dtype === 'string' && Object.hasOwn(dtypeNames, entry.dtype) && dtypeNames[entry.dtype];
  if (!dtype) throw wrong(`unknown element type ${String(entry.dtype)}`, `要素の型 ${String(entry.dtype)} は不明です`);
  const shape = entry.shape;
  if (!Array.isArray(shape) || shape.length > 16 || !shape.every(isCount))
    throw wrong('its shape is not a list of whole numbers', 'shape が整数のリストではありません');
  const offsets = entry.data_offsets;
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    throw wrong('its data_offsets are not two whole numbers', 'data_offsets が2つの整数ではありません');
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > dataBytes)
    throw wrong(
      `it lies at ${begin}…${end} of ${dataBytes} bytes`,
      `データは ${dataBytes}バイトなのに ${begin}…${end} にあるとされています`,
    );
  const bytes = sizeOf(shape) * bytesOf(dtype);
  if (bytes !== end - begin)
    throw wrong(
      `${shape.join('×')} ${dtype} needs ${bytes} bytes, not ${end - begin}`,
      `${shape.join('×')} ${dtype} には ${bytes}バイト必要ですが ${end - begin}バイトです`,
    );
  return { name, dtype, shape, offset: dataStart + begin, bytes };
}

/**
 * Parses a header and checks that every tensor is inside the file, has the bytes its shape needs, and overlaps no
 * other. Format: https://github.com/huggingface/safetensors
 * @throws AkezoraError `weights_corrupt` naming the tensor at fault.
 */
export function parseHeader(json: Uint8Array, fileBytes: number, path: string): SafetensorsHeader {
  let text: string;
  let parsed: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(json);
    parsed = JSON.parse(text);
  } catch {
    throw damaged(path, 'its header is not JSON', 'ヘッダーが JSON ではありません');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw damaged(path, 'its header is not a JSON object', 'ヘッダーが JSON のオブジェクトではありません');
  const twice = repeatedKey(text);
  if (twice) throw damaged(path, `tensor ${twice} occurs twice`, `テンソル ${twice} が2つあります`);
  const dataStart = 8 + json.length;
  const { __metadata__: metadata = {}, ...rest } = parsed as Record<string, unknown>;
  const entries = Object.entries(rest)
    .map(([name, value]) => parseEntry(name, value, dataStart, fileBytes - dataStart, path))
    .sort((a, b) => a.offset - b.offset || a.bytes - b.bytes);
  let end = dataStart;
  let before = '';
  for (const entry of entries) {
    if (entry.bytes > 0 && entry.offset < end)
      throw damaged(
        path,
        `tensors ${before} and ${entry.name} overlap`,
        `テンソル ${before} と ${entry.name} が重なっています`,
      );
    if (entry.bytes > 0) {
      end = entry.offset + entry.bytes;
      before = entry.name;
    }
  }
  const words = Object.entries(typeof metadata === 'object' && metadata !== null ? metadata : {});
  return { entries, metadata: Object.fromEntries(words.filter(([, value]) => typeof value === 'string')) };
}

/** A tensor to be written. */
export interface SafetensorsItem {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/**
 * The first bytes of a safetensors file: length, JSON, spaces up to a multiple of 64 so that data is aligned. Tensors
 * follow in the order given, without gaps.
 */
export function encodeHeader(
  items: readonly SafetensorsItem[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  let at = 0;
  for (const { name, dtype, shape } of items) {
    const end = at + sizeOf(shape) * bytesOf(dtype);
    header[name] = { dtype: published.get(dtype), shape, data_offsets: [at, end] };
    at = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const total = Math.ceil((8 + json.length) / 64) * 64;
  const out = new Uint8Array(total).fill(0x20);
  new DataView(out.buffer).setBigUint64(0, BigInt(total - 8), true);
  out.set(json, 8);
  return out;
}
