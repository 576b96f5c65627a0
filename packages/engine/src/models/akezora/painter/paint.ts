import { noise } from '../../../tensor/noise.ts';
import type { Frame } from '../../../video/frame.ts';
import { framesPerPatch, nativeFps } from '../config.ts';
import { type ConditioningFrames, conditioningFramesIn } from '../inputs/conditioning-frames.ts';
import { type Shot, shotAt } from '../scene/shot.ts';
import type { WriteImage } from './feature-image.ts';
import { imageChannels, type Painter, type PainterWindow } from './painter.ts';
import { sampleWindow } from './sampler.ts';
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
  const { windows, steps, signal } = painting;
  const finished = new Map<number, Float32Array>();
  const length = painting.painter.patchFrameLength;
  let done = 0;
  for (const window of windows) {
    signal.throwIfAborted();
    const pixels = yield* paintWindow(painting, window, finished, done);
    done += steps;
    for (const [i, patch] of window.paint.entries()) {
      const picture = pixels.slice(i * length, (i + 1) * length);
      // The last window of a loop sees the first patch-frame.
      for (const old of finished.keys()) if (old !== 0) finished.delete(old);
      finished.set(patch, picture);
      yield { type: 'patch', index: patch, pixels: picture };
    }
  }
}

async function* paintWindow(
  painting: Painting,
  window: Window,
  finished: ReadonlyMap<number, Float32Array>,
  done: number,
): AsyncGenerator<PaintEvent, Float32Array, void> {
  const { painter, seed, steps, signal, windows } = painting;
  const patches = [...window.history, ...window.paint, ...window.future];
  const from = window.history.length;
  const count = window.paint.length;
  const first = window.paint[0]!;
  const length = painter.patchFrameLength;
  const conditions: PainterWindow = {
    frames: patches.length,
    from,
    count,
    sceneTokens: sceneTokens(painting, first),
    image: featureImages(painting, patches),
  };
  const input = new Float32Array(patches.length * length);
  for (const [i, patch] of patches.entries()) {
    const clean = finished.get(patch);
    if ((i < from || i >= from + count) && clean !== undefined) input.set(clean, i * length);
  }
  const start = noise(seed, 'painter/noise', { from: first * length, count: count * length });
  const firstFrame = first * framesPerPatch;
  const conditioning = conditioningFramesIn(painting.conditioningFrames, firstFrame, count * framesPerPatch);
  const predict = (noisy: Float32Array, sigma: number) => {
    input.set(noisy, from * length);
    return painter.predict(conditions, input, sigma);
  };
  const sampling = sampleWindow(start, steps, conditioning, predict, signal);
  for (;;) {
    const next = await sampling.next();
    if (next.done === true) return next.value;
    const frame = firstFrame + Math.floor((count * framesPerPatch) / 2);
    const preview = pictureOf(painting, next.value.clean, frame - firstFrame, frame / nativeFps);
    yield { type: 'step', index: done + next.value.index, total: windows.length * steps, preview, frame };
  }
}

/** Tokens for the shot of a patch-frame: place, time, weather, style, camera, two subjects, aspect. */
function sceneTokens({ painter, shots }: Painting, patch: number): number[] {
  const { scene } = shotAt(shots, patch);
  const [one, two] = [...new Set(scene.subjects.map((subject) => subject.name))];
  const names = [
    `place:${scene.place}`,
    `time:${scene.time}`,
    `weather:${scene.weather}`,
    `style:${scene.style}`,
    `camera:${scene.camera.move}`,
    `subject:${one}`,
    `subject:${two}`,
    `aspect:${scene.aspect}`,
  ];
  return names.map((name) => Math.max(0, painter.config.words.indexOf(name)));
}

/** Feature images of patch-frames, `[frames, 4, h, w, channels]`. */
function featureImages({ painter, writeImage, shots }: Painting, patches: readonly number[]): Float32Array {
  const { width, height } = painter.size;
  const size = width * height * imageChannels;
  const out = new Float32Array(patches.length * framesPerPatch * size);
  for (const [i, patch] of patches.entries()) {
    const shot = shotAt(shots, patch);
    for (let frame = 0; frame < framesPerPatch; frame += 1) {
      const t = (patch * framesPerPatch + frame) / nativeFps - shot.from;
      const at = (i * framesPerPatch + frame) * size;
      writeImage(shot.scene, t, out.subarray(at, at + size));
    }
  }
  return out;
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
