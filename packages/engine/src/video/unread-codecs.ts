/** Video tracks in containers that are read, whose own coding is not. */
import type { Text } from '@akezora/contract';
import type { InputVideoTrack } from 'mediabunny';
import { BitReader } from './bit-reader.ts';
import type { SniffedInput } from './input.ts';
import { loadContainers } from './libraries.ts';
import type { TrackLook } from './track-look.ts';
import { notRead, type Unread } from './unread-formats.ts';

/** Codecs by the name that MP4, MOV and Matroska have for them. */
const names: readonly (readonly [RegExp, Text | string])[] = [
  [/^(?:ap4[hx]|apc[hnso]|V_PRORES|prores)$/, 'Apple ProRes'],
  [/^(?:jpeg|mjp[ab]|MJPG|V_MJPEG)$/i, 'Motion JPEG'],
  [/^(?:mp4v|V_MPEG4\/ISO\/.*|DIVX|XVID|DX50|FMP4)$/i, 'MPEG-4 Part 2 (DivX, Xvid) or MPEG-2'],
  [
    /^V_MS\/VFW\/FOURCC$/,
    { en: 'a codec of AVI (often MPEG-4 Part 2)', ja: 'AVI のコーデック（多くは MPEG-4 Part 2）' },
  ],
  [/^(?:V_MPEG[12]|mpg[12]|m2v1|m1v1?|hdv.|xdv.|xd5.|mx[35][pn])$/i, 'MPEG-1/2 (HDV, XDCAM)'],
  [/^(?:s263|h263)$/i, 'H.263'],
  [/^(?:dvc[ p]?|dv5[pn]|dvpp|dvh.[^ ]?)$/, 'DV'],
  [/^AVd[n1hv]$/, 'Avid DNxHD/DNxHR'],
  [/^CFHD$/, 'CineForm'],
  [/^Hap[1-9YMAH]$/, 'Hap'],
  [/^rle $/, 'QuickTime Animation'],
  [/^cvid$/, 'Cinepak'],
  [/^(?:SVQ[13])$/, 'Sorenson Video'],
  [/^(?:V_THEORA|theo)$/i, 'Theora'],
  [/^(?:V_FFV1|FFV1)$/, 'FFV1'],
  [/^V_REAL/, 'RealVideo'],
  [/^(?:vc-1|WVC1|WMV[123])$/i, 'VC-1/WMV'],
  [/^(?:vvc1|vvi1|V_MPEGI\/ISO\/VVC)$/, 'H.266/VVC'],
  [/^(?:dvh1|dvhe|dva1|dvav|dav1)$/, { en: 'Dolby Vision without a plain layer', ja: '互換層のない Dolby Vision' }],
  [/^(?:raw |2vuy|yuv2|yuvs|v210|v[34]..|b64a|BGRA|V_UNCOMPRESSED)$/, { en: 'uncompressed video', ja: '非圧縮の動画' }],
];

const wayOfProtected: Text = {
  en: 'Only a file without protection can be read.',
  ja: '保護のないファイルだけを読めます。',
};

/** Why a track is not read; `undefined` for one that is. */
export async function whyTrackUnread(
  { format }: SniffedInput,
  track: InputVideoTrack,
  look: TrackLook,
): Promise<Unread | undefined> {
  const way = { video: format.name === 'matroska' ? 'mkv' : format.name };
  const internal = String((await track.getInternalCodecId()) ?? '');
  if (internal === 'encv' || internal === 'drmi') {
    return notRead({ en: 'protected (DRM)', ja: '保護された動画（DRM）' }, wayOfProtected);
  }
  const codec = await track.getCodec();
  if (codec === null || codec === 'prores') {
    const known = names.find(([pattern]) => pattern.test(internal))?.[1];
    const shown = internal.trim() || '?';
    return notRead(known ?? { en: `video in the codec ${shown}`, ja: `コーデック ${shown} の動画` }, way);
  }
  const details = (await track.getDecoderConfig())?.codec ?? '';
  const odd =
    /^vp09\.0[13]/.test(details) && (await isHalvedDown(track)) ? vp9Halved : oddPictures(codec, details, look);
  return odd === undefined ? undefined : notRead(odd, way);
}

/** Pictures whose samples the decoder does not hand out. */
function oddPictures(codec: string, details: string, { parameters, colour }: TrackLook): Text | undefined {
  const name = { avc: 'H.264', hevc: 'HEVC', vp9: 'VP9', av1: 'AV1' }[codec] ?? codec;
  const isGrey = (codec === 'hevc' && parameters?.chroma === 0) || (codec === 'av1' && details.split('.')[4] === '1');
  if (isGrey) return { en: `${name} without colour (4:0:0)`, ja: `色のない ${name}（4:0:0）` };
  if ((codec === 'vp9' || codec === 'av1') && colour.matrix === 0) {
    return { en: `${name} in RGB`, ja: `RGB の ${name}` };
  }
  if (parameters !== undefined && ![8, 10, ...(codec === 'hevc' ? [12] : [])].includes(parameters.bits)) {
    return { en: `${name} of ${parameters.bits} bits`, ja: `${parameters.bits}ビットの ${name}` };
  }
  return undefined;
}

const vp9Halved = { en: 'VP9 in 4:4:0', ja: '4:4:0 の VP9' };

/** Whether VP9 has chroma of half the height and all the width, by its first frame (VP9 bitstream, 7.2.2). */
async function isHalvedDown(track: InputVideoTrack): Promise<boolean> {
  const { EncodedPacketSink } = await loadContainers();
  const packet = await new EncodedPacketSink(track).getFirstPacket();
  if (packet === null || packet.data.length < 8) return false;
  const bits = new BitReader(packet.data);
  bits.skip(2);
  const profile = bits.bits(1) + 2 * bits.bits(1);
  // A reserved bit of profile 3; no repeated frame, a key frame, shown or not, resilient or not; its mark.
  bits.skip((profile === 3 ? 1 : 0) + 4);
  if (bits.bits(24) !== 0x498342) return false;
  if (profile >= 2) bits.skip(1);
  if (bits.bits(3) === 7) return false;
  bits.skip(1);
  return bits.bits(2) === 1;
}
