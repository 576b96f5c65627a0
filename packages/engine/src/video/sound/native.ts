import type { AudioData } from '@napi-rs/webcodecs';
import { loadCoders } from '../libraries.ts';
import { nativePlanes } from './native-samples.ts';
import { type Decode, type Decoded, PacketFault, type SoundPacket } from './samples.ts';
import { type Speaker, usualSpeakers } from './speakers.ts';

/** A codec of the native library, and what it is told. */
export interface NativeCodec {
  /** A codec string of WebCodecs. */
  readonly name: string;
  readonly rate: number;
  readonly channels: number;
  /** Decoder configuration, for codecs whose decoder does not open without. Default: none. */
  readonly description?: Uint8Array;
  /** Whether the library decodes several packets at once, and its time stamps are those of later ones. Default false. */
  readonly isLate?: boolean;
  /** Rewrites a packet before it is decoded. Default: as it is. */
  readonly wrap?: (data: Uint8Array) => Uint8Array;
  /** Speakers of the decoded channels. Default: the usual ones of their number. */
  readonly speakers?: (channels: number) => readonly Speaker[];
}

/** Packets that wait for the library at most. */
const mostWaiting = 16;
/** Damaged packets in a row after which the rest counts as damaged: each of them costs a new decoder. */
const mostDamage = 64;

/** Samples by the index of their packet. */
interface Output {
  readonly index: number;
  readonly data: AudioData;
}

/**
 * Decodes with the native library. It closes itself at the first packet that it cannot decode: the packet after the last one that
 * gave samples is the damaged one, and a new decoder goes on behind it.
 */
export function decodeNative(codec: NativeCodec): Decode {
  return async function* (packets) {
    // Packets that have gone in and given nothing yet, which a new decoder takes again.
    let waiting: { index: number; packet: SoundPacket }[] = [];
    let index = 0;
    let damage = 0;
    let decoder = await open(codec);
    const take = function* (): Generator<Decoded, void, void> {
      for (const { index: at, data } of decoder.outputs.splice(0)) {
        damage = 0;
        const known = codec.isLate === true ? undefined : waiting.find((one) => one.index === at);
        const source = known ?? waiting[0];
        waiting = waiting.filter((one) => one.index > (source?.index ?? at));
        yield samplesOf(data, source?.packet.at ?? 0, codec);
      }
    };
    /** Leaves the damaged packet out and gives the ones behind it to a new decoder, until one of those is damaged. */
    const goOn = async function* (): AsyncGenerator<Decoded, void, void> {
      while (decoder.failed()) {
        const culprit = waiting.shift();
        decoder.close();
        if (culprit === undefined) return;
        damage += 1;
        yield { kind: 'damage', at: culprit.packet.at };
        decoder = await open(codec);
        for (const { index: at, packet } of waiting) decoder.feed(packet.data, at);
        await decoder.settle(waiting.length === 0 ? 0 : mostWaiting);
        yield* take();
      }
    };
    try {
      for await (const packet of packets) {
        // An empty packet would tell the library that the stream ends.
        if (packet.data.length === 0) continue;
        if (damage >= mostDamage) {
          yield { kind: 'damage', at: packet.at };
          continue;
        }
        waiting.push({ index, packet });
        decoder.feed(packet.data, index);
        index += 1;
        await decoder.settle(mostWaiting);
        yield* take();
        yield* goOn();
      }
      for (;;) {
        await decoder.finish();
        yield* take();
        if (!decoder.failed() || waiting.length === 0 || damage >= mostDamage) break;
        yield* goOn();
      }
    } finally {
      decoder.close();
    }
  };
}

function samplesOf(data: AudioData, at: number, { speakers = usualSpeakers }: NativeCodec): Decoded {
  try {
    const planes = nativePlanes(data);
    return { kind: 'samples', at, samples: { rate: data.sampleRate, planes, speakers: speakers(planes.length) } };
  } catch (thrown) {
    if (thrown instanceof PacketFault) return { kind: 'damage', at };
    throw thrown;
  } finally {
    data.close();
  }
}

/** Packets are told apart by their time stamps, a second each: the library hands them through. */
const tick = 1_000_000;

async function open({ name, rate, channels, description, wrap = (data) => data }: NativeCodec) {
  const { AudioDecoder, EncodedAudioChunk } = await loadCoders();
  const outputs: Output[] = [];
  let failure: unknown;
  const decoder = new AudioDecoder({
    output: (data) => {
      outputs.push({ index: Math.round(data.timestamp / tick), data });
    },
    error: (error) => {
      failure ??= error;
    },
  });
  const attempt = (action: () => void) => {
    if (failure !== undefined) return;
    try {
      action();
    } catch (thrown) {
      failure ??= thrown;
    }
  };
  const chunk = (data: Uint8Array, index: number) =>
    new EncodedAudioChunk({ type: 'key', timestamp: index * tick, data: data as Uint8Array<ArrayBuffer> });
  const config = { codec: name, sampleRate: rate, numberOfChannels: channels };
  attempt(() => decoder.configure(description === undefined ? config : { ...config, description }));
  return {
    outputs,
    failed: () => failure !== undefined,
    feed: (data: Uint8Array, index: number) => attempt(() => decoder.decode(chunk(wrap(data), index))),
    /** Waits until at most some packets are in the library's queue. */
    settle: async (most: number) => {
      while (failure === undefined && decoder.decodeQueueSize > most)
        await new Promise((resolve) => setTimeout(resolve, 1));
    },
    finish: async () => {
      if (failure !== undefined) return;
      await decoder.flush().catch((thrown: unknown) => {
        failure ??= thrown;
      });
    },
    close: () => {
      for (const { data } of outputs.splice(0)) data.close();
      if (decoder.state !== 'closed') decoder.close();
    },
  };
}
