import type { Input, InputVideoTrack } from 'mediabunny';
import { checkContainer } from './check-container.ts';
import { checkSize, type SniffedInput } from './input.ts';
import { unreadable } from './input-faults.ts';
import { loadContainers } from './libraries.ts';
import { limitReads } from './read-budget.ts';
import { pictureTrack, readTimeline, type Timeline } from './timeline.ts';
import { lookOf, shownSize } from './track-look.ts';
import { whyTrackUnread } from './unread-codecs.ts';

/** A video file opened for reading; close it with `close`. */
export interface OpenedVideo {
  readonly input: Input;
  readonly track: InputVideoTrack;
  /** What of it is shown, and when. */
  readonly timeline: Timeline;
  close(): void;
}

const noVideo = {
  en: 'it contains no video track (it may be truncated)',
  ja: '映像トラックがありません（途中で切れている可能性があります）',
};
const onlySound = { en: 'it holds only sound, no video', ja: '音声だけで、映像がありません' };

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
  const input = await openContainer(sniffed);
  try {
    const track = await pictureTrack(input);
    if (track === null) {
      const sounds = await input.getPrimaryAudioTrack();
      throw unreadable(sniffed, sounds === null ? noVideo : onlySound);
    }
    const [width, height] = [await track.getCodedWidth(), await track.getCodedHeight()];
    checkSize(sniffed, width, height);
    // The shape of a pixel may stretch the picture to any size.
    const look = await lookOf(sniffed, track);
    const shown = shownSize(look);
    checkSize(sniffed, shown.width, shown.height);
    const unread = await whyTrackUnread(sniffed, track, look);
    if (unread !== undefined) throw unreadable(sniffed, unread.reason, undefined, unread.way);
    if (!Number.isFinite(await track.getFirstTimestamp()))
      throw unreadable(sniffed, { en: 'its times are damaged', ja: '時刻が壊れています' });
    return { input, track, timeline: await readTimeline(sniffed, input), close: () => input.dispose() };
  } catch (thrown) {
    input.dispose();
    throw inputFailure(sniffed, thrown);
  }
}

/**
 * Checks a container's tables and opens it for reading, in the format that its first bytes name and in no other.
 * @throws AkezoraError `input_unreadable` when its tables list more than the file can hold, or more than is read.
 */
export async function openContainer(sniffed: SniffedInput): Promise<Input> {
  checkContainer(sniffed);
  const { file, format, bytes } = sniffed;
  const { FilePathSource, Input, MATROSKA, MP4, QTFF, WEBM } = await loadContainers();
  const formats = format.name === 'matroska' ? [MATROSKA, WEBM] : [MP4, QTFF];
  return new Input({ formats, source: limitReads(new FilePathSource(file), bytes) });
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
