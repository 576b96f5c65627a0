/** Names of channels in the boxes of MP4 (`chnl`, ISO/IEC 14496-12, 12.2.4) and QuickTime (`chan`, CoreAudioBaseTypes.h). */
import { type Speaker, speakersOfMask } from './speakers.ts';

/** Speakers by the letters that the tables below use: `L R C E` front and low effects, `l r` surrounds, `s` the one behind. */
const letters: Readonly<Record<string, Speaker>> = {
  L: 'FL',
  R: 'FR',
  C: 'FC',
  E: 'LFE',
  l: 'SL',
  r: 'SR',
  b: 'BL',
  d: 'BR',
  s: 'BC',
  n: 'FLC',
  m: 'FRC',
  t: 'TFL',
  u: 'TFR',
  x: 'none',
};
const spelled = (layout: string): Speaker[] => [...layout].map((letter) => letters[letter] ?? 'none');

/** `kAudioChannelLayoutTag_…` by the upper 16 bits. */
const layoutTags: Readonly<Record<number, string>> = {
  100: 'C',
  101: 'LR',
  102: 'LR',
  103: 'LR',
  105: 'LR',
  106: 'LR',
  108: 'LRlr',
  109: 'LRlrC',
  110: 'LRlrCs',
  111: 'LRlrCsLR',
  113: 'LRC',
  114: 'CLR',
  115: 'LRCs',
  116: 'CLRs',
  117: 'LRClr',
  118: 'LRlrC',
  119: 'LCRlr',
  120: 'CLRlr',
  121: 'LRCElr',
  122: 'LRlrCE',
  123: 'LCRlrE',
  124: 'CLRlrE',
  125: 'LRCElrs',
  126: 'LRCElrnm',
  127: 'CnmLRlrE',
  128: 'LRCElrbd',
  129: 'LRlrCEnm',
  130: 'LRCElrxx',
  131: 'LRs',
  132: 'LRlr',
  133: 'LRE',
  134: 'LREs',
  135: 'LRElr',
  136: 'LRCE',
  137: 'LRCEs',
  138: 'LRlrE',
  139: 'LRlrCs',
  140: 'LRlrCbd',
  141: 'CLRlrs',
  142: 'CLRlrsE',
  143: 'CLRlrbd',
  144: 'CLRlrbds',
};

/** `kAudioChannelLabel_…`: the first eighteen are those of a WAVE mask, whose backs QuickTime calls surrounds. */
const labels: Readonly<Record<number, Speaker>> = {
  33: 'BL',
  34: 'BR',
  35: 'FL',
  36: 'FR',
  37: 'LFE',
  38: 'FL',
  39: 'FR',
  42: 'FC',
};

/**
 * The speakers that a `chan` box names, in the order of the channels; `undefined` when it names none.
 * @param body the box without its head
 */
export function speakersOfChan(body: Buffer): Speaker[] | undefined {
  if (body.length < 16) return undefined;
  const tag = body.readUInt32BE(4);
  if (tag === 0x10000) return speakersOfMask(body.readUInt32BE(8));
  if (tag !== 0) {
    const layout = layoutTags[tag >>> 16];
    return layout === undefined ? undefined : spelled(layout);
  }
  const count = Math.min(body.readUInt32BE(12), 64, Math.floor((body.length - 16) / 20));
  if (count === 0) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const label = body.readUInt32BE(16 + index * 20);
    if (label >= 1 && label <= 18) return speakersOfMask(2 ** (label - 1))[0] ?? 'none';
    return labels[label] ?? 'none';
  });
}

/** `ChannelConfiguration` of ISO/IEC 23091-3 in the order of its channels. */
const configurations: Readonly<Record<number, string>> = {
  1: 'C',
  2: 'LR',
  3: 'CLR',
  4: 'CLRs',
  5: 'CLRlr',
  6: 'CLRlrE',
  7: 'CnmLRlrE',
  9: 'LRs',
  10: 'LRlr',
  11: 'CLRlrsE',
  12: 'CLRlrbdE',
  14: 'CLRlrEtu',
};
/** `OutputChannelPosition` of ISO/IEC 23091-3. */
const positions = 'LRCElrnmbdsxxlrLRtu';

/** The speakers that a `chnl` box of version 0 or 1 names; `undefined` when it names none. */
export function speakersOfChnl(body: Buffer, channels: number): Speaker[] | undefined {
  const version = body[0] ?? 0;
  let at = 4;
  const structure = body[at++] ?? 0;
  const hasChannels = (version === 0 ? structure : structure >> 4) & 1;
  if (hasChannels === 0) return undefined;
  if (version > 0) at += 1;
  const layout = body[at++] ?? 0;
  if (layout !== 0) {
    const known = configurations[layout];
    return known === undefined ? undefined : spelled(known);
  }
  const count = version === 0 ? channels : (body[at++] ?? 0);
  const speakers: Speaker[] = [];
  for (let index = 0; index < count; index++) {
    const position = body[at++];
    if (position === undefined) return undefined;
    if (position === 126) at += 3;
    speakers.push(letters[positions[position] ?? 'x'] ?? 'none');
  }
  return speakers;
}
