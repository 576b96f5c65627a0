/** Pictures of the native decoder turned into RGBA as they are to be shown. */
import type { VideoFrame } from '@napi-rs/webcodecs';
import { type ColourCodes, codesOf, firstSaid } from './colour.ts';
import type { Frame } from './frame.ts';
import { countClosedFrame } from './native-memory.ts';
import { scaledPlanes } from './plane-scale.ts';
import { mirrorFrame, resample, rotateFrame } from './resample.ts';
import { type LightCurve, toneMapped } from './tone-map.ts';
import { squareSize, type TrackLook } from './track-look.ts';
import { type ColourMatrix, type PlanarPicture, planarToRgba } from './yuv.ts';

/** A decoded picture: one of the decoder, or one whose samples were read out and changed. */
export type NativePicture = Pick<VideoFrame, 'format' | 'visibleRect' | 'colorSpace' | 'allocationSize' | 'close'> & {
  copyTo(to: Uint8Array): ReturnType<VideoFrame['copyTo']>;
};

type Layout = Pick<PlanarPicture, 'shift' | 'bits'> & { readonly interleaved?: 'uv' | 'vu' };

const subsampling: Readonly<Record<string, readonly [0 | 1, 0 | 1]>> = { '420': [1, 1], '422': [1, 0], '444': [0, 0] };

/** Reads a format name such as `I420P10` or `NV12`. */
function layoutOf(format: string): Layout | undefined {
  if (format === 'NV12') return { shift: [1, 1], bits: 8, interleaved: 'uv' };
  if (format === 'NV21') return { shift: [1, 1], bits: 8, interleaved: 'vu' };
  const match = /^I(420|422|444)A?(?:P(10|12))?$/.exec(format);
  const shift = subsampling[match?.[1] ?? ''];
  return match === null || shift === undefined ? undefined : { shift, bits: Number(match[2] ?? 8) };
}

/**
 * Converts a native frame to RGBA as it is to be shown: in the colours of BT.709, with square pixels, turned and mirrored.
 * The stream's word on its colours counts before the container's; where neither says, the size decides. Closes the frame.
 */
export async function frameToRgba(native: NativePicture, look: TrackLook, at: number): Promise<Frame> {
  try {
    return upright(await squareFrame(native, look, at), look);
  } finally {
    discard(native);
  }
}

/**
 * The plane of luma of a native frame of eight bits, `width * height` bytes, as it is coded. Closes the frame, unless it has no such plane:
 * then the result is undefined.
 */
export async function planeOfLuma(native: NativePicture, at: number) {
  const layout = layoutOf(native.format ?? 'I420');
  if (layout === undefined || layout.bits > 8) return undefined;
  try {
    const data = new Uint8Array(native.allocationSize());
    const plane = (await native.copyTo(data))[0]!;
    const { width, height } = native.visibleRect;
    if (plane.stride === width)
      return { width, height, at, luma: data.subarray(plane.offset, plane.offset + width * height) };
    const luma = new Uint8Array(width * height);
    for (let y = 0; y < height; y += 1) {
      const from = plane.offset + y * plane.stride;
      luma.set(data.subarray(from, from + width), y * width);
    }
    return { width, height, at, luma };
  } finally {
    discard(native);
  }
}

async function squareFrame(native: NativePicture, look: TrackLook, at: number): Promise<Frame> {
  const format = native.format ?? 'I420';
  const data = new Uint8Array(native.allocationSize());
  const planes = await native.copyTo(data);
  const coded = { width: native.visibleRect.width, height: native.visibleRect.height };
  const size = squareSize(coded, look);
  const layout = layoutOf(format);
  if (layout === undefined) {
    return resample({ ...coded, data: packedToRgba(data, format), at }, size.width, size.height, { fit: 'fill' });
  }
  const said = look.parameters?.colour;
  const codes = firstSaid(...(said === undefined ? [] : [said]), codesOf(native.colorSpace), look.colour);
  const wide = layout.bits > 8;
  const picture: PlanarPicture = {
    ...layout,
    ...coded,
    data: wide ? new Uint16Array(data.buffer) : data,
    planes: wide ? planes.map(({ offset, stride }) => ({ offset: offset >> 1, stride: stride >> 1 })) : planes,
    matrix: matrixOf(codes, coded),
    fullRange: codes.fullRange === true,
  };
  // Of more than eight bits ffmpeg interpolates chroma, of eight it repeats it, which is fast.
  const isSquare = size.width === coded.width && size.height === coded.height;
  const square =
    isSquare && !(wide && layout.shift[1] === 1) ? picture : scaledPlanes(picture, size, look.rotation % 180 !== 0);
  const curve = curveOf(codes, look);
  const rgba = curve === undefined || square.matrix === 'rgb' ? planarToRgba(square) : toneMapped(square, curve);
  return { ...size, data: rgba, at };
}

function upright(frame: Frame, look: TrackLook): Frame {
  const turned = rotateFrame(frame, look.rotation);
  return look.flip ? mirrorFrame(turned) : turned;
}

/** Closes a native frame and lets its pixels go. */
export function discard(native: NativePicture): void {
  const bytes = native.allocationSize();
  native.close();
  countClosedFrame(bytes);
}

const matrices: Readonly<Record<number, ColourMatrix>> = {
  ...{ 0: 'rgb', 1: 'bt709', 4: 'fcc', 5: 'bt601', 6: 'bt601', 7: 'smpte240m', 9: 'bt2020', 10: 'bt2020' },
};

/** Matrix by its code point; without one BT.2020 for its primaries, else that of the size: BT.709 from 720 lines on. */
function matrixOf({ matrix, primaries }: ColourCodes, size: { width: number; height: number }): ColourMatrix {
  const named = matrices[matrix];
  if (named !== undefined) return named;
  if (primaries === 9) return 'bt2020';
  return size.height >= 720 || size.width >= 1280 ? 'bt709' : 'bt601';
}

/** How light is to be read where it is not that of BT.709 or BT.601, which ordinary screens show as they are. */
function curveOf({ transfer, primaries }: ColourCodes, { light }: TrackLook): LightCurve | undefined {
  const gamut = primaries === 9 ? 'bt2020' : primaries === 11 || primaries === 12 ? 'p3' : undefined;
  if (transfer === 16 || transfer === 18) {
    return { transfer: transfer === 16 ? 'pq' : 'hlg', primaries: gamut ?? wideUnless(primaries), light };
  }
  return gamut === undefined ? undefined : { transfer: 'sdr', primaries: gamut, light };
}

/** High dynamic range has the primaries of BT.2020 unless others are named. */
const wideUnless = (primaries: number): LightCurve['primaries'] => (primaries === 2 ? 'bt2020' : 'bt709');

function packedToRgba(data: Uint8Array, format: string): Uint8Array {
  const swap = format.startsWith('BGR');
  for (let i = 0; i < data.length; i += 4) {
    if (swap) {
      const blue = data[i]!;
      data[i] = data[i + 2]!;
      data[i + 2] = blue;
    }
    data[i + 3] = 255;
  }
  return data;
}
