import { aacConfig, plainAac } from './aac.ts';
import { ac3FrameSpeakers } from './ac3.ts';
import { alacDecoder } from './alac.ts';
import { decodeNative } from './native.ts';
import { decodeOpus, readOpusHead } from './opus.ts';
import { pcmFormat, pcmPlanes } from './pcm.ts';
import { type Decode, PacketFault, packetByPacket, type Samples } from './samples.ts';
import { type Speaker, speakersOfMask, usualSpeakers } from './speakers.ts';
import type { TrackSound } from './track-sound.ts';
import { vorbisDecoder } from './vorbis/decoder.ts';

/** How a track is decoded: not at all when its codec is not known. */
export type SoundDecoder =
  | {
      readonly kind: 'decoder';
      readonly decode: Decode;
      /** Samples at 48 kHz by which the sound is late in a container that does not say so itself. */
      readonly preSkip: number;
    }
  | { readonly kind: 'unknown'; readonly name: string };

/** Rates and channels beyond which a header is damaged. */
const limits = { rate: [1000, 768_000], channels: 64 } as const;

/** Names of codecs that are not decoded, for people. */
const names: Readonly<Record<string, string>> = {
  dts: 'DTS',
  A_TRUEHD: 'Dolby TrueHD',
  mlpa: 'Dolby TrueHD',
  'ac-4': 'Dolby AC-4',
  A_WAVPACK4: 'WavPack',
  ima4: 'IMA ADPCM',
  samr: 'AMR',
  sawb: 'AMR-WB',
  QDM2: 'QDesign Music',
};

/**
 * The decoder of a track's sound.
 * @throws PacketFault when its description is damaged.
 */
export function decoderOf(sound: TrackSound): SoundDecoder {
  const { codec, rate, channels, description } = sound;
  if (codec === 'unknown') return { kind: 'unknown', name: names[sound.id] ?? sound.id };
  // These two say rate and channels in their own headers; a description of MP4 has no room for rates above 65 kHz.
  if (codec === 'vorbis') return fresh(() => vorbisDecoder(description ?? new Uint8Array(0)));
  if (codec === 'alac') return fresh(() => alacDecoder(description ?? new Uint8Array(0)));
  if (!(rate >= limits.rate[0] && rate <= limits.rate[1])) throw new PacketFault(`a rate of ${rate} Hz`);
  if (!(channels >= 1 && channels <= limits.channels)) throw new PacketFault(`${channels} channels`);
  const pcm = pcmFormat(codec);
  if (pcm !== undefined) {
    const speakers = speakersOf(sound, usualSpeakers(channels));
    return decoder(packetByPacket((data) => ({ rate, speakers, planes: pcmPlanes(data, pcm, channels) })));
  }
  switch (codec) {
    case 'aac': {
      const config = description === undefined ? plainAac(rate, channels) : aacConfig(description);
      if (config === undefined) return { kind: 'unknown', name: 'AAC (USAC, LD, ELD)' };
      const { speakers } = config;
      return decoder(
        decodeNative({
          name: 'mp4a.40.2',
          rate: config.rate,
          channels: config.channels,
          ...(config.wrap === undefined ? {} : { wrap: config.wrap }),
          speakers: (count) => (count === speakers.length ? speakers : usualSpeakers(count)),
        }),
      );
    }
    case 'mp3':
      // Its decoder reads all three layers of MPEG sound.
      return decoder(decodeNative({ name: 'mp3', rate, channels }));
    case 'ac3':
    case 'eac3':
      return decoder(dolby(rate, channels));
    case 'flac': {
      const named = description === undefined ? [] : flacSpeakers(description);
      const speakers = (count: number) => (count === named.length ? named : usualSpeakers(count));
      const given = description === undefined ? {} : { description };
      return decoder(decodeNative({ name: 'flac', rate, channels, isLate: true, ...given, speakers }));
    }
    case 'opus': {
      if (description === undefined) {
        if (channels > 2) throw new PacketFault('no description of the channels');
        return decoder(decodeNative({ name: 'opus', rate: 48_000, channels }));
      }
      const head = readOpusHead(description);
      return decoder(decodeOpus(head), head.preSkip);
    }
    default:
      return { kind: 'unknown', name: names[codec] ?? sound.id };
  }
}

function fresh(make: () => (data: Uint8Array) => Samples | undefined): SoundDecoder {
  // It remembers what came before, so each reading has its own. The first is made at once, to tell damaged headers early.
  let next: ReturnType<typeof make> | undefined = make();
  return decoder((packets) => {
    const decode = next ?? make();
    next = undefined;
    return packetByPacket(decode)(packets);
  });
}

const decoder = (decode: Decode, preSkip = 0): SoundDecoder => ({ kind: 'decoder', decode, preSkip });

/** Speakers of a FLAC stream whose comments name them (RFC 9639, 8.6.2); none otherwise. */
function flacSpeakers(description: Uint8Array): readonly Speaker[] {
  const comment = /WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0x([0-9a-f]{1,8})/i.exec(
    Buffer.from(description).toString('latin1'),
  );
  return comment === null ? [] : speakersOfMask(Number.parseInt(comment[1]!, 16));
}

/** What the container says, where it names every channel. */
const speakersOf = ({ speakers, channels }: TrackSound, otherwise: readonly Speaker[]): readonly Speaker[] =>
  speakers?.length === channels ? speakers : otherwise;

/** AC-3 and E-AC-3: the decoder for the one reads both, and each frame says which channels it has. */
function dolby(rate: number, channels: number): Decode {
  return async function* (packets) {
    let speakers: readonly Speaker[] = [];
    const watched = async function* () {
      for await (const packet of packets) {
        if (speakers.length === 0) {
          try {
            speakers = ac3FrameSpeakers(packet.data);
          } catch (thrown) {
            if (!(thrown instanceof PacketFault)) throw thrown;
          }
        }
        yield packet;
      }
    };
    const layout = (count: number) => (count === speakers.length ? speakers : usualSpeakers(count));
    yield* decodeNative({ name: 'ac-3', rate, channels, speakers: layout })(watched());
  };
}
