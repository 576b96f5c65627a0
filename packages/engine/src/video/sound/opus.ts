/** Opus with more than two channels (RFC 7845, 5.1.1; RFC 6716, appendix B): several streams in a packet, coded apart. */
import { decodeNative } from './native.ts';
import { type Decode, type Decoded, PacketFault, type SoundPacket } from './samples.ts';
import { type Speaker, usualSpeakers, vorbisSpeakers } from './speakers.ts';

/** The identification header of Opus. */
export interface OpusHead {
  readonly channels: number;
  /** Samples at 48 kHz to leave out at the beginning. */
  readonly preSkip: number;
  /** Factor of all samples. */
  readonly gain: number;
  readonly streams: number;
  /** How many of the streams, the first ones, are stereo. */
  readonly coupled: number;
  /** Decoded channel of each output channel; 255 for silence. */
  readonly mapping: readonly number[];
  readonly speakers: readonly Speaker[];
}

const opusRate = 48_000;
const silent = 255;

/**
 * Reads an `OpusHead`.
 * @throws PacketFault when it is cut off or contradicts itself.
 */
export function readOpusHead(data: Uint8Array): OpusHead {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < 19 || String.fromCharCode(...data.subarray(0, 8)) !== 'OpusHead')
    throw new PacketFault('no OpusHead');
  const channels = data[9]!;
  const family = data[18]!;
  const shared = { channels, preSkip: view.getUint16(10, true), gain: 10 ** (view.getInt16(16, true) / 256 / 20) };
  if (family === 0) {
    if (channels < 1 || channels > 2) throw new PacketFault('channels of OpusHead');
    return {
      ...shared,
      streams: 1,
      coupled: channels - 1,
      mapping: [0, 1].slice(0, channels),
      speakers: usualSpeakers(channels),
    };
  }
  const [streams = 0, coupled = 0] = data.subarray(19, 21);
  const mapping = [...data.subarray(21, 21 + channels)];
  const decoded = streams + coupled;
  if (mapping.length < channels || channels === 0 || streams === 0 || coupled > streams)
    throw new PacketFault('streams of OpusHead');
  if (mapping.some((from) => from !== silent && from >= decoded)) throw new PacketFault('mapping of OpusHead');
  const speakers = family === 1 ? vorbisSpeakers(channels) : usualSpeakers(channels);
  return { ...shared, streams, coupled, mapping, speakers };
}

/** Decodes Opus with any number of streams. */
export function decodeOpus(head: OpusHead): Decode {
  const { streams, coupled, mapping, speakers, gain } = head;
  if (streams === 1 && gain === 1 && mapping.every((from, index) => from === index)) {
    return decodeNative({ name: 'opus', rate: opusRate, channels: coupled + 1, speakers: () => speakers });
  }
  return async function* (packets) {
    const inputs = await split(packets, streams);
    // One decoder a stream, all of them a packet at a time.
    const outputs = inputs.map((input, index) =>
      decodeNative({ name: 'opus', rate: opusRate, channels: index < coupled ? 2 : 1 })(input),
    );
    try {
      for (;;) {
        const results = await Promise.all(outputs.map((output) => output.next()));
        const parts = results.flatMap(({ value }) => (value === undefined ? [] : [value]));
        if (parts.length < outputs.length) return;
        yield joined(parts, head);
      }
    } finally {
      for (const output of outputs) await output.return();
    }
  };
}

function joined(parts: readonly Decoded[], { mapping, speakers, gain }: OpusHead): Decoded {
  const at = parts[0]?.at ?? 0;
  const planes: Float32Array[] = [];
  for (const part of parts) {
    if (part.kind === 'damage') return { kind: 'damage', at };
    planes.push(...part.samples.planes);
  }
  const frames = Math.max(...planes.map((plane) => plane.length));
  const output = mapping.map((from) => {
    const plane = new Float32Array(frames);
    const source = planes[from];
    if (source !== undefined) plane.set(gain === 1 ? source : source.map((sample) => sample * gain));
    return plane;
  });
  return { kind: 'samples', at, samples: { rate: opusRate, planes: output, speakers } };
}

/** The packets of each stream. A packet that cannot be taken apart is a damaged one of each. */
async function split(packets: AsyncIterable<SoundPacket>, streams: number): Promise<AsyncIterable<SoundPacket>[]> {
  const source = packets[Symbol.asyncIterator]();
  const waiting = Array.from({ length: streams }, (): SoundPacket[] => []);
  let isOver = false;
  const more = async (): Promise<void> => {
    const next = await source.next();
    if (next.done === true) {
      isOver = true;
      return;
    }
    const { at, data } = next.value;
    const parts = partsOf(data, streams) ?? waiting.map(() => damagedPacket);
    for (const [index, part] of parts.entries()) waiting[index]?.push({ at, data: part });
  };
  let reading: Promise<void> | undefined;
  return waiting.map((queue) =>
    (async function* () {
      for (;;) {
        const packet = queue.shift();
        if (packet !== undefined) yield packet;
        else if (isOver) return;
        else {
          reading ??= more().finally(() => {
            reading = undefined;
          });
          await reading;
        }
      }
    })(),
  );
}

/** Code 3 with no frames, which RFC 6716 forbids. */
const damagedPacket = Uint8Array.of(0xff, 0x00);

const partsOf = (data: Uint8Array, streams: number): Uint8Array[] | undefined => {
  try {
    return opusStreams(data, streams);
  } catch (thrown) {
    if (thrown instanceof PacketFault) return undefined;
    throw thrown;
  }
};

/**
 * Takes a packet of several streams apart: all but the last are self-delimited, and become ordinary packets.
 * @throws PacketFault when lengths pass its end.
 */
export function opusStreams(data: Uint8Array, streams: number): Uint8Array[] {
  const packets: Uint8Array[] = [];
  let rest = data;
  for (let stream = 0; stream < streams - 1; stream++) {
    const { packet, length } = selfDelimited(rest);
    packets.push(packet);
    rest = rest.subarray(length);
  }
  if (rest.length === 0) throw new PacketFault('a stream is missing');
  return [...packets, rest];
}

function selfDelimited(data: Uint8Array): { packet: Uint8Array; length: number } {
  const code = (data[0] ?? 0) & 3;
  let at = 1;
  const byte = (): number => {
    const value = data[at++];
    if (value === undefined) throw new PacketFault('it ends too early');
    return value;
  };
  const size = (): number => {
    const first = byte();
    return first < 252 ? first : byte() * 4 + first;
  };
  // What stands before the added length, and after it, is the head of the ordinary packet.
  let padding = 0;
  let kept = 1;
  let lengths: number[];
  if (code === 0) lengths = [size()];
  else if (code === 1) lengths = new Array(2).fill(size());
  else if (code === 2) {
    const first = size();
    kept = at;
    lengths = [first, size()];
  } else {
    const counts = byte();
    const count = counts & 63;
    if ((counts & 64) !== 0) {
      for (let part = 255; part === 255; ) {
        part = byte();
        padding += part === 255 ? 254 : part;
      }
    }
    kept = at;
    if ((counts & 128) === 0) lengths = new Array<number>(count).fill(size());
    else {
      lengths = [];
      for (let frame = 0; frame < count - 1; frame++) lengths.push(size());
      kept = at;
      lengths.push(size());
    }
  }
  const length = at + lengths.reduce((sum, one) => sum + one, 0) + padding;
  if (length > data.length) throw new PacketFault('a stream passes the end of its packet');
  const head = data.subarray(0, kept);
  const body = data.subarray(at, length);
  const packet = new Uint8Array(head.length + body.length);
  packet.set(head);
  packet.set(body, head.length);
  return { packet, length };
}
