/**
 * Size and length of a clip on a model's grid. Autoencoders take multiples of their compression in space and n · compression + 1
 * frames in time, so most requests are rounded, or made larger and cut.
 */
import type { GenerationRequest, ModelCapabilities, Notice } from '@akezora/contract';
import type { Frame } from '../video/frame.ts';
import { crop, resample } from '../video/resample.ts';

/** Compression of a latent: pixels along a side, and frames. */
export interface Compression {
  readonly space: number;
  readonly time: number;
}

/** Sizes and lengths of clips that a model makes. */
export interface ClipGrid extends Compression {
  /** Frames before those that come in multiples of `time`. Default 1. */
  readonly first?: 0 | 1;
}

/** Size and length of a clip. */
export interface ClipShape {
  readonly width: number;
  readonly height: number;
  /** Size that the model generates, a multiple of its grid. */
  readonly native: { readonly width: number; readonly height: number };
  readonly frames: number;
  readonly fps: number;
  /** Remarks on what was rounded or cut. */
  readonly notices: readonly Notice[];
}

const ratios = { '16:9': 16 / 9, '9:16': 9 / 16, '1:1': 1 } as const;

/** The nearest multiple; halfway between two the smaller, as 720p is 1280×704 in steps of 32. */
const nearest = (value: number, step: number, low: number, high: number): number =>
  Math.min(
    Math.floor(high / step) * step,
    Math.max(Math.ceil(low / step) * step, Math.ceil(value / step - 0.5) * step),
  );

/**
 * Rounds a request that the model can do (see `checkRequest`) to its grid. A size in pixels stays exact, by cropping the next
 * larger grid size; the name of a resolution becomes the nearest grid size.
 */
export function clipShape(request: GenerationRequest, capabilities: ModelCapabilities, grid: ClipGrid): ClipShape {
  const { size, notices: sizeNotices, native } = sizeOf(request, capabilities, grid.space);
  const { frames, fps, notices } = lengthOf(request, capabilities, grid);
  return { width: size.width, height: size.height, native, frames, fps, notices: [...sizeNotices, ...notices] };
}

function sizeOf(request: GenerationRequest, { name, sizes }: ModelCapabilities, grid: number) {
  const ratio = ratios[request.aspect ?? '16:9'];
  const short = Number.parseInt(request.resolution ?? '480p', 10);
  const wanted = request.size ?? {
    width: ratio >= 1 ? short * ratio : short,
    height: ratio >= 1 ? short : short / ratio,
  };
  const near = {
    width: nearest(wanted.width, grid, sizes.minWidth, sizes.maxWidth),
    height: nearest(wanted.height, grid, sizes.minHeight, sizes.maxHeight),
  };
  if (request.size === undefined) return { size: near, native: near, notices: [] };
  const native = {
    width: Math.ceil(wanted.width / grid) * grid,
    height: Math.ceil(wanted.height / grid) * grid,
  };
  const cut = native.width !== wanted.width || native.height !== wanted.height;
  return { size: wanted, native, notices: cut ? [cutNotice(name, grid, native, wanted, near)] : [] };
}

function lengthOf(request: GenerationRequest, { name, ...limits }: ModelCapabilities, { time, first = 1 }: ClipGrid) {
  const fps = request.fps ?? limits.fps.default;
  const wanted = Math.max(1, Math.round((request.seconds ?? limits.seconds.default) * fps));
  const frames = Math.max(1 - first, Math.round((wanted - first) / time)) * time + first;
  const rounded = request.seconds !== undefined && frames !== wanted;
  return {
    frames,
    fps,
    notices: rounded ? [roundedNotice(name, `${time}·n${first > 0 ? ` + ${first}` : ''}`, frames, wanted, fps)] : [],
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const cutNotice = (name: string, grid: number, native: Size, wanted: Size, near: Size): Notice => ({
  code: 'size_cut',
  field: 'size',
  message: {
    en: `${name} generates multiples of ${grid}: ${native.width}×${native.height} is made and cut to ${wanted.width}×${wanted.height}. Without cutting, the nearest is ${near.width}×${near.height}.`,
    ja: `${name} が生成する幅と高さは ${grid} の倍数です。${native.width}×${native.height} で作り、${wanted.width}×${wanted.height} に切り抜きます。切り抜かずに済む最も近い大きさは ${near.width}×${near.height} です。`,
  },
});

const roundedNotice = (name: string, counts: string, frames: number, wanted: number, fps: number): Notice => ({
  code: 'frames_rounded',
  field: 'seconds',
  message: {
    en: `${name} makes ${counts} frames: ${frames} instead of ${wanted} (${(frames / fps).toFixed(2)} s).`,
    ja: `${name} のフレーム数は ${counts} です。${wanted} ではなく ${frames}フレーム（${(frames / fps).toFixed(2)}秒）になります。`,
  },
});

/** A generated frame at the size of the clip: scaled to the native size where the model made another, then cut in the middle. */
export function fitFrame(frame: Frame, shape: ClipShape): Frame {
  const native = resample(frame, shape.native.width, shape.native.height, { fit: 'fill' });
  const { width, height } = shape;
  if (native.width === width && native.height === height) return native;
  const x = Math.floor((native.width - width) / 2);
  const y = Math.floor((native.height - height) / 2);
  return crop(native, { x, y, width, height });
}
