import { AkezoraError, type Codec, canHold, formatOfName } from '@akezora/contract';

/** Codecs that a container holds; the others (WebP, GIF) are files of their own. */
export type VideoCodecName = Exclude<Codec, 'webp' | 'gif'>;

const containers = ['mp4', 'mov', 'mkv', 'webm'] as const;

/** Container of a video file. */
export type Container = (typeof containers)[number];

/** Settings of an encoder for one codec. */
export interface EncoderSettings {
  /** Name in mediabunny. */
  readonly name: 'avc' | 'hevc' | 'vp9' | 'av1';
  /** Codec string with profile and level. */
  readonly codec: string;
  /** Bits per second; none where every picture shall be equally good, however many bits it takes. */
  readonly bitrate?: number;
  /** Whether pictures come out at once instead of after a second of looking ahead, which costs quality. Default false. */
  readonly isLive?: boolean;
}

/**
 * What an encoder keeps the same: the `quality` of the pictures, which makes a calm clip small, or the `rate` of the file. The
 * H.264 encoder has one quality (x264's CRF 23); it has no bound, which grain of a camera would need. The others have a rate only.
 */
export type Aim = 'quality' | 'rate';

/** Bits per pixel without visible artefacts in flat colours, gradients and small figures; measured by `bench/video.ts`. */
const bitsPerPixel = { h264: 0.2, hevc: 0.14, vp9: 0.14, av1: 0.1 } as const;

/** Settings for one codec, size and rate. */
export function encoderSettings(
  codec: VideoCodecName,
  width: number,
  height: number,
  fps: number,
  aim: Aim = 'rate',
): EncoderSettings {
  const rate = width * height * fps;
  // Small pictures have more detail per pixel: never below 400 kbit/s.
  const bitrate = Math.round(Math.max(400_000, rate * bitsPerPixel[codec]));
  const level = levels.find((one) => width * height <= one.pixels && rate <= one.rate) ?? levels.at(-1)!;
  switch (codec) {
    case 'h264':
      return {
        name: 'avc',
        codec: `avc1.6400${level.h264.toString(16).toUpperCase()}`,
        ...(aim === 'quality' ? {} : { bitrate }),
      };
    case 'hevc':
      return { name: 'hevc', codec: `hvc1.1.6.L${level.hevc}.B0`, bitrate };
    case 'vp9':
      return { name: 'vp9', codec: `vp09.00.${level.vp9}.08`, bitrate };
    case 'av1':
      return { name: 'av1', codec: `av01.0.${level.av1}M.08`, bitrate };
  }
}

/** Levels by largest picture and pixels per second (ITU-T H.264 table A-1; the others have the same steps). */
const levels = [
  { pixels: 921_600, rate: 27_648_000, h264: 31, hevc: 93, vp9: '31', av1: '05' },
  { pixels: 2_097_152, rate: 62_914_560, h264: 40, hevc: 120, vp9: '40', av1: '08' },
  { pixels: 2_228_224, rate: 133_693_440, h264: 42, hevc: 123, vp9: '41', av1: '09' },
  { pixels: 9_437_184, rate: 283_115_520, h264: 51, hevc: 150, vp9: '50', av1: '12' },
  { pixels: 9_437_184, rate: 530_841_600, h264: 52, hevc: 153, vp9: '51', av1: '13' },
  { pixels: 35_651_584, rate: 4_278_190_080, h264: 62, hevc: 186, vp9: '62', av1: '18' },
] as const;

/**
 * Container for a file's name; MP4 for unknown extensions.
 * @throws AkezoraError `request_invalid` when the name and the codec do not go together.
 */
export function containerOf(file: string, codec: VideoCodecName): Container {
  const format = formatOfName(file);
  const container = containers.find((name) => name === format) ?? 'mp4';
  if (!canHold(container, codec)) {
    throw new AkezoraError('request_invalid', {
      field: 'output',
      reason: {
        en: `a .webm file can contain VP9 or AV1, not ${codec}`,
        ja: `.webm に使えるコーデックは VP9 か AV1 です（${codec} は使えません）`,
      },
    });
  }
  return container;
}
