import type { VisibleMark } from '@akezora/contract';
import type { Frame } from '../../video/frame.ts';
import { i420Of, planarFrame } from '../../video/planar-frame.ts';
import { writeI420 } from '../../video/yuv.ts';
import { type InvisibleMark, openInvisibleMark } from './invisible-mark.ts';
import { openVisibleMark, type VisibleDrawing } from './visible-mark.ts';

/** The marks of one clip. */
export interface FrameMarks {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** Payload of the invisible mark. Default: none. */
  readonly payload?: bigint;
  /** Default: none. */
  readonly visible?: VisibleMark;
}

/**
 * Opens what puts the marks into the frames of a clip, for `EncodeOptions.mark`; undefined without any mark. Frames that are planar are
 * changed in place, others become planar, as an encoder would make them.
 */
export async function openFrameMarks(clip: FrameMarks): Promise<((frame: Frame, index: number) => Frame) | undefined> {
  const { payload, visible, width, height } = clip;
  const marks: Marks = {
    ...(payload === undefined ? {} : { invisible: await openInvisibleMark(payload, width, height) }),
    ...(visible === undefined || visible.kind === 'none' ? {} : { visible: openVisibleMark(visible, clip) }),
  };
  if (Object.keys(marks).length === 0) return undefined;
  // A model may give one frame several times.
  const marked = new WeakSet<Frame>();
  return (frame, index) => {
    if (marked.has(frame)) return frame;
    const own = width % 2 === 0 && height % 2 === 0 ? markPlanar(frame, index, marks) : markPixels(frame, index, marks);
    marked.add(own);
    return own;
  };
}

interface Marks {
  readonly invisible?: InvisibleMark;
  readonly visible?: VisibleDrawing;
}

function markPlanar(frame: Frame, index: number, { invisible, visible }: Marks): Frame {
  const { width, height } = frame;
  const size = width * height;
  const made = i420Of(frame);
  const planes = made ?? new Uint8Array(size * 1.5);
  if (made === undefined) writeI420(frame, planes);
  const luma = planes.subarray(0, size);
  visible?.draw(luma, index, [planes.subarray(size, size * 1.25), planes.subarray(size * 1.25)]);
  invisible?.add(luma);
  return made === undefined ? planarFrame(width, height, planes, frame.at) : frame;
}

/** Frames of odd sides, which animations have: what luma changes by is added to each colour. */
function markPixels(frame: Frame, index: number, { invisible, visible }: Marks): Frame {
  const { width, height } = frame;
  const before = new Uint8Array(width * height);
  for (let i = 0; i < before.length; i += 1)
    before[i] =
      16 + 0.8588 * (0.2126 * frame.data[4 * i]! + 0.7152 * frame.data[4 * i + 1]! + 0.0722 * frame.data[4 * i + 2]!);
  const after = before.slice();
  visible?.draw(after, index);
  invisible?.add(after);
  const data = Uint8ClampedArray.from(frame.data);
  for (let i = 0; i < before.length; i += 1)
    for (let colour = 0; colour < 3; colour += 1)
      data[4 * i + colour] = data[4 * i + colour]! + Math.round((after[i]! - before[i]!) / 0.8588);
  return { ...frame, data: new Uint8Array(data.buffer) };
}
