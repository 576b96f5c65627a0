import { stat } from 'node:fs/promises';
import type { Input, InputVideoTrack } from 'mediabunny';
import { type SniffedInput, tooLarge, unreadable } from './input.ts';
import { loadContainers } from './libraries.ts';
import { limitReads } from './read-budget.ts';

/** A video file opened for reading; close it with `close`. */
export interface OpenedVideo {
  readonly input: Input;
  readonly track: InputVideoTrack;
  /** Time stamp of the first frame; decoded frames count from here. */
  readonly start: number;
  close(): void;
}

/**
 * Opens the first video track of a sniffed file and checks its size against the limits.
 * @throws AkezoraError `input_unreadable`, `input_too_large`.
 */
export async function openVideo(sniffed: SniffedInput): Promise<OpenedVideo> {
  if (sniffed.format.kind !== 'video') {
    throw unreadable(sniffed, {
      en: `it is a picture (${sniffed.format.name}), not a video`,
      ja: `動画ではなく画像（${sniffed.format.name}）です`,
    });
  }
  const input = await openContainer(sniffed.file);
  try {
    const track = await input.getPrimaryVideoTrack();
    if (track === null) {
      throw unreadable(sniffed, {
        en: 'it contains no video track (it may be truncated)',
        ja: '映像トラックがありません（途中で切れている可能性があります）',
      });
    }
    const [width, height] = [await track.getCodedWidth(), await track.getCodedHeight()];
    if (width * height > sniffed.limits.pixels) throw tooLarge(sniffed, `${width}×${height}`, '8192×8192');
    const start = await track.getFirstTimestamp();
    return { input, track, start, close: () => input.dispose() };
  } catch (thrown) {
    input.dispose();
    throw inputFailure(sniffed, thrown);
  }
}

/** Opens any container for reading. */
export async function openContainer(file: string): Promise<Input> {
  const { ALL_FORMATS, FilePathSource, Input } = await loadContainers();
  const { size } = await stat(file);
  return new Input({ formats: ALL_FORMATS, source: limitReads(new FilePathSource(file), size) });
}

/** Turns whatever reading a container threw into `input_unreadable`; typed errors and aborts pass. */
export function inputFailure(named: { file: string; field: string }, thrown: unknown): unknown {
  if (thrown instanceof Error && (thrown.name === 'AkezoraError' || thrown.name === 'AbortError')) return thrown;
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  return unreadable(
    named,
    {
      en: `it is damaged or cut off (${words.slice(0, 160)})`,
      ja: `壊れているか、途中で切れています（${words.slice(0, 160)}）`,
    },
    thrown,
  );
}
