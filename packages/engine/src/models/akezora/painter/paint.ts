import { noise } from '../../../tensor/noise.ts';
import type { Frame } from '../../../video/frame.ts';
import { framesPerPatch, nativeFps } from '../config.ts';
import { type ConditioningFrames, conditioningFramesIn } from '../inputs/frames-in-window.ts';
import { type Shot, shotAt } from '../scene/shot.ts';
import type { WriteImage } from './feature-image.ts';
import type { Painter, PainterWindow } from './painter.ts';
import { sampleWindow } from './sampler.ts';
import { Steadier } from './steady.ts';
import { WindowImages } from './window-images.ts';
import type { Window } from './windows.ts';

/** Input for painting a clip. */
export interface Painting {
  readonly painter: Painter;
  readonly writeImage: WriteImage;
  readonly shots: readonly Shot[];
  readonly windows: readonly Window[];
  readonly conditioningFrames: ConditioningFrames;
  readonly seed: number;
  /** Evaluations a window. */
  readonly steps: number;
  readonly signal: AbortSignal;
}

/** An evaluation done (`step`), or a finished patch-frame (`patch`): `pixels` is `[4, h, w, 3]` in [−1, 1]. */
export type PaintEvent =
  | {
      readonly type: 'step';
      readonly index: number;
      readonly total: number;
      readonly preview: Frame;
      readonly frame: number;
    }
  | { readonly type: 'patch'; readonly index: number; readonly pixels: Float32Array };

/** Paints a clip window by window. Only the patch-frames that later windows see stay in memory. */
export async function* paint(painting: Painting): AsyncGenerator<PaintEvent, void, void> {
  const { windows, steps, signal, seed, painter } = painting;
  const finished = new Map<number, Float32Array>();
  const length = painter.patchFrameLength;
  const steadier = new Steadier(painter.size);
  // The same noise in every frame of a clip: what does not move stays as it is.
  const kept: Kept = {
    images: new WindowImages(painting),
    noise: noise(seed, 'painter/noise', { count: length / framesPerPatch }),
    input: new Float32Array(Math.max(0, ...windows.map((window) => patchesOf(window).length)) * length),
  };
  let shot: Shot | undefined;
  let done = 0;
  for (const window of windows) {
    signal.throwIfAborted();
    const { pixels, images } = yield* paintWindow(painting, kept, window, finished, done);
    done += steps;
    for (const [i, patch] of window.paint.entries()) {
      const picture = pixels.slice(i * length, (i + 1) * length);
      // The last window of a loop sees the first patch-frame.
      for (const old of finished.keys()) if (old !== 0) finished.delete(old);
      finished.set(patch, picture);
      if (shotAt(painting.shots, patch) !== shot) steadier.cut();
      shot = shotAt(painting.shots, patch);
      yield { type: 'patch', index: patch, pixels: steadied(steadier, picture, images[i]!) };
    }
  }
}

/** A patch-frame whose frames are steadied; the painter goes on from the one that it painted. */
function steadied(steadier: Steadier, patch: Float32Array, image: Float32Array): Float32Array {
  const pixels = patch.slice();
  const [length, size] = [pixels.length / framesPerPatch, image.length / framesPerPatch];
  for (let i = 0; i < framesPerPatch; i += 1) {
    steadier.next(image.subarray(i * size, (i + 1) * size), pixels.subarray(i * length, (i + 1) * length));
  }
  return pixels;
}

/** What is used again in every window. */
interface Kept {
  readonly images: WindowImages;
  /** Noise of a frame. */
  readonly noise: Float32Array;
  /** Room for the painter's input. */
  readonly input: Float32Array;
}

const patchesOf = ({ history, paint, future }: Window): readonly number[] => [...history, ...paint, ...future];

/** What was painted, and the feature images of it, one a patch-frame; the next window writes over those. */
interface PaintedWindow {
  readonly pixels: Float32Array;
  readonly images: readonly Float32Array[];
}

async function* paintWindow(
  painting: Painting,
  kept: Kept,
  window: Window,
  finished: ReadonlyMap<number, Float32Array>,
  done: number,
): AsyncGenerator<PaintEvent, PaintedWindow, void> {
  const { painter, steps, signal, windows } = painting;
  const patches = patchesOf(window);
  const from = window.history.length;
  const count = window.paint.length;
  const first = window.paint[0]!;
  const length = painter.patchFrameLength;
  const conditions: PainterWindow = {
    frames: patches.length,
    from,
    count,
    sceneTokens: sceneTokens(painting, first),
    image: kept.images.of(patches),
  };
  const imageLength = conditions.image.length / patches.length;
  const imageOf = (i: number) => conditions.image.subarray(i * imageLength, (i + 1) * imageLength);
  const input = kept.input.subarray(0, patches.length * length);
  for (const [i, patch] of patches.entries()) {
    const clean = finished.get(patch);
    const at = input.subarray(i * length, (i + 1) * length);
    if (i >= from && i < from + count) continue;
    if (clean === undefined) at.fill(0);
    else at.set(clean);
  }
  const start = inEveryFrame(kept.noise, count * framesPerPatch);
  const firstFrame = first * framesPerPatch;
  const conditioning = conditioningFramesIn(painting.conditioningFrames, firstFrame, count * framesPerPatch);
  const predict = (noisy: Float32Array, sigma: number) => {
    input.set(noisy, from * length);
    return painter.predict(conditions, input, sigma);
  };
  const sampling = sampleWindow(start, steps, conditioning, predict, signal);
  for (;;) {
    const next = await sampling.next();
    if (next.done === true) return { pixels: next.value, images: window.paint.map((_, i) => imageOf(from + i)) };
    const frame = firstFrame + Math.floor((count * framesPerPatch) / 2);
    const preview = pictureOf(painting, next.value.clean, frame - firstFrame, frame / nativeFps);
    yield { type: 'step', index: done + next.value.index, total: windows.length * steps, preview, frame };
  }
}

function inEveryFrame(frame: Float32Array, frames: number): Float32Array {
  const all = new Float32Array(frames * frame.length);
  for (let i = 0; i < frames; i += 1) all.set(frame, i * frame.length);
  return all;
}

/** Tokens for the shot of a patch-frame: place, time, weather, style, camera, aspect. */
function sceneTokens({ painter, shots }: Painting, patch: number): number[] {
  const { scene } = shotAt(shots, patch);
  const names = [
    `place:${painter.config.likes?.[scene.place] ?? scene.place}`,
    `time:${scene.time}`,
    `weather:${scene.weather}`,
    `style:${scene.style}`,
    `camera:${scene.camera.move}`,
    `aspect:${scene.aspect}`,
  ];
  return names.map((name) => Math.max(0, painter.config.words.indexOf(name)));
}

function pictureOf({ painter }: Painting, clean: Float32Array, frame: number, at: number): Frame {
  const { width, height } = painter.size;
  const start = frame * width * height * 3;
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i += 1) {
    for (let c = 0; c < 3; c += 1) data[i * 4 + c] = toByte(clean[start + i * 3 + c]!);
    data[i * 4 + 3] = 255;
  }
  return { width, height, data, at };
}

const toByte = (value: number) => Math.min(Math.max(Math.round((value + 1) * 127.5), 0), 255);
