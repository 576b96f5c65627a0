import type { Speaker } from './speakers.ts';

/** Decoded samples, one plane a channel, at the rate of the file. */
export interface Samples {
  readonly rate: number;
  readonly planes: readonly Float32Array[];
  /** One for each plane. */
  readonly speakers: readonly Speaker[];
}

/** A packet of a sound track. Time in seconds, as the container gives it. */
export interface SoundPacket {
  readonly at: number;
  readonly data: Uint8Array;
}

/** Decoded sound with its time, or a packet that could not be decoded. */
export type Decoded =
  | { readonly kind: 'samples'; readonly at: number; readonly samples: Samples }
  | { readonly kind: 'damage'; readonly at: number };

/** Decodes the packets of a track in order; a damaged packet costs itself only. */
export type Decode = (packets: AsyncIterable<SoundPacket>) => AsyncGenerator<Decoded, void, void>;

/**
 * Runs a decoder that takes one packet at a time over all of them. What it throws is a damaged packet.
 * @param decode samples of a packet; `undefined` while it warms up
 */
export const packetByPacket = (decode: (data: Uint8Array) => Samples | undefined): Decode =>
  async function* (packets) {
    for await (const { at, data } of packets) {
      let samples: Samples | undefined;
      try {
        samples = decode(data);
      } catch (thrown) {
        if (!(thrown instanceof PacketFault || thrown instanceof RangeError)) throw thrown;
        yield { kind: 'damage', at };
        continue;
      }
      if (samples !== undefined) yield { kind: 'samples', at, samples };
    }
  };

/** A packet that cannot be decoded. */
export class PacketFault extends Error {
  override readonly name = 'PacketFault';
}
