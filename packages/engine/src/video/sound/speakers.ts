/** Speakers in the order of the bits of a WAVE channel mask, which is also ffmpeg's order of channels. */
const maskOrder = [
  'FL',
  'FR',
  'FC',
  'LFE',
  'BL',
  'BR',
  'FLC',
  'FRC',
  'BC',
  'SL',
  'SR',
  'TC',
  'TFL',
  'TFC',
  'TFR',
  'TBL',
  'TBC',
  'TBR',
] as const;

/** A place of sound around the listener: F front, B back, S side, T top; L, R, C; LFE the channel of low effects. `none` is not heard. */
export type Speaker = (typeof maskOrder)[number] | 'none';

/** The speakers of a WAVE channel mask (`dwChannelMask`), in the order of its bits. */
export const speakersOfMask = (mask: number): Speaker[] => maskOrder.filter((_, bit) => ((mask >>> bit) & 1) === 1);

/** Sorts speakers as the bits of a WAVE mask are: the order in which ffmpeg's decoders give channels. */
export const inMaskOrder = (speakers: readonly Speaker[]): Speaker[] =>
  [...speakers].sort((a, b) => placeOf(a) - placeOf(b));

const placeOf = (speaker: Speaker): number => (speaker === 'none' ? maskOrder.length : maskOrder.indexOf(speaker));

/**
 * Layouts by their number of channels where a file names none, as FLAC (RFC 9639, 9.1.3) lays them down and WAVE, Vorbis and
 * Opus (RFC 7845, 5.1.1.2) have them, in the order of a WAVE mask.
 */
const usual: readonly (readonly Speaker[])[] = [
  [],
  ['FC'],
  ['FL', 'FR'],
  ['FL', 'FR', 'FC'],
  ['FL', 'FR', 'BL', 'BR'],
  ['FL', 'FR', 'FC', 'BL', 'BR'],
  ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR'],
  ['FL', 'FR', 'FC', 'LFE', 'BC', 'SL', 'SR'],
  ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR', 'SL', 'SR'],
];

/** The usual layout of some channels; of more than eight, the first two are left and right and the others are not heard. */
export const usualSpeakers = (channels: number): readonly Speaker[] =>
  usual[channels] ?? Array.from({ length: channels }, (_, index) => (['FL', 'FR'] as const)[index] ?? 'none');

/** Layouts of Vorbis and Opus in the order of their channels (Vorbis I, 4.3.9; RFC 7845, 5.1.1.2). */
const vorbisOrders: readonly (readonly Speaker[])[] = [
  [],
  ['FC'],
  ['FL', 'FR'],
  ['FL', 'FC', 'FR'],
  ['FL', 'FR', 'BL', 'BR'],
  ['FL', 'FC', 'FR', 'BL', 'BR'],
  ['FL', 'FC', 'FR', 'BL', 'BR', 'LFE'],
  ['FL', 'FC', 'FR', 'SL', 'SR', 'BC', 'LFE'],
  ['FL', 'FC', 'FR', 'SL', 'SR', 'BL', 'BR', 'LFE'],
];

/** Speakers of a Vorbis or Opus stream, in the order of its channels. */
export const vorbisSpeakers = (channels: number): readonly Speaker[] =>
  vorbisOrders[channels] ?? usualSpeakers(channels);

/** Layouts of ALAC in the order of its channels (ALACMagicCookieDescription, "Channel Layout Info"). */
const alacOrders: readonly (readonly Speaker[])[] = [
  [],
  ['FC'],
  ['FL', 'FR'],
  ['FC', 'FL', 'FR'],
  ['FC', 'FL', 'FR', 'BC'],
  ['FC', 'FL', 'FR', 'BL', 'BR'],
  ['FC', 'FL', 'FR', 'BL', 'BR', 'LFE'],
  ['FC', 'FL', 'FR', 'BL', 'BR', 'BC', 'LFE'],
  ['FC', 'FLC', 'FRC', 'FL', 'FR', 'BL', 'BR', 'LFE'],
];

/** Speakers of an ALAC stream, in the order of its channels. */
export const alacSpeakers = (channels: number): readonly Speaker[] => alacOrders[channels] ?? usualSpeakers(channels);

/** Layouts of AC-3 by its audio coding mode (ATSC A/52, table 5.8), without the low effects. */
const ac3Modes: readonly (readonly Speaker[])[] = [
  ['FL', 'FR'],
  ['FC'],
  ['FL', 'FR'],
  ['FL', 'FR', 'FC'],
  ['FL', 'FR', 'BC'],
  ['FL', 'FR', 'FC', 'BC'],
  ['FL', 'FR', 'SL', 'SR'],
  ['FL', 'FR', 'FC', 'SL', 'SR'],
];

/** Speakers of an AC-3 or E-AC-3 stream by its audio coding mode, in the order of a WAVE mask. */
export const ac3Speakers = (mode: number, lowEffects: boolean): readonly Speaker[] => {
  const full = ac3Modes[mode] ?? [];
  return lowEffects ? inMaskOrder([...full, 'LFE']) : full;
};
