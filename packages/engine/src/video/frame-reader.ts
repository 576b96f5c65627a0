import type { EncodedPacket, EncodedPacketSink, InputVideoTrack } from 'mediabunny';
import { openGround } from './alpha-ground.ts';
import { refuseCutOff } from './cut-off.ts';
import type { SniffedInput } from './input.ts';
import { unreadable } from './input-faults.ts';
import { loadCoders, loadContainers } from './libraries.ts';
import { openDecoder } from './native-decoder.ts';
import { discard, type NativePicture } from './native-picture.ts';
import { firstDecodable, type PacketRole, roleReader } from './packet-role.ts';
import type { Span } from './timeline.ts';
import type { TrackLook } from './track-look.ts';

/** Packets given to the decoder ahead of its output. */
const packetsAhead = 8;

/** Seconds that decode order may run ahead of display order. */
const reorderSeconds = 2;

/** Time stamps are microseconds rounded from fractions; two within this are one. */
const tick = 5e-4;

/** A track, and how its pictures are to be shown. */
interface SeenTrack {
  readonly track: InputVideoTrack;
  readonly look: TrackLook;
}

/** A decoded frame with its time in the clip, in seconds. */
export interface TimedFrame {
  readonly native: NativePicture;
  readonly at: number;
}

/**
 * Frames of a stretch of a track in display order: from the one visible at `from` (seconds of the clip; some earlier ones come
 * before it) to the last that begins before `to`. Whoever takes a frame closes it.
 */
export async function* nativeFrames(
  sniffed: SniffedInput,
  seen: SeenTrack,
  span: Span,
  { from, to }: { readonly from: number; readonly to: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<TimedFrame, void, void> {
  const until = Math.min(span.to, to - span.shift);
  // A picture that begins before the stretch is shown only where the stretch has no other.
  let early: TimedFrame | undefined;
  let shown = 0;
  try {
    for await (const { native, at } of decodedFrames(
      sniffed,
      seen,
      Math.max(span.from, from - span.shift),
      until,
      signal,
    )) {
      if (at >= until - tick) {
        discard(native);
        break;
      }
      const frame = { native, at: Math.max(at, span.from) + span.shift };
      if (at < span.from - tick) {
        if (early !== undefined) discard(early.native);
        early = frame;
        continue;
      }
      shown += 1;
      yield frame;
    }
    if (shown === 0 && early !== undefined) {
      const only = early;
      early = undefined;
      yield only;
    }
  } finally {
    if (early !== undefined) discard(early.native);
  }
}

/** Frames in display order with the times of the track, from the key frame before `from` until past `to`. */
async function* decodedFrames(
  sniffed: SniffedInput,
  { track, look }: SeenTrack,
  from: number,
  to: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<TimedFrame, void, void> {
  const [{ EncodedVideoChunk }, { EncodedPacketSink }] = await Promise.all([loadCoders(), loadContainers()]);
  const sink = new EncodedPacketSink(track);
  const key = await keyBefore(sink, from);
  if (key === null) throw unreadable(sniffed, { en: 'it has no frames', ja: 'フレームがありません' });
  const first = await firstDecodable(track, sink, key);
  const decoder = await openDecoder(sniffed, track, look);
  const ground = await openGround(sniffed, track, look);
  const roleOf = await roleReader(track);
  // The decoder gives frames in the order of display but stamps them in the order of packets: the earliest time of those
  // under way is the right one.
  const times: number[] = [];
  const timed = (native: NativePicture & { readonly timestamp?: number }): TimedFrame => ({
    native,
    at: takeEarliest(times) ?? (native.timestamp ?? 0) / 1e6,
  });
  const taken = () => (ground === undefined ? decoder.take() : ground.under(decoder.take()));
  let end = from;
  let past = false;
  try {
    for await (const packet of sink.packets(first)) {
      signal?.throwIfAborted();
      const role = roleOf(packet);
      if (role === 'empty' || isUndecodable(packet, role, first)) continue;
      if (role !== 'hidden') times.push(packet.timestamp);
      end = Math.max(end, packet.timestamp + packet.duration);
      decoder.native.decode(
        new EncodedVideoChunk({
          type: packet.type,
          data: decoder.plain(packet.data) as Uint8Array<ArrayBuffer>,
          timestamp: Math.round(packet.timestamp * 1e6),
          duration: Math.round(packet.duration * 1e6),
        }),
      );
      await ground?.add(packet, role !== 'hidden');
      while (decoder.native.decodeQueueSize > packetsAhead && decoder.ready.length === 0) await decoder.changed();
      for (const native of taken()) yield timed(native);
      past = packet.timestamp > to + reorderSeconds;
      if (past) break;
    }
    await decoder.native.flush();
    await ground?.flush();
    for (const native of taken()) yield timed(native);
    if (!past && sniffed.format.name !== 'matroska') refuseCutOff(sniffed, end, await track.computeDuration());
  } finally {
    ground?.close();
    decoder.close();
  }
}

/** The last key frame at or before a time, else the first one. */
async function keyBefore(sink: EncodedPacketSink, time: number): Promise<EncodedPacket | null> {
  const key = Number.isFinite(time) ? await sink.getKeyPacket(time) : null;
  return key ?? (await sink.getFirstKeyPacket());
}

/**
 * Whether a packet needs pictures that come before the key frame decoding starts at: decoders pass over such pictures, and the times of
 * those behind them would be wrong.
 */
function isUndecodable(packet: EncodedPacket, role: PacketRole, first: EncodedPacket): boolean {
  return packet !== first && packet.timestamp < first.timestamp && role === 'leading';
}

function takeEarliest(times: number[]): number | undefined {
  if (times.length === 0) return undefined;
  let earliest = 0;
  for (let i = 1; i < times.length; i++) if (times[i]! < times[earliest]!) earliest = i;
  return times.splice(earliest, 1)[0];
}
