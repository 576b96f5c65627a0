import { inputFailure, openVideo } from './container.ts';
import { frameSeconds } from './decode.ts';
import { readImageHead } from './image.ts';
import { type InputOptions, type SniffedInput, sniffInput } from './input.ts';
import { tooLarge } from './input-faults.ts';
import { measureTimes } from './picture-times.ts';
import { lookOf, shownSize } from './track-look.ts';

/** Format, size and length of an input file. Width and height are those shown: in square pixels, after rotation. */
export interface MediaProbe {
  readonly kind: 'image' | 'animation' | 'video';
  /** Container or image format: `png`, `jpeg`, `avif`, `heic`, `tiff`, `webp`, `gif`, `mp4`, `mov`, `matroska`. */
  readonly format: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  /** 0 for a still picture. */
  readonly seconds: number;
  /** Average frames per second; 0 for a still picture. */
  readonly fps: number;
  readonly frames: number;
  readonly videoCodec: string | null;
  /** Whether it has a channel of transparency; its pixels may still all be opaque. */
  readonly alpha: boolean;
  /** Whether its pictures may be made of two fields; combs of such pictures are taken out when it is decoded. */
  readonly interlaced: boolean;
  readonly audio: { readonly codec: string; readonly sampleRate: number; readonly channels: number } | null;
}

/**
 * Reads format, size and length of a file without decoding its pixels.
 * @throws AkezoraError `input_missing`, `input_unreadable`, `input_too_large`.
 */
export async function probe(file: string, options: InputOptions = {}): Promise<MediaProbe> {
  const input = await sniffInput(file, options);
  return input.format.kind === 'video' ? probeVideo(input) : probeImage(input);
}

async function probeImage(input: SniffedInput): Promise<MediaProbe> {
  const { width, height, frames, delays, alpha } = await readImageHead(input);
  const moving = frames > 1;
  const seconds = moving
    ? Array.from({ length: frames }, (_, i) => frameSeconds(delays[i])).reduce((a, b) => a + b)
    : 0;
  return {
    kind: moving ? 'animation' : 'image',
    format: input.format.name,
    bytes: input.bytes,
    width,
    height,
    seconds,
    fps: moving ? frames / seconds : 0,
    frames,
    videoCodec: null,
    alpha,
    interlaced: false,
    audio: null,
  };
}

async function probeVideo(input: SniffedInput): Promise<MediaProbe> {
  const opened = await openVideo(input);
  try {
    const { track, timeline } = opened;
    const look = await lookOf(input, track);
    const { width, height } = shownSize(look);
    const { frames, end, fps } = await measureTimes(input, track, timeline.picture);
    if (end > input.limits.seconds) throw tooLarge(input, `${Math.round(end)} s`, `${input.limits.seconds} s`);
    const sound = await opened.input.getPrimaryAudioTrack();
    return {
      kind: 'video',
      format: input.format.name,
      bytes: input.bytes,
      width,
      height,
      seconds: end,
      fps,
      frames,
      videoCodec: await track.getCodec(),
      alpha: await track.canBeTransparent(),
      interlaced: look.fields !== undefined,
      audio:
        sound === null
          ? null
          : {
              codec: (await sound.getCodec()) ?? 'unknown',
              sampleRate: await sound.getSampleRate(),
              channels: await sound.getNumberOfChannels(),
            },
    };
  } catch (thrown) {
    throw inputFailure(input, thrown);
  } finally {
    opened.close();
  }
}
