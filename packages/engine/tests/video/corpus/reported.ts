import { coders, copied, type Entry, film, pattern, refused, tone, words } from './entry.ts';
import { numbers, withContent } from './patches.ts';

const { h264, hevc, vp9 } = coders;
const plain = `${h264} -bf 0`;
const fragments = '-movflags frag_keyframe+empty_moov+default_base_moof';
const clusterId = Buffer.from([0x1f, 0x43, 0xb6, 0x75]);

/** Kinds of files that other programs' trackers name as read wrongly; each case says where. */
export const reported: readonly Entry[] = [
  // OpenShot/libopenshot 382, Vanilagy/mediabunny 63: the size changes on the way. ffmpeg keeps the first one.
  film('large.h264', 'reported', plain, { more: '-f h264', expect: refused() }),
  film('small.h264', 'reported', plain, { picture: pattern('96x54'), more: '-f h264', expect: refused() }),
  { name: 'both.h264', kind: 'reported', make: words('@large.h264 @small.h264'), expect: refused() },
  {
    name: 'size-changes.mkv',
    kind: 'reported',
    make: words('-fflags +genpts -r 24 -i @both.h264 -c copy'),
    expect: { is: 'read', most: 'times only' },
  },
  // Vanilagy/mediabunny 185: a note about rights that is shorter than it says.
  film('copyright-cut.mp4', 'reported', h264, {
    patch: (bytes) => withContent(bytes, ['moov', 'udta'], Buffer.from('\0\0\0\x0ecprt\0\0\0\0\0\0', 'latin1')),
  }),
  // Vanilagy/mediabunny 57: bytes of no meaning between the clusters of a download.
  film('junk-between-clusters.mkv', 'reported', plain, {
    picture: pattern('160x90', '24', '2'),
    more: '-cluster_time_limit 400',
    patch: (bytes) => {
      const at = bytes.indexOf(clusterId, bytes.length >> 1);
      return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(64, 0x55), bytes.subarray(at)]);
    },
  }),
  // mifi/lossless-cut 957 and 742: a cut that does not begin with a key frame.
  film('no-key-first.mp4', 'reported', plain, {
    picture: pattern('160x90', '24', '2'),
    more: "-bsf:v noise=drop='lt(n,6)'",
  }),
  film('no-key-first.mkv', 'reported', plain, {
    picture: pattern('160x90', '24', '2'),
    more: "-bsf:v noise=drop='lt(n,6)'",
  }),
  // mobile-next/mobilecli pull request 430: times wrap around, and one frame lasts for days.
  film('lasts-for-days.mp4', 'reported', plain, {
    more: '-use_editlist 0',
    patch: (bytes) =>
      withContent(bytes, ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stts'], numbers(0, 2, 12, 512, 12, 4_000_000_000)),
    expect: { is: 'refused', code: 'input_too_large' },
  }),
  // jbavari/cordova-plugin-video-editor 116: the header names 4,439 seconds for one.
  film('length-in-header-wrong.mp4', 'reported', h264, {
    patch: (bytes) => {
      const out = Buffer.from(bytes);
      out.writeUInt32BE(4_439_400, out.indexOf('mvhd') + 20);
      return out;
    },
  }),
  // Genymobile/scrcpy 643: a screen that does not change gives no frames.
  film('still-screen.mp4', 'reported', h264, { more: "-vf setpts='PTS+gte(N,3)*4/TB+gte(N,20)*5/TB' -fps_mode vfr" }),
  // gpac/gpac pull request 2728: tracks count in coarser units than the movie.
  copied('coarse-units.mp4', 'reported', 'long-silent.mp4', '-ss 0.75', '-video_track_timescale 24'),
  // momo0853/mp4v2 8: chapters beside B-frames.
  {
    name: 'chapters.txt',
    kind: 'reported',
    make: [],
    patch: () => Buffer.from(';FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/10\nSTART=0\nEND=5\ntitle=one\n'),
    expect: refused(),
  },
  {
    name: 'chapters.mp4',
    kind: 'reported',
    make: words(`${pattern()} ${tone()} -f ffmetadata -i @chapters.txt -map 0 -map 1 -map_chapters 2 ${h264} -c:a aac`),
  },
  // Kosinkadink/ComfyUI-VideoHelperSuite 513 and 552: the last frame of 85 is lost.
  film('frames-85.mp4', 'reported', h264, { picture: pattern('96x54', '30000/1001', '3'), more: '-frames:v 85' }),
  film('frames-85.webm', 'reported', vp9, { picture: pattern('96x54', '30000/1001', '3'), more: '-frames:v 85' }),
  // A recorder that died before its first fragment.
  film('header-only.mp4', 'reported', hevc, {
    more: `-tag:v hvc1 ${fragments}`,
    patch: (bytes) => bytes.subarray(0, bytes.indexOf('moof') - 4),
    expect: refused(),
  }),
];
