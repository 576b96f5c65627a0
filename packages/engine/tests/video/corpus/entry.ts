/**
 * One file of the corpus: how ffmpeg makes it, and what is expected of a reader. Every recipe makes a second or two of a small
 * moving test picture that shows its own time, so that order and time of its frames can be told apart.
 */
export interface Entry {
  /** Name of the file, which also names the case. */
  readonly name: string;
  /** Property that the file is about; one of the few words by which the report groups. */
  readonly kind: Kind;
  /** Words for ffmpeg; `@name` is the path of another file of the corpus. Without `-i`: the files that are joined byte by byte. */
  readonly make: readonly string[];
  /** Changes the bytes after ffmpeg has written them. */
  readonly patch?: (bytes: Buffer) => Buffer;
  /** What a reader must do with it. Default: show what ffmpeg shows. */
  readonly expect?: Expectation;
}

export type Kind =
  | 'container'
  | 'codec'
  | 'times'
  | 'edits'
  | 'fields'
  | 'shape'
  | 'colour'
  | 'extras'
  | 'damage'
  | 'refused'
  | 'reported';

export type Expectation =
  | {
      readonly is: 'read';
      /** Filter of the truth before conversion to RGBA, such as a deinterlacer. Default: none. */
      readonly filter?: string;
      /** Words for ffmpeg before `-i`. Default: none. */
      readonly before?: readonly string[];
      /** Track of the truth, as ffmpeg maps it. Default: the first video track. */
      readonly map?: string;
      /** Most root-mean-square difference of a frame, of 255; `undefined` where only size and times are compared. Default: 3. */
      readonly most?: number | 'times only';
    }
  | {
      readonly is: 'refused';
      readonly code: 'input_unreadable' | 'input_too_large';
      /** What the message must say, beside the name of the file. */
      readonly says?: RegExp;
    };

/** Splits words at spaces. */
export const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** The test picture as input of ffmpeg. */
export const pattern = (size = '160x90', rate = '24', seconds = '1'): string =>
  `-f lavfi -i testsrc2=s=${size}:r=${rate}:d=${seconds}`;

/** A quiet tone as input of ffmpeg. */
export const tone = (seconds = '1'): string => `-f lavfi -i sine=500:d=${seconds}`;

export const coders = {
  h264: '-c:v libx264 -preset ultrafast -crf 12 -pix_fmt yuv420p -bf 2 -g 12',
  hevc: '-c:v libx265 -preset ultrafast -crf 12 -pix_fmt yuv420p -x265-params log-level=none:pools=none:frame-threads=1:keyint=12:bframes=2',
  vp8: '-c:v libvpx -crf 4 -b:v 4M -pix_fmt yuv420p -deadline realtime -cpu-used 8 -g 12',
  vp9: '-c:v libvpx-vp9 -crf 8 -b:v 0 -deadline realtime -cpu-used 8 -row-mt 0 -g 12',
  av1: '-c:v libsvtav1 -preset 12 -crf 12 -pix_fmt yuv420p -g 12 -svtav1-params lp=1',
} as const;

/** A file of the test picture by a coder. */
export function film(
  name: string,
  kind: Kind,
  coder: string,
  how: {
    readonly picture?: string;
    readonly more?: string;
    readonly expect?: Expectation;
    readonly patch?: Entry['patch'];
  } = {},
): Entry {
  return {
    name,
    kind,
    make: words(`${how.picture ?? pattern()} ${coder} ${how.more ?? ''}`),
    ...(how.expect === undefined ? {} : { expect: how.expect }),
    ...(how.patch === undefined ? {} : { patch: how.patch }),
  };
}

/** A file made from another file of the corpus without coding anew. */
export const copied = (
  name: string,
  kind: Kind,
  from: string,
  before = '',
  more = '',
  expect?: Expectation,
): Entry => ({
  name,
  kind,
  make: words(`${before} -i @${from} -map 0 -c copy ${more}`),
  ...(expect === undefined ? {} : { expect }),
});

/** The refusal of a file that is not read. */
export const refused = (says?: RegExp): Expectation => ({
  is: 'refused',
  code: 'input_unreadable',
  ...(says === undefined ? {} : { says }),
});
