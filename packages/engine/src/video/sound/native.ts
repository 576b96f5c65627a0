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
  /**
   * Whether the library decodes several packets at once: its time stamps are those of later ones then, and it loses what came
   * before a damaged one. Each packet is waited for, which suits codecs whose packets stand alone. Default false.
   */
  readonly isLate?: boolean;
  /** Rewrites a packet before it is decoded. Default: as it is. */
  readonly wrap?: (data: Uint8Array) => Uint8Array;
  /** Speakers of the decoded channels. Default: the usual ones of their number. */
  readonly speakers?: (channels: number) => readonly Speaker[];
}

/** Packets that wait for the library at most. */
const mostWaiting = 16;
/** Packets on which a later one may lean: the bit reservoir of MP3 reaches back three. */
const warmUpPackets = 4;
/** Damaged packets in a row after which the rest counts as damaged: each of them costs a new decoder. */
const mostDamage = 64;

/** Samples by the index of their packet. */
interface Output {
  readonly index: number;
  readonly data: AudioData;
}

/** A packet that has gone in and given nothing yet. */
interface Waiting {
  readonly index: number;
  readonly packet: SoundPacket;
}

/**
 * Decodes with the native library. It closes itself at the first packet that it cannot decode, and loses what it had in hand:
 * the damaged one is looked for among the packets that have given nothing yet, and a new decoder takes the others again.
 */
export function decodeNative(codec: NativeCodec): Decode {
  return async function* (packets) {
    let waiting: Waiting[] = [];
    let recent: SoundPacket[] = [];
    let index = 0;
    let damage = 0;
    let decoder = await open(codec);
    const take = function* (): Generator<Decoded, void, void> {
      for (const { index: at, data } of decoder.outputs.splice(0)) {
        const known = codec.isLate === true ? undefined : waiting.find((one) => one.index === at);
        const source = known ?? waiting[0];
        if (at < 0 || source === undefined) {
          data.close();
          continue;
        }
        damage = 0;
        recent = [...recent, source.packet].slice(-warmUpPackets);
        waiting = waiting.filter((one) => one.index > source.index);
        yield samplesOf(data, source.packet.at, codec);
      }
    };
    const goOn = async function* (): AsyncGenerator<Decoded, void, void> {
      while (decoder.failed()) {
        yield* take();
        decoder.close();
        const damaged: Waiting[] = [];
        for (const one of waiting) if (await isDamaged(codec, one.packet)) damaged.push(one);
        // A packet that only fails behind the others: the first one goes, so that there is an end.
        const left = damaged.length > 0 ? damaged : waiting.slice(0, 1);
        waiting = waiting.filter((one) => !left.includes(one));
        damage += left.length;
        for (const { packet } of left) yield { kind: 'damage', at: packet.at };
        if (left.length === 0) return;
        decoder = await open(codec);
        // Codecs lean on earlier packets: those are decoded again, for that only.
        if (codec.isLate !== true) for (const { data } of recent) decoder.feed(data, -1);
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
        if (codec.isLate === true) await decoder.finish();
        else await decoder.settle(mostWaiting);
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

/** Whether a packet cannot be decoded by itself. */
async function isDamaged(codec: NativeCodec, { data }: SoundPacket): Promise<boolean> {
  const decoder = await open(codec);
  try {
    decoder.feed(data, 0);
    await decoder.finish();
    return decoder.failed();
  } finally {
    decoder.close();
  }
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
