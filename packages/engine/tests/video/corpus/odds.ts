import { coders, copied, type Entry, film, pattern, refused, tone, words } from './entry.ts';
import { cutOff, scratched } from './patches.ts';

const { h264, vp8, vp9 } = coders;
const long = 'a'.repeat(3000);

const alpha = (coder: string) =>
  `-vf format=yuva420p,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='if(gt(X,80),0,255)' ${coder} -pix_fmt yuva420p -auto-alt-ref 0`;

/** What lies in a file beside its pictures. */
export const extras: readonly Entry[] = [
  {
    name: 'cover.mp4',
    kind: 'extras',
    make: words('-i @h264.mp4 -i @picture.png -map 0 -map 1 -c copy -disposition:v:1 attached_pic'),
  },
  {
    name: 'cover-first.mp4',
    kind: 'extras',
    make: words('-i @picture.png -i @h264.mp4 -map 0 -map 1 -c copy -disposition:v:0 attached_pic'),
    expect: { is: 'read', map: '0:V:0' },
  },
  {
    name: 'cover.mkv',
    kind: 'extras',
    make: words('-i @h264.mkv -map 0 -c copy -attach @picture.png -metadata:s:t mimetype=image/png'),
  },
  {
    name: 'two-pictures.mp4',
    kind: 'extras',
    make: words('-i @h264.mp4 -i @tall.mp4 -map 0 -map 1 -c copy -disposition:v:1 0'),
    expect: { is: 'read', map: '0:v:0' },
  },
  {
    name: 'second-is-default.mkv',
    kind: 'extras',
    make: words('-i @h264.mkv -i @tall.mp4 -map 0 -map 1 -c copy -disposition:v:0 0 -disposition:v:1 default'),
    expect: { is: 'read', map: '0:v:1' },
  },
  {
    name: 'thumbnail-track.mov',
    kind: 'extras',
    make: words('-i @h264.mp4 -i @motion-jpeg.mov -map 1 -map 0 -c copy'),
    expect: { is: 'read', map: '0:v:1' },
  },
  {
    name: 'timecode.mov',
    kind: 'extras',
    make: words('-i @h264.mp4 -map 0 -c copy -timecode 01:00:00:00'),
  },
  { name: 'timecode.mp4', kind: 'extras', make: words('-i @h264.mp4 -map 0 -c copy -timecode 10:11:12:13') },
  copied('long-names.mp4', 'extras', 'h264.mp4', '', `-metadata title=${long} -metadata:s:v handler_name=${long}`),
  copied('long-names.mkv', 'extras', 'h264.mkv', '', `-metadata title=${long} -metadata:s:v title=${long}`),
  // A picture, not a video: it is a part of others.
  film('picture.png', 'extras', '', { picture: pattern('64x64'), more: '-frames:v 1', expect: refused(/picture/) }),
  copied('tags.mov', 'extras', 'h264.mp4', '', '-metadata com.apple.quicktime.make=Ｃ -movflags use_metadata_tags'),
  { name: 'pcm.mov', kind: 'extras', make: words(`${pattern()} ${tone()} ${h264} -c:a pcm_s16le`) },
  { name: 'pcm-24.mov', kind: 'extras', make: words(`${pattern()} ${tone()} ${h264} -c:a pcm_s24le`) },
  { name: 'vorbis.webm', kind: 'extras', make: words(`${pattern()} ${tone()} ${vp9} -c:a libvorbis`) },
  { name: 'flac.mkv', kind: 'extras', make: words(`${pattern()} ${tone()} ${h264} -c:a flac`) },
  { name: 'alac.mov', kind: 'extras', make: words(`${pattern()} ${tone()} ${h264} -c:a alac`) },
  { name: 'ac3.mp4', kind: 'extras', make: words(`${pattern()} ${tone()} ${h264} -c:a ac3`) },
  { name: 'mp3.mp4', kind: 'extras', make: words(`${pattern()} ${tone()} ${h264} -c:a libmp3lame`) },
  {
    name: 'two-sounds.mp4',
    kind: 'extras',
    make: words(`${pattern()} ${tone()} -f lavfi -i sine=1000:d=1 -map 0 -map 1 -map 2 ${h264} -c:a aac`),
  },
  { name: 'sound-longer.mp4', kind: 'extras', make: words(`${pattern()} ${tone('3')} ${h264} -c:a aac`) },
  {
    name: 'alpha-vp8.webm',
    kind: 'extras',
    make: words(`${pattern()} ${alpha(vp8.replace('-pix_fmt yuv420p', ''))}`),
    expect: { is: 'read', most: 'times only' },
  },
  {
    name: 'alpha-vp9.webm',
    kind: 'extras',
    make: words(`${pattern()} ${alpha(vp9)}`),
    expect: { is: 'read', most: 'times only' },
  },
];

/** Files that end too early or are scratched: what can be read, or a refusal that names the file. */
export const damages: readonly Entry[] = [
  film('tail-cut.mp4', 'damage', h264, { more: '-movflags faststart', patch: cutOff(0.7), expect: refused(/cut off/) }),
  film('header-cut.mp4', 'damage', h264, { patch: cutOff(0.7), expect: refused() }),
  // Whole clusters are read; ffmpeg also reads the one that is cut.
  film('tail-cut.mkv', 'damage', h264, { patch: cutOff(0.7), expect: { is: 'read', filter: "select='lt(n,12)'" } }),
  film('tail-cut.webm', 'damage', vp8, { patch: cutOff(0.7), expect: { is: 'read', filter: "select='lt(n,12)'" } }),
  film('tail-cut-fragments.mp4', 'damage', h264, {
    more: '-movflags frag_every_frame+empty_moov+default_base_moof',
    patch: cutOff(0.7),
    expect: { is: 'read', most: 'times only' },
  }),
  film('first-bytes.mp4', 'damage', h264, { patch: (bytes) => bytes.subarray(0, 40), expect: refused() }),
  film('scratched-pictures.mp4', 'damage', `${h264} -bf 0`, {
    patch: (bytes) => scratched(bytes, 0.5, 200),
    expect: { is: 'read', most: 'times only' },
  }),
  film('scratched-header.mp4', 'damage', h264, {
    patch: (bytes) => scratched(bytes, (bytes.indexOf('stbl') + 4) / bytes.length, 300),
    expect: refused(),
  }),
];

const other = '-c:v mpeg4 -q:v 3';

/** Formats and codecs that are not read; the refusal says the way out. */
export const refusals: readonly Entry[] = [
  film('stream.ts', 'refused', h264, { more: '-f mpegts', expect: refused(/MPEG-TS/) }),
  film('disc.m2ts', 'refused', h264, { more: '-f mpegts -mpegts_m2ts_mode 1', expect: refused() }),
  film('film.avi', 'refused', h264, { expect: refused(/AVI/) }),
  film('divx.avi', 'refused', other, { expect: refused(/AVI/) }),
  film('film.flv', 'refused', h264, { expect: refused() }),
  film('disc.mpg', 'refused', '-c:v mpeg2video', { picture: pattern('160x96', '25'), expect: refused() }),
  film('film.wmv', 'refused', '-c:v wmv2', { expect: refused() }),
  film('film.ogv', 'refused', '-c:v libtheora', { expect: refused() }),
  film('film.mxf', 'refused', '-c:v mpeg2video', { picture: pattern('160x96', '25'), expect: refused() }),
  film('raw.h264', 'refused', h264, { more: '-f h264', expect: refused() }),
  film('mpeg4.mp4', 'refused', other, { expect: refused() }),
  film('mpeg4.mkv', 'refused', other, { expect: refused() }),
  film('mpeg2.mkv', 'refused', '-c:v mpeg2video', { picture: pattern('160x96', '25'), expect: refused() }),
  film('motion-jpeg.mov', 'refused', '-c:v mjpeg -pix_fmt yuvj420p', { expect: refused() }),
  film('prores.mov', 'refused', '-c:v prores_ks', { expect: refused() }),
  film('theora.mkv', 'refused', '-c:v libtheora', { expect: refused() }),
  film('h263.3gp', 'refused', '-c:v h263', { picture: pattern('176x144'), expect: refused() }),
  film('png.mov', 'refused', '-c:v png', { expect: refused() }),
  {
    name: 'sound-only.m4a',
    kind: 'refused',
    make: words(`${tone()} -c:a aac`),
    expect: refused(/no video track|sound/),
  },
  { name: 'sound-only.webm', kind: 'refused', make: words(`${tone()} -c:a libopus`), expect: refused() },
  { name: 'sound.wav', kind: 'refused', make: words(tone()), expect: refused() },
  { name: 'sound.mp3', kind: 'refused', make: words(`${tone()} -c:a libmp3lame`), expect: refused() },
  film('encrypted.mp4', 'refused', h264, {
    more: '-encryption_scheme cenc-aes-ctr -encryption_key 76a6c65c5ea762046bd749a2e632ccbb -encryption_kid a7e61c373e219033c21091fa607bf3b8',
    expect: refused(),
  }),
];
