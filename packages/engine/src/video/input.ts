import { open } from 'node:fs/promises';
import { AkezoraError, formatBytes } from '@akezora/contract';
import { tooLarge, unreadable } from './input-faults.ts';
import { type MediaFormat, sniff } from './sniff.ts';
import { whyUnread } from './unread-formats.ts';

/** Limits of input files: bytes, pixels and sides of a frame, seconds, frames. Larger files are refused before decoding. */
export interface InputLimits {
  readonly imageBytes: number;
  readonly videoBytes: number;
  readonly pixels: number;
  /** Pixels of the longer side of a frame. */
  readonly side: number;
  readonly seconds: number;
  /** Frames of a video or an animation. */
  readonly frames: number;
}

/** Default limits: above usual images and films, and low enough that no file exhausts the machine. */
export const defaultInputLimits: InputLimits = {
  imageBytes: 100e6,
  videoBytes: 8e9,
  pixels: 100e6,
  side: 16_384,
  seconds: 4 * 3600,
  frames: 1_000_000,
};

/** Options for reading an input file. */
export interface InputOptions {
  /** Field of the request or option of the command line that named the file, for errors. Default `input`. */
  readonly field?: string;
  /** Limits of the file. Default: `defaultInputLimits`. */
  readonly limits?: Partial<InputLimits>;
  /** Cancels the reading. Default: none. */
  readonly signal?: AbortSignal;
}

/** An input file whose format was read from its bytes, not its name. */
export interface SniffedInput {
  readonly file: string;
  readonly field: string;
  readonly bytes: number;
  readonly format: MediaFormat;
  readonly limits: InputLimits;
}

/**
 * Reads the format of a file.
 * @throws AkezoraError `input_missing`, `input_unreadable`, `input_too_large`.
 */
export async function sniffInput(file: string, options: InputOptions = {}): Promise<SniffedInput> {
  const field = options.field ?? 'input';
  const limits = { ...defaultInputLimits, ...options.limits };
  const named = { file, field };
  const { head, bytes } = await readHead(named);
  if (bytes === 0) throw unreadable(named, { en: 'it is empty (0 bytes)', ja: '空のファイルです（0バイト）' });
  const format = sniff(head);
  if (format === undefined) {
    const unknown = {
      en: 'it is not in a supported image or video format',
      ja: '対応している画像・動画の形式ではありません',
    };
    const known = whyUnread(head);
    throw unreadable(named, known?.reason ?? unknown, undefined, known?.way);
  }
  const limit = format.kind === 'video' ? limits.videoBytes : limits.imageBytes;
  if (bytes > limit) throw tooLarge(named, formatBytes(bytes), formatBytes(limit));
  return { ...named, bytes, format, limits };
}

/**
 * Checks the size of a frame.
 * @throws AkezoraError `input_too_large`, naming the limit that is passed.
 */
export function checkSize(input: SniffedInput, width: number, height: number): void {
  const { side, pixels } = input.limits;
  if (!(width >= 1 && height >= 1)) throw unreadable(input, { en: 'it has no size', ja: '画像の大きさがありません' });
  if (Math.max(width, height) > side) throw tooLarge(input, `${width}×${height}`, `${side}×${side}`);
  if (width * height > pixels) throw tooLarge(input, `${width}×${height}`, `${Math.round(pixels / 1e6)} megapixels`);
}

async function readHead(named: { file: string; field: string }): Promise<{ head: Uint8Array; bytes: number }> {
  let handle: Awaited<ReturnType<typeof open>> | undefined;
  try {
    handle = await open(named.file, 'r');
    const stat = await handle.stat();
    if (!stat.isFile()) throw unreadable(named, { en: 'it is not a file', ja: 'ファイルではありません' });
    const head = new Uint8Array(4096);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    return { head: head.subarray(0, bytesRead), bytes: stat.size };
  } catch (thrown) {
    if (thrown instanceof AkezoraError) throw thrown;
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') {
      throw new AkezoraError('input_missing', { field: named.field, path: named.file }, { cause: thrown });
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw unreadable(named, { en: 'no permission to read it', ja: '読み取る権限がありません' }, thrown);
    }
    throw unreadable(named, thrown instanceof Error ? thrown.message : String(thrown), thrown);
  } finally {
    await handle?.close();
  }
}
