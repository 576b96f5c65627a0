import type { Frame } from './frame.ts';
import { planarToRgba } from './yuv.ts';

interface Planes {
  readonly bytes: Uint8Array;
  readonly giveBack: ((bytes: Uint8Array) => void) | undefined;
}

/** The planes of frames that were made as I420. A copy of a frame, with other data perhaps, is not among them. */
const planesOf = new WeakMap<Frame, Planes>();

/**
 * A frame of I420 (BT.709, limited range, even sides), which encoders take as it is. Its `data` is converted when it is first
 * read, so that everything else can treat it as any frame.
 * @param giveBack takes the bytes for another frame when nobody needs this one any more. Default: they are not used again
 */
export function planarFrame(
  width: number,
  height: number,
  planes: Uint8Array,
  at: number,
  giveBack?: (bytes: Uint8Array) => void,
): Frame {
  if (width % 2 !== 0 || height % 2 !== 0) throw new RangeError(`I420 of ${width}x${height}`);
  if (planes.length !== (width * height * 3) / 2) throw new RangeError(`${planes.length} bytes of ${width}x${height}`);
  let rgba: Uint8Array | undefined;
  const frame: Frame = {
    width,
    height,
    at,
    get data() {
      if (rgba === undefined && !planesOf.has(frame)) throw new RangeError('the frame was released');
      rgba ??= rgbaOf(width, height, planes);
      return rgba;
    },
  };
  planesOf.set(frame, { bytes: planes, giveBack });
  return frame;
}

/** Says that a frame is not needed any more. Only who was given the frames of a clip to use them up may do so. */
export function release(frame: Frame): void {
  const planes = planesOf.get(frame);
  if (planes?.giveBack === undefined) return;
  planesOf.delete(frame);
  planes.giveBack(planes.bytes);
}

/** The I420 of a frame that was made so. */
export const i420Of = (frame: Frame): Uint8Array | undefined => planesOf.get(frame)?.bytes;

function rgbaOf(width: number, height: number, data: Uint8Array): Uint8Array {
  const half = width / 2;
  const luma = width * height;
  return planarToRgba({
    ...{ data, width, height, shift: [1, 1], bits: 8, matrix: 'bt709', fullRange: false },
    planes: [
      { offset: 0, stride: width },
      { offset: luma, stride: half },
      { offset: luma + luma / 4, stride: half },
    ],
  });
}
