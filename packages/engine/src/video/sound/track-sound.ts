import type { InputAudioTrack } from 'mediabunny';
import { openHeaders } from '../header-reader.ts';
import type { SniffedInput } from '../input.ts';
import { readSoundEntry } from './mp4-entry.ts';
import { type Speaker, speakersOfMask } from './speakers.ts';

/** How the sound of a track is coded, as its container says. */
export interface TrackSound {
  /** Codec as the container library names it (`aac`, `pcm-s16` …), or as we name what it does not know (`alac`, `mp2`). */
  readonly codec: string;
  /** The container's own word for the codec, for people: `A_DTS`, `ima4`. */
  readonly id: string;
  readonly rate: number;
  readonly channels: number;
  readonly description?: Uint8Array;
  /** Speakers in the order of the channels, where the container names them. */
  readonly speakers?: readonly Speaker[];
}

/** What the container library keeps to itself of a Matroska track whose codec it does not know. */
interface Kept {
  readonly _backing?: { readonly internalTrack?: { readonly codecPrivate?: Uint8Array | null } };
}

/** Codecs that the container library does not name, by the container's word. */
const named: Readonly<Record<string, string>> = {
  A_ALAC: 'alac',
  alac: 'alac',
  'A_MPEG/L2': 'mp3',
  'A_MPEG/L1': 'mp3',
  '.mp1': 'mp3',
  '.mp2': 'mp3',
  '.mp3': 'mp3',
  'ms\0U': 'mp3',
  'ms\0P': 'mp3',
};

/** Reads how the sound of a track is coded. */
export async function readTrackSound(sniffed: SniffedInput, track: InputAudioTrack): Promise<TrackSound> {
  const internal = await track.getInternalCodecId();
  const id = typeof internal === 'string' ? internal : String(internal ?? 'unknown');
  const codec = (await track.getCodec()) ?? named[id] ?? 'unknown';
  const config = codec === 'unknown' || codec === named[id] ? null : await track.getDecoderConfig();
  const shared = { codec, id, rate: await track.getSampleRate(), channels: await track.getNumberOfChannels() };
  const description = config?.description === undefined ? {} : { description: bytesOf(config.description) };
  if (sniffed.format.name === 'matroska') {
    const kept = (track as unknown as Kept)._backing?.internalTrack?.codecPrivate ?? undefined;
    if (id === 'A_MS/ACM' && kept !== undefined) return { ...shared, ...waveFormat(kept) };
    return { ...shared, ...(kept === undefined ? description : { description: kept }) };
  }
  const reader = openHeaders(sniffed.file);
  try {
    const { alac, speakers } = readSoundEntry(reader, track.id);
    return {
      ...shared,
      ...(alac === undefined ? description : { description: alac }),
      ...(speakers === undefined ? {} : { speakers }),
    };
  } finally {
    reader.close();
  }
}

const bytesOf = (data: AllowSharedBufferSource): Uint8Array =>
  ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);

const extensible = 0xfffe;
/** Codecs of a WAVE format by its tag (RFC 2361), but for uncompressed sound. */
const waveTags: Readonly<Record<number, string>> = { 6: 'alaw', 7: 'ulaw', 80: 'mp3', 85: 'mp3', 8192: 'ac3' };

/** Reads a `WAVEFORMATEX` or `WAVEFORMATEXTENSIBLE`. */
function waveFormat(data: Uint8Array): Partial<TrackSound> {
  if (data.length < 16) return {};
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const isExtensible = view.getUint16(0, true) === extensible && data.length >= 40;
  const tag = view.getUint16(isExtensible ? 24 : 0, true);
  const bits = view.getUint16(14, true);
  const uncompressed = { 1: `pcm-${bits === 8 ? 'u' : 's'}${bits}`, 3: `pcm-f${bits}` }[tag];
  const speakers = isExtensible ? speakersOfMask(view.getUint32(20, true)) : [];
  return {
    codec: uncompressed ?? waveTags[tag] ?? 'unknown',
    id: `WAVE format 0x${tag.toString(16).padStart(4, '0')}`,
    channels: view.getUint16(2, true),
    rate: view.getUint32(4, true),
    ...(speakers.length === view.getUint16(2, true) ? { speakers } : {}),
  };
}
