import { coders, type Entry, film, pattern, refused } from './entry.ts';

const { hevc, vp8, vp9 } = coders;
const x264 = (more: string) => `-c:v libx264 -preset ultrafast -crf 12 -g 12 ${more}`;
const x265 = (params: string, more = '-pix_fmt yuv420p') =>
  `-c:v libx265 -preset ultrafast -crf 12 ${more} -tag:v hvc1 -x265-params log-level=none:pools=none:frame-threads=1:${params}`;
const aom = (more: string) => `-c:v libaom-av1 -crf 12 -cpu-used 8 -usage realtime -g 12 ${more}`;

/** Chroma of more than 8 bits is brought to the size of the picture in other ways by other programs. */
const deep = { is: 'read', most: 5 } as const;

/** Profiles, depths, samplings and orders of frames. */
export const codecs: readonly Entry[] = [
  film('h264-baseline.mp4', 'codec', x264('-profile:v baseline -pix_fmt yuv420p')),
  film('h264-main.mp4', 'codec', x264('-profile:v main -pix_fmt yuv420p -bf 2 -coder 1')),
  film('h264-high.mp4', 'codec', x264('-profile:v high -pix_fmt yuv420p -x264-params 8x8dct=1:bframes=3:cabac=1')),
  film('h264-high10.mp4', 'codec', x264('-pix_fmt yuv420p10le'), { expect: deep }),
  film('h264-high422.mp4', 'codec', x264('-pix_fmt yuv422p')),
  film('h264-high422-10.mp4', 'codec', x264('-pix_fmt yuv422p10le'), { expect: deep }),
  film('h264-high444.mp4', 'codec', x264('-pix_fmt yuv444p')),
  film('h264-high444-10.mp4', 'codec', x264('-pix_fmt yuv444p10le'), { expect: deep }),
  film('h264-lossless.mp4', 'codec', '-c:v libx264 -preset ultrafast -qp 0 -pix_fmt yuv444p'),
  film('h264-lossless-420.mp4', 'codec', '-c:v libx264 -preset ultrafast -qp 0 -pix_fmt yuv420p'),
  film('h264-grey.mp4', 'codec', x264('-pix_fmt gray')),
  film('h264-grey-10.mp4', 'codec', x264('-pix_fmt gray10le')),
  film('h264-rgb.mp4', 'codec', '-c:v libx264rgb -preset ultrafast -crf 8 -pix_fmt rgb24'),
  film('h264-intra.mp4', 'codec', x264('-pix_fmt yuv420p -g 1')),
  film('h264-intra-10.mov', 'codec', x264('-pix_fmt yuv422p10le -g 1'), { expect: deep }),
  film('h264-slices.mp4', 'codec', x264('-pix_fmt yuv420p -x264-params slices=4')),
  film('h264-refs.mp4', 'codec', x264('-pix_fmt yuv420p -x264-params ref=16:bframes=3')),
  film('h264-b-frames.mp4', 'codec', x264('-pix_fmt yuv420p -g 24 -x264-params bframes=8:b-adapt=0:b-pyramid=normal')),
  film('h264-open-gop.mp4', 'codec', x264('-pix_fmt yuv420p -x264-params keyint=8:bframes=3:b-adapt=0:open-gop=1')),
  film('h264-open-gop.mkv', 'codec', x264('-pix_fmt yuv420p -x264-params keyint=8:bframes=3:b-adapt=0:open-gop=1')),
  film('h264-intra-refresh.mp4', 'codec', x264('-pix_fmt yuv420p -x264-params intra-refresh=1:keyint=8:bframes=0')),
  film('h264-zero-latency.mp4', 'codec', x264('-pix_fmt yuv420p -tune zerolatency')),
  film('h264-weighted.mp4', 'codec', x264('-pix_fmt yuv420p -x264-params weightp=2:weightb=1:bframes=2'), {
    picture: `${pattern()} -vf fade=in:0:24`,
  }),
  film('h264-no-vui.mp4', 'codec', x264('-pix_fmt yuv420p -bf 2 -bsf:v filter_units=remove_types=6')),
  film('h264-avc3.mp4', 'codec', x264('-pix_fmt yuv420p -tag:v avc3 -x264-params repeat-headers=1')),
  film('hevc-main10.mp4', 'codec', x265('keyint=12', '-pix_fmt yuv420p10le'), { expect: deep }),
  film('hevc-main12.mp4', 'codec', x265('keyint=12', '-pix_fmt yuv420p12le'), { expect: deep }),
  film('hevc-422-10.mp4', 'codec', x265('keyint=12', '-pix_fmt yuv422p10le'), { expect: deep }),
  film('hevc-422.mp4', 'codec', x265('keyint=12', '-pix_fmt yuv422p')),
  film('hevc-444.mp4', 'codec', x265('keyint=12', '-pix_fmt yuv444p')),
  film('hevc-444-10.mp4', 'codec', x265('keyint=12', '-pix_fmt yuv444p10le'), { expect: deep }),
  film('hevc-444-12.mp4', 'codec', x265('keyint=12', '-pix_fmt yuv444p12le'), { expect: deep }),
  film('hevc-grey.mp4', 'codec', x265('keyint=12', '-pix_fmt gray'), { expect: refused(/HEVC without colour/) }),
  film('hevc-rgb.mp4', 'codec', x265('keyint=12', '-pix_fmt gbrp')),
  film('hevc-lossless.mp4', 'codec', x265('lossless=1')),
  film('hevc-intra.mp4', 'codec', x265('keyint=1')),
  film('hevc-open-gop.mp4', 'codec', x265('keyint=8:bframes=3:b-adapt=0:open-gop=1')),
  film('hevc-b-frames.mp4', 'codec', x265('keyint=24:bframes=8:b-adapt=0:b-pyramid=1:rc-lookahead=12')),
  film('hevc-headers-in-band.mkv', 'codec', `${hevc}:repeat-headers=1`),
  film(
    'vp8-hidden-frames.webm',
    'codec',
    '-c:v libvpx -b:v 2M -pix_fmt yuv420p -auto-alt-ref 1 -lag-in-frames 12 -cpu-used 5',
    {
      picture: pattern('160x90', '24', '2'),
    },
  ),
  film('vp8-resilient.webm', 'codec', `${vp8} -error-resilient 1`),
  film(
    'vp9-hidden-frames.webm',
    'codec',
    '-c:v libvpx-vp9 -b:v 2M -pix_fmt yuv420p -auto-alt-ref 1 -lag-in-frames 12 -cpu-used 5',
    {
      picture: pattern('160x90', '24', '2'),
    },
  ),
  film(
    'vp9-split-superframes.webm',
    'codec',
    '-c:v libvpx-vp9 -b:v 2M -pix_fmt yuv420p -auto-alt-ref 1 -lag-in-frames 12 -cpu-used 5 -bsf:v vp9_superframe_split',
    {
      picture: pattern('160x90', '24', '2'),
    },
  ),
  film('vp9-422.webm', 'codec', `${vp9} -pix_fmt yuv422p`),
  film('vp9-440.webm', 'codec', `${vp9} -pix_fmt yuv440p`, { expect: refused(/VP9 in 4:4:0/) }),
  film('vp9-444.webm', 'codec', `${vp9} -pix_fmt yuv444p`),
  film('vp9-10.webm', 'codec', `${vp9} -pix_fmt yuv420p10le`, { expect: deep }),
  film('vp9-12.webm', 'codec', `${vp9} -pix_fmt yuv420p12le`, { expect: deep }),
  film('vp9-444-10.webm', 'codec', `${vp9} -pix_fmt yuv444p10le`, { expect: deep }),
  film('vp9-rgb.webm', 'codec', `${vp9} -pix_fmt gbrp`, { expect: refused(/VP9 in RGB/) }),
  film('vp9-lossless.webm', 'codec', '-c:v libvpx-vp9 -lossless 1 -pix_fmt yuv420p -deadline realtime -cpu-used 8'),
  film('av1-10.mp4', 'codec', aom('-pix_fmt yuv420p10le'), { expect: deep }),
  film('av1-422.mp4', 'codec', aom('-pix_fmt yuv422p')),
  film('av1-444.mp4', 'codec', aom('-pix_fmt yuv444p')),
  film('av1-grey.mp4', 'codec', aom('-pix_fmt gray'), { expect: refused(/AV1 without colour/) }),
  film('av1-rgb.mp4', 'codec', aom('-pix_fmt gbrp'), { expect: refused(/AV1 in RGB/) }),
  film(
    'av1-grain.mp4',
    'codec',
    '-c:v libsvtav1 -preset 12 -crf 20 -pix_fmt yuv420p -svtav1-params film-grain=20:lp=1',
    {
      expect: deep,
    },
  ),
  film('av1-hidden-frames.mkv', 'codec', '-c:v libaom-av1 -crf 20 -cpu-used 8 -lag-in-frames 12 -pix_fmt yuv420p', {
    picture: pattern('96x54', '24', '1'),
  }),
];
