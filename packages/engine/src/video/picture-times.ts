import type { EncodedPacket, EncodedPacketSink, InputVideoTrack } from 'mediabunny';
import { refuseCutOff } from './cut-off.ts';
import type { SniffedInput } from './input.ts';
import { tooLarge, unreadable } from './input-faults.ts';
import { loadContainers } from './libraries.ts';
import { firstDecodable, roleReader } from './packet-role.ts';
import { isIn, type Span } from './timeline.ts';

/** When the pictures of a clip are shown. */
export interface PictureTimes {
  readonly frames: number;
  /** Seconds of the clip at which the last picture ends. */
  readonly end: number;
  /** Pictures a second: the exact rate where they come evenly (some may be left out), else their average. */
  readonly fps: number;
}

/** Most frames a second that are believed; times below a millisecond are damage. */
const mostFps = 1000;

/** Rates that cameras and programs write; a container that rounds to milliseconds hides them. */
const usualRates = [
  ...[8, 10, 12, 12.5, 15, 24, 25, 30, 48, 50, 60, 90, 100, 120, 144, 200, 240],
  ...[12, 15, 24, 30, 48, 60, 120, 240].map((rate) => (rate * 1000) / 1001),
];

/** Containers round times to milliseconds: a picture may be off by one. */
const rounding = 1.1e-3;

/**
 * Measures when the pictures of a track are shown, without decoding.
 * @throws AkezoraError `input_too_large` for more frames than the limit, `input_unreadable` for times that mean nothing.
 */
export async function measureTimes(
  input: SniffedInput,
  track: InputVideoTrack,
  spans: readonly Span[],
): Promise<PictureTimes> {
  const { EncodedPacketSink } = await loadContainers();
  const sink = new EncodedPacketSink(track);
  const isShown = await shownReader(track, sink);
  const ends: [time: number, end: number][] = [];
  let packets = 0;
  const { frames: limit } = input.limits;
  for await (const packet of sink.packets(undefined, undefined, { metadataOnly: true })) {
    packets += 1;
    const { timestamp, duration } = packet;
    for (const span of spans) {
      if (!isIn(span, timestamp) || !(await isShown(packet))) continue;
      ends.push([timestamp + span.shift, Math.min(timestamp + Math.max(0, duration), span.to) + span.shift]);
    }
    if (Math.max(packets, ends.length) > limit) throw tooLarge(input, `${limit + 1} frames`, `${limit} frames`);
  }
  await dropMissing(input, track, sink, ends, spans);
  let end = ends.reduce((most, [, one]) => Math.max(most, one), Number.NEGATIVE_INFINITY);
  const times = Float64Array.from(ends, ([time]) => time).sort();
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined)
    throw unreadable(input, { en: 'it has no frames', ja: 'フレームがありません' });
  const before = times.at(-2);
  // A container without a duration for its last picture: it lasts as long as the one before.
  if (end <= last) end = last + (before === undefined ? 0 : last - before);
  if (!Number.isFinite(end)) throw unreadable(input, { en: 'its times are damaged', ja: '時刻が壊れています' });
  return { frames: times.length, end, fps: rateOf(times, end) };
}

/** Whether a packet gives a picture that is shown; looks into it only where that can be otherwise. */
async function shownReader(
  track: InputVideoTrack,
  sink: EncodedPacketSink,
): Promise<(packet: EncodedPacket) => Promise<boolean>> {
  const [codec, roleOf, key] = [await track.getCodec(), await roleReader(track), await sink.getFirstKeyPacket()];
  const first = key === null ? null : await firstDecodable(track, sink, key);
  return async ({ timestamp, sequenceNumber }) => {
    if (first === null) return true;
    if (sequenceNumber < first.sequenceNumber) return false;
    const mayLead = (codec === 'avc' || codec === 'hevc') && timestamp < first.timestamp;
    if (!mayLead && codec !== 'vp8') return true;
    const packet = await sink.getPacket(timestamp);
    if (packet === null || packet.sequenceNumber !== sequenceNumber) return true;
    const role = roleOf(packet);
    return role !== 'hidden' && !(mayLead && role === 'leading');
  };
}

/**
 * Leaves out the last pictures of a file that ends a moment too early.
 * @throws AkezoraError `input_unreadable` when more of it is missing.
 */
async function dropMissing(
  input: SniffedInput,
  track: InputVideoTrack,
  sink: EncodedPacketSink,
  ends: [time: number, end: number][],
  spans: readonly Span[],
): Promise<void> {
  if (input.format.name === 'matroska' || (await sink.getPacket(Number.POSITIVE_INFINITY)) !== null) return;
  const has = async (seconds: number) => (await sink.getPacket(seconds)) !== null;
  let [low, high] = [await track.getFirstTimestamp(), await track.computeDuration()];
  const listed = high;
  for (let left = 40; left > 0 && high - low > 1e-3; left -= 1) {
    const middle = (low + high) / 2;
    if (await has(middle)) low = middle;
    else high = middle;
  }
  refuseCutOff(input, low, listed);
  const there = ([time]: [number, number]) =>
    spans.some((span) => isIn(span, time - span.shift) && time - span.shift <= low);
  ends.splice(0, ends.length, ...ends.filter(there));
}

/** Share of the gaps between pictures that must be one step of a rate, for a clip of that rate with pictures left out. */
const steady = 0.8;

/**
 * The usual rate on whose grid all pictures lie, most of them next to each other: a clip of 24 a second with some left out has that
 * rate. Where there is none, the average.
 */
function rateOf(times: Float64Array, end: number): number {
  const first = times[0]!;
  const average = end > first ? Math.min(mostFps, times.length / (end - first)) : 0;
  if (times.length < 3) return average;
  const gaps = times.map((time, index) => time - times[Math.max(0, index - 1)]!).subarray(1);
  const step = gaps.slice().sort()[gaps.length >> 1]!;
  let [rate, least] = [average, rounding];
  for (const usual of usualRates) {
    if (Math.abs(step * usual - 1) > 0.1) continue;
    const error = errorOnGrid(times, usual, least);
    if (error < least && gaps.filter((gap) => Math.round(gap * usual) === 1).length >= steady * gaps.length)
      [rate, least] = [usual, error];
  }
  return rate;
}

/** Most seconds by which a picture misses the grid of a rate that begins at the first; stops at `most`. */
function errorOnGrid(times: Float64Array, rate: number, most: number): number {
  let error = 0;
  for (let index = 1; index < times.length && error < most; index++) {
    const time = times[index]! - times[0]!;
    error = Math.max(error, Math.abs(time - Math.round(time * rate) / rate));
  }
  return error;
}
