import { coders, copied, type Entry, film, pattern } from './entry.ts';
import { withMatrix } from './patches.ts';

const { h264, hevc, vp8, vp9, av1 } = coders;

/** A picture without sharp edges: scaled by two programs, it stays the same. */
const soft = 'format=gbrp,gblur=sigma=4';

/** Turned, mirrored, stretched, odd and tiny pictures. */
export const shapes: readonly Entry[] = [
  copied('turned-90.mp4', 'shape', 'h264.mp4', '', '-metadata:s:v rotate=90'),
  copied('turned-180.mov', 'shape', 'h264.mp4', '', '-metadata:s:v rotate=180'),
  copied('turned-270.mp4', 'shape', 'h264.mp4', '', '-metadata:s:v rotate=270'),
  film('mirrored.mp4', 'shape', h264, { patch: (bytes) => withMatrix(bytes, [-1, 0, 0, 1, 160, 0]) }),
  film('upside-down.mp4', 'shape', h264, { patch: (bytes) => withMatrix(bytes, [1, 0, 0, -1, 0, 90]) }),
  film('turned-mirrored.mp4', 'shape', h264, { patch: (bytes) => withMatrix(bytes, [0, 1, 1, 0, 0, 0]) }),
  ...(['64/45', '4/3', '8/9', '1/2'] as const).map((ratio) =>
    film(`pixels-${ratio.replace('/', '-')}.mp4`, 'shape', h264, { more: `-vf ${soft},setsar=${ratio}` }),
  ),
  film('pixels-4-3.mkv', 'shape', h264, { more: `-vf ${soft},setsar=4/3` }),
  film('pixels-4-3.webm', 'shape', vp9, { more: `-vf ${soft},setsar=4/3 -pix_fmt yuv420p` }),
  film('pixels-4-3.mov', 'shape', hevc, { more: `-vf ${soft},setsar=4/3 -tag:v hvc1` }),
  film('pixels-4-3-for-turning.mp4', 'shape', h264, { more: `-vf ${soft},setsar=4/3` }),
  copied('pixels-4-3-turned.mp4', 'shape', 'pixels-4-3-for-turning.mp4', '', '-metadata:s:v rotate=90'),
  film('odd.mp4', 'shape', h264, { picture: pattern('162x90'), more: '-vf crop=161:89 -pix_fmt yuv444p' }),
  film('odd-420.webm', 'shape', vp9, { picture: pattern('161x91'), more: '-pix_fmt yuv420p' }),
  film('odd-420-vp8.webm', 'shape', vp8, { picture: pattern('133x77') }),
  film('odd-420-av1.mp4', 'shape', '-c:v libaom-av1 -crf 12 -cpu-used 8 -usage realtime -pix_fmt yuv420p', {
    picture: pattern('65x49'),
  }),
  film('cropped.mp4', 'shape', h264, {
    more: '-bsf:v h264_metadata=crop_left=16:crop_right=8:crop_top=10:crop_bottom=4',
  }),
  film('cropped-hevc.mp4', 'shape', hevc, {
    more: '-tag:v hvc1 -bsf:v hevc_metadata=crop_left=16:crop_right=8:crop_top=10:crop_bottom=4',
  }),
  film('tall.mp4', 'shape', h264, { picture: pattern('34x180') }),
  film('wide.mp4', 'shape', h264, { picture: pattern('320x18') }),
  film('tiny-2.mp4', 'shape', h264, { picture: pattern('2x2') }),
  film('tiny-16.webm', 'shape', vp9, { picture: pattern('16x16'), more: '-pix_fmt yuv420p' }),
  // One sample of chroma for a picture of one pixel: programs differ in how they widen it.
  film('tiny-1.webm', 'shape', vp9, {
    picture: '-f lavfi -i testsrc2=s=16x16:r=24:d=1 -vf format=yuv444p,crop=1:1:4:4',
    more: '-pix_fmt yuv420p',
    expect: { is: 'read', most: 'times only' },
  }),
  film('tiny-hevc.mp4', 'shape', hevc, { picture: pattern('32x32'), more: '-tag:v hvc1' }),
  film('tiny-av1.mkv', 'shape', av1, { picture: pattern('64x64') }),
];

const labelled = (matrix: string, primaries: string, transfer: string, range = 'tv') =>
  `-vf scale=out_color_matrix=${matrix}:out_range=${range} -colorspace ${matrix} -color_primaries ${primaries} -color_trc ${transfer} -color_range ${range}`;

/** Bright colours are compared by eye and by bounds elsewhere: programs map them in their own ways. */
const bright = { is: 'read', most: 'times only' } as const;

/** Matrices, ranges and curves. */
export const colours: readonly Entry[] = [
  film('bt601.mp4', 'colour', h264, { more: labelled('smpte170m', 'smpte170m', 'smpte170m') }),
  film('bt470bg.mp4', 'colour', h264, { more: labelled('bt470bg', 'bt470bg', 'gamma28') }),
  film('bt709.mp4', 'colour', h264, { more: labelled('bt709', 'bt709', 'bt709') }),
  film('bt709.mkv', 'colour', h264, { more: labelled('bt709', 'bt709', 'bt709') }),
  film('bt709.webm', 'colour', vp9, { more: `${labelled('bt709', 'bt709', 'bt709')} -pix_fmt yuv420p` }),
  film('bt709-hevc.mov', 'colour', hevc, { more: `${labelled('bt709', 'bt709', 'bt709')} -tag:v hvc1` }),
  film('bt709-full.mp4', 'colour', h264, { more: labelled('bt709', 'bt709', 'bt709', 'pc') }),
  film('bt709-full.mkv', 'colour', h264, { more: labelled('bt709', 'bt709', 'bt709', 'pc') }),
  film('bt601-full.mp4', 'colour', h264, { more: labelled('smpte170m', 'smpte170m', 'smpte170m', 'pc') }),
  film('full-hevc.mp4', 'colour', hevc, { more: `${labelled('bt709', 'bt709', 'bt709', 'pc')} -tag:v hvc1` }),
  film('full-vp9.webm', 'colour', vp9, { more: `${labelled('bt709', 'bt709', 'bt709', 'pc')} -pix_fmt yuv420p` }),
  film('full-vp8.webm', 'colour', vp8, { more: labelled('smpte170m', 'smpte170m', 'smpte170m', 'pc') }),
  film('yuvj.mp4', 'colour', '-c:v libx264 -preset ultrafast -crf 12 -pix_fmt yuvj420p'),
  film('fcc.mp4', 'colour', h264, { more: labelled('fcc', 'bt470m', 'gamma22') }),
  film('smpte240m.mp4', 'colour', h264, { more: labelled('smpte240m', 'smpte240m', 'smpte240m') }),
  film('bt2020-sdr.mp4', 'colour', '-c:v libx264 -preset ultrafast -crf 12 -pix_fmt yuv420p', {
    more: labelled('bt2020nc', 'bt2020', 'bt2020-10'),
    expect: bright,
  }),
  ...(['smpte2084', 'arib-std-b67'] as const).flatMap((transfer) => [
    film(`${transfer}-hevc.mp4`, 'colour', hevc.replace('yuv420p', 'yuv420p10le'), {
      more: `${labelled('bt2020nc', 'bt2020', transfer)} -tag:v hvc1`,
      expect: bright,
    }),
    film(`${transfer}-vp9.webm`, 'colour', vp9, {
      more: `${labelled('bt2020nc', 'bt2020', transfer)} -pix_fmt yuv420p10le`,
      expect: bright,
    }),
  ]),
  film('smpte2084-av1.mp4', 'colour', av1.replace('yuv420p', 'yuv420p10le'), {
    more: labelled('bt2020nc', 'bt2020', 'smpte2084'),
    expect: bright,
  }),
  film('display-p3.mov', 'colour', h264, { more: labelled('bt709', 'smpte432', 'bt709'), expect: bright }),
];

const lines = (first: 'tff' | 'bff') => `-vf interlace=scan=${first}:lowpass=off -flags +ildct+ilme`;
const sixty = pattern('160x96', '60', '1');

/** Every field shown as a picture of its own, or the two of a picture as one: ours makes one picture of each frame. */
const smooth = { is: 'read', filter: 'bwdif=mode=send_frame:deint=all', most: 8 } as const;

/** Pictures of two fields that were taken one after another. */
export const fields: readonly Entry[] = [
  film('fields-top.mp4', 'fields', h264, {
    picture: sixty,
    more: `${lines('tff')} -x264-params tff=1`,
    expect: smooth,
  }),
  film('fields-bottom.mp4', 'fields', h264, {
    picture: sixty,
    more: `${lines('bff')} -x264-params bff=1`,
    expect: smooth,
  }),
  film('fields-top.mov', 'fields', h264, {
    picture: sixty,
    more: `${lines('tff')} -x264-params tff=1`,
    expect: smooth,
  }),
  film('fields-top.mkv', 'fields', h264, {
    picture: sixty,
    more: `${lines('tff')} -x264-params tff=1`,
    expect: smooth,
  }),
  film('fields-bottom.mkv', 'fields', h264, {
    picture: sixty,
    more: `${lines('bff')} -x264-params bff=1`,
    expect: smooth,
  }),
  film('fields-cabac.mp4', 'fields', '-c:v libx264 -preset fast -crf 12 -pix_fmt yuv420p -bf 3', {
    picture: sixty,
    more: `${lines('tff')} -x264-params tff=1`,
    expect: smooth,
  }),
  film('fields-422.mov', 'fields', h264.replace('yuv420p', 'yuv422p10le'), {
    picture: sixty,
    more: `${lines('tff')} -x264-params tff=1`,
    expect: smooth,
  }),
  film('fields-50.mp4', 'fields', h264, {
    picture: pattern('160x96', '50', '1'),
    more: `${lines('tff')} -x264-params tff=1`,
    expect: smooth,
  }),
  // What is not cut into fields, or came from film, keeps its pictures whatever is said of them.
  film('fields-in-name-only.mp4', 'fields', h264, {
    picture: pattern('160x96', '30'),
    more: '-flags +ildct+ilme -x264-params tff=1',
  }),
  film('fields-said-not-coded.mp4', 'fields', h264, {
    picture: pattern('160x96', '30'),
    more: '-x264-params fake-interlaced=1',
  }),
  film('telecine.mp4', 'fields', h264, {
    picture: pattern('160x96', '24000/1001', '1.5'),
    more: '-vf telecine=first_field=top:pattern=23 -flags +ildct+ilme -x264-params tff=1',
    expect: { is: 'read', filter: 'bwdif=mode=send_frame:deint=all', most: 'times only' },
  }),
];
