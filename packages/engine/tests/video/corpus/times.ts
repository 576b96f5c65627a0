import { coders, copied, type Entry, type Expectation, film, pattern, tone, words } from './entry.ts';
import { withEdits } from './patches.ts';

const { h264, hevc, vp8, vp9 } = coders;
const open = (coder: string) =>
  film(
    coder === 'h264' ? 'long-open-gop.mp4' : 'long-open-gop-hevc.mp4',
    'times',
    coder === 'h264'
      ? '-c:v libx264 -preset ultrafast -crf 12 -pix_fmt yuv420p -x264-params keyint=12:bframes=3:b-adapt=0:open-gop=1:scenecut=0'
      : '-c:v libx265 -preset ultrafast -crf 12 -pix_fmt yuv420p -tag:v hvc1 -x265-params log-level=none:pools=none:frame-threads=1:keyint=12:bframes=3:b-adapt=0:open-gop=1:scenecut=0',
    { picture: pattern('160x90', '24', '2') },
  );

/** Rates, gaps and starts. */
export const times: readonly Entry[] = [
  ...(
    [
      '1',
      '5',
      '10',
      '12',
      '12.5',
      '15',
      '24000/1001',
      '25',
      '30000/1001',
      '30',
      '48',
      '50',
      '60000/1001',
      '60',
      '120',
    ] as const
  ).map((rate) =>
    film(`rate-${rate.replace('/', '-')}.mp4`, 'times', h264, {
      picture: pattern('96x54', rate, Number(rate.split('/')[0]) < 6 ? '3' : '1'),
    }),
  ),
  ...(['24000/1001', '30000/1001', '60000/1001', '120'] as const).map((rate) =>
    film(`rate-${rate.replace('/', '-')}.mkv`, 'times', h264, { picture: pattern('96x54', rate) }),
  ),
  film('rate-24000-1001.webm', 'times', vp9, { picture: pattern('96x54', '24000/1001') }),
  film('one-frame.mp4', 'times', h264, { more: '-frames:v 1' }),
  film('one-frame.mkv', 'times', h264, { more: '-frames:v 1' }),
  film('one-frame.webm', 'times', vp8, { more: '-frames:v 1' }),
  film('two-frames.mov', 'times', hevc, { more: '-frames:v 2 -tag:v hvc1' }),
  film('short.mp4', 'times', h264, { more: '-frames:v 3' }),
  film('dropped-frames.mp4', 'times', h264, { more: "-vf select='not(between(n,5,9))*not(eq(n,15))' -fps_mode vfr" }),
  film('dropped-frames.mkv', 'times', h264, { more: "-vf select='not(between(n,5,9))*not(eq(n,15))' -fps_mode vfr" }),
  film('slower.mp4', 'times', h264, { more: '-vf setpts=PTS+N*N/24/24/TB -fps_mode vfr -enc_time_base 1/1000' }),
  film('jitter.webm', 'times', vp8, {
    more: "-vf setpts='PTS+mod(N*7,5)*0.005/TB' -fps_mode vfr -enc_time_base 1/1000",
  }),
  film('gap.mp4', 'times', h264, { more: "-vf setpts='PTS+gte(N,12)*20/TB' -fps_mode vfr" }),
  film('gap.mkv', 'times', h264, { more: "-vf setpts='PTS+gte(N,12)*20/TB' -fps_mode vfr" }),
  film('same-times.mkv', 'times', `${h264} -bf 0`, {
    more: '-vf settb=1/1000,setpts=floor(N/2)*80 -fps_mode passthrough -enc_time_base 1/1000',
  }),
  film('starts-at-3.mp4', 'times', h264, { more: '-output_ts_offset 3' }),
  film('starts-at-3.mkv', 'times', h264, { more: '-output_ts_offset 3' }),
  film('starts-at-3.webm', 'times', vp9, { more: '-output_ts_offset 3' }),
  film('starts-at-3-fragments.mp4', 'times', h264, { more: '-output_ts_offset 3 -movflags frag_keyframe+empty_moov' }),
  open('h264'),
  open('hevc'),
];

const twoSeconds = `${pattern('160x90', '24', '2')} ${tone('2')}`;
const rare = '-c:v libx264 -preset ultrafast -crf 12 -pix_fmt yuv420p -bf 2 -g 48';
const cut = (name: string, from: string, at: string, more = '', expect?: Expectation) =>
  copied(name, 'edits', from, `-ss ${at}`, more, expect);
const edited = (
  name: string,
  entries: readonly [seconds: number, media: number, rate?: number][],
  wide = false,
  filter?: string,
): Entry => ({
  ...(filter === undefined ? {} : { expect: { is: 'read', filter } }),
  name,
  kind: 'edits',
  make: words(`${pattern('160x90', '24', '2')} ${rare} -bf 0 -video_track_timescale 24000`),
  patch: (bytes) => withEdits(bytes, entries, wide),
});

/** What was cut without coding anew, and what editors shift and rearrange. */
export const edits: readonly Entry[] = [
  { name: 'long.mp4', kind: 'edits', make: words(`${twoSeconds} ${rare} -c:a aac`) },
  { name: 'long.mov', kind: 'edits', make: words(`${twoSeconds} ${rare} -c:a pcm_s16le`) },
  { name: 'long-silent.mp4', kind: 'edits', make: words(`${pattern('160x90', '24', '2')} ${rare}`) },
  { name: 'long.mkv', kind: 'edits', make: words(`${twoSeconds} ${rare} -c:a aac`) },
  { name: 'long-hevc.mp4', kind: 'edits', make: words(`${twoSeconds} ${hevc}:keyint=48 -tag:v hvc1 -c:a aac`) },
  { name: 'long-vp9.webm', kind: 'edits', make: words(`${twoSeconds} ${vp9} -g 48 -c:a libopus`) },
  cut('cut.mp4', 'long.mp4', '0.75'),
  cut('cut.mov', 'long.mov', '0.75'),
  cut('cut-between.mp4', 'long-silent.mp4', '0.76'),
  cut('cut-between-sound.mp4', 'long.mp4', '0.77'),
  cut('cut-to.mp4', 'long.mp4', '0.5', '-t 0.8'),
  cut('cut-end.mp4', 'long.mp4', '0', '-t 0.7'),
  cut('cut-last.mp4', 'long-silent.mp4', '1.9'),
  cut('cut-hevc.mp4', 'long-hevc.mp4', '0.6', '-tag:v hvc1'),
  cut('cut.mkv', 'long.mkv', '0.75'),
  cut('cut.webm', 'long-vp9.webm', '0.75'),
  cut('cut-from-mkv.mp4', 'long.mkv', '0.75'),
  // ffmpeg passes over the edit list of a fragmented file, and shows what was cut away.
  cut('cut-fragments.mp4', 'long.mp4', '0.75', '-movflags frag_keyframe+delay_moov', {
    is: 'read',
    filter: "select='gte(n,18)',setpts=PTS-STARTPTS",
  }),
  cut('cut-fragments-header-first.mp4', 'long.mp4', '0.75', '-movflags frag_keyframe+empty_moov'),
  cut('cut-open-gop.mp4', 'long-open-gop.mp4', '1.0'),
  cut('cut-open-gop.mkv', 'long-open-gop.mp4', '1.0'),
  cut('cut-open-gop-hevc.mp4', 'long-open-gop-hevc.mp4', '1.0', '-tag:v hvc1'),
  cut('cut-open-gop-hevc.mkv', 'long-open-gop-hevc.mp4', '1.0'),
  {
    name: 'picture-late.mp4',
    kind: 'edits',
    make: words('-itsoffset 0.5 -i @long-silent.mp4 -i @long.mp4 -map 0:v -map 1:a -c copy'),
  },
  {
    name: 'picture-late.mkv',
    kind: 'edits',
    make: words('-itsoffset 0.5 -i @long-silent.mp4 -i @long.mp4 -map 0:v -map 1:a -c copy'),
  },
  {
    name: 'sound-late.mp4',
    kind: 'edits',
    make: words('-i @long-silent.mp4 -itsoffset 0.5 -i @long.mp4 -map 0:v -map 1:a -c copy'),
  },
  edited('edit-two.mp4', [
    [0.5, 0.25],
    [0.5, 1.25],
  ]),
  edited('edit-reversed.mp4', [
    [0.5, 1.25],
    [0.5, 0.25],
  ]),
  edited('edit-repeated.mp4', [
    [0.5, 0.5],
    [0.5, 0.5],
  ]),
  edited('edit-empty-first.mp4', [
    [0.5, -1],
    [1, 0.5],
  ]),
  // ffmpeg plays on in an empty entry that does not come first.
  edited(
    'edit-empty-between.mp4',
    [
      [0.5, 0],
      [0.5, -1],
      [0.5, 1],
    ],
    false,
    "select='lt(n,12)+gte(n,24)'",
  ),
  edited('edit-wide.mp4', [[1, 0.75]], true),
  edited('edit-past-the-end.mp4', [[9, 1]]),
  // Speeds are not followed, as in ffmpeg.
  edited('edit-double-speed.mp4', [[1, 0.5, 2]]),
];
