import type { VideoFrame } from '@napi-rs/webcodecs';
import { type FieldFit, type FirstField, firstFieldPlane, fitOfFields, type Plane } from './field-plane.ts';
import type { TimedFrame } from './frame-reader.ts';
import { discard, type NativePicture } from './native-picture.ts';
import type { FieldOrder } from './track-look.ts';

/**
 * How much worse the fields of a picture fit each other than those of two pictures: about 1 for interlaced pictures, below 0.7 for
 * ones taken at once, which fine moving detail brings near it. Above `surely` a picture is combed; above `perhaps` it is if those
 * before it were.
 */
const combed = { surely: 0.8, perhaps: 0.6 } as const;

/** Which lines come first: as the file says, else as the motion of the pictures seen so far does, above 0 for the even ones. */
interface Order {
  readonly said: FieldOrder;
  evidence: number;
  /** Pictures in which something moved, and the sum of their misfits. */
  judged: number;
  misfit: number;
}

/**
 * Takes the combs out of the frames of an interlaced video: where moving edges are combed, a frame becomes what it shows at the
 * moment of its first field, else it stays as it is (pictures taken at once, and those of a film among them). The rate of the
 * frames stays.
 * @param said which field comes first; where the file does not say it, the motion does
 */
export async function* deinterlaced(
  frames: AsyncIterable<TimedFrame>,
  said: FieldOrder,
): AsyncGenerator<TimedFrame, void, void> {
  const order: Order = { said, evidence: 0, judged: 0, misfit: 0 };
  let before: ReadPicture | undefined;
  let now: ReadPicture | undefined;
  for await (const frame of frames) {
    const after = await read(frame);
    if (now !== undefined) yield { native: withoutCombs(before, now, after, order), at: now.at };
    before = now;
    now = after;
  }
  if (now !== undefined) yield { native: withoutCombs(before, now, undefined, order), at: now.at };
}

/** A frame whose samples were read out of the decoder. */
interface ReadPicture {
  readonly at: number;
  readonly look: Pick<NativePicture, 'format' | 'visibleRect' | 'colorSpace'>;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly layout: Awaited<ReturnType<VideoFrame['copyTo']>>;
}

/** Reads a frame out and closes it. */
async function read({ native, at }: TimedFrame): Promise<ReadPicture> {
  const bytes = new Uint8Array(native.allocationSize());
  const layout = await native.copyTo(bytes);
  const { format, visibleRect, colorSpace } = native;
  discard(native);
  return { at, bytes, layout, look: { format, visibleRect, colorSpace } };
}

/** The frame to be handed on; the work is done when its samples are asked for. */
function withoutCombs(
  before: ReadPicture | undefined,
  now: ReadPicture,
  after: ReadPicture | undefined,
  order: Order,
): NativePicture {
  return {
    ...now.look,
    allocationSize: () => now.bytes.length,
    copyTo: async (to: Uint8Array) => {
      to.set(firstField(before, now, after, order));
      return now.layout;
    },
    close: () => {},
  };
}

function firstField(
  before: ReadPicture | undefined,
  now: ReadPicture,
  after: ReadPicture | undefined,
  order: Order,
): Uint8Array {
  const format = formatOf(now.look.format);
  if (format === undefined) return now.bytes;
  const planes = planesOf(now, now.bytes, format);
  const near = (picture: ReadPicture | undefined) =>
    picture !== undefined && picture.bytes.length === now.bytes.length && picture.look.format === now.look.format
      ? planesOf(picture, picture.bytes, format)
      : undefined;
  const [old, next] = [near(before), near(after)];
  const fit = fitOfFields(old?.[0], planes[0]!, next?.[0], 1 << (format.bits - 8));
  if (!isCombed(fit, order)) return now.bytes;
  order.evidence += fit.bottomFirst - fit.topFirst;
  const seen: FirstField = order.evidence >= 0 ? 'top' : 'bottom';
  const first = order.said === 'unknown' ? seen : order.said;
  const bytes = now.bytes.slice();
  const peak = (1 << format.bits) - 1;
  for (const [index, plane] of planesOf(now, bytes, format).entries())
    firstFieldPlane(old?.[index], plane, next?.[index] ?? planes[index]!, first, peak);
  return bytes;
}

function isCombed({ together, topFirst, bottomFirst }: FieldFit, order: Order): boolean {
  const apart = Math.min(topFirst, bottomFirst);
  if (together === 0) return false;
  const misfit = Math.min(2, together / apart);
  order.judged += 1;
  order.misfit += misfit;
  const usual = order.misfit / order.judged;
  return misfit >= combed.surely || (misfit >= combed.perhaps && usual >= combed.surely);
}

/** Layout of the formats of pictures: bits of a sample, and how far the chroma planes are reduced. */
interface Format {
  readonly bits: number;
  readonly across: 0 | 1;
  readonly down: 0 | 1;
  readonly planes: number;
}

function formatOf(name: string | null): Format | undefined {
  // Interleaved chroma is as wide as luma.
  if (name === 'NV12' || name === 'NV21') return { bits: 8, across: 0, down: 1, planes: 2 };
  const [, kind, depth] = /^I(420|422|444)(?:P(10|12))?$/.exec(name ?? '') ?? [];
  if (kind === undefined) return undefined;
  return { bits: Number(depth ?? 8), across: kind === '444' ? 0 : 1, down: kind === '420' ? 1 : 0, planes: 3 };
}

function planesOf({ look, layout }: ReadPicture, bytes: Uint8Array<ArrayBuffer>, format: Format): Plane[] {
  const size = format.bits > 8 ? 2 : 1;
  const data = size === 2 ? new Uint16Array(bytes.buffer) : bytes;
  const { width, height } = look.visibleRect;
  return layout.slice(0, format.planes).map(({ offset, stride }, index) => ({
    ...{ data, offset: offset / size, stride: stride / size },
    width: index === 0 ? width : (width + format.across) >> format.across,
    height: index === 0 ? height : (height + format.down) >> format.down,
  }));
}
