import { AkezoraError } from '@akezora/contract';
import type { LinearPrecision } from '../../../graph/builder.ts';
import type { Program, Runtime } from '../../../runtime/runtime.ts';
import type { TensorSource } from '../../../tensor/source.ts';
import { f32, i64, toF32 } from '../../../tensor/tensor.ts';
import { dequantisedSource } from '../dequantised-source.ts';
import type { Size } from '../frame-sizes.ts';
import { reasons } from '../notices.ts';
import { coordinateChannels } from './head.ts';
import { type TextureBank, type TextureSpec, texelChannels, textureBank } from './textures.ts';
import { type PainterSizes, painterGraph } from './transformer.ts';
import { framesPerPatch } from './windows.ts';

/** The `painter` entry of config.json. */
export interface PainterConfig extends Omit<PainterSizes, 'imageChannels'> {
  /** Vocabulary of scene words; the index is the token. */
  readonly words: readonly string[];
  /** Features of a texel, beside its alpha. */
  readonly features: number;
  readonly textures: Readonly<Record<string, Omit<TextureSpec, 'name'>>>;
}

/** Channels of a feature image: texture features, coverage, and three coordinates. */
export const imageChannels = texelChannels + coordinateChannels;

/** Reads a painter's textures into one table of texels, channel last. */
export async function readTextures(
  source: TensorSource,
  config: Pick<PainterConfig, 'features' | 'textures'>,
): Promise<TextureBank> {
  const specs = Object.entries(config.textures).map(([name, spec]) => ({ name, ...spec }));
  const channels = texelChannels;
  const texels = specs.reduce((sum, spec) => sum + spec.phases * spec.height * spec.width, 0);
  const table = new Float32Array(texels * channels);
  let offset = 0;
  for (const spec of specs) {
    const stored = toF32(await source.read(`textures.${spec.name}`)).data;
    const count = spec.phases * spec.height * spec.width;
    if (stored.length !== count * channels) {
      throw new AkezoraError('weights_mismatch', {
        path: source.label,
        tensor: `textures.${spec.name}`,
        reason: reasons.textureSizeMismatch,
      });
    }
    for (let channel = 0; channel < channels; channel += 1) {
      for (let i = 0; i < count; i += 1) table[(offset + i) * channels + channel] = stored[channel * count + i]!;
    }
    offset += count;
  }
  return textureBank(specs, table);
}

/** One evaluation's surroundings: which patch-frames are seen clean, and what the scene says of all of them. */
export interface PainterWindow {
  /** Patch-frames seen: clean ones before, painted ones, clean ones after. */
  readonly frames: number;
  readonly from: number;
  readonly count: number;
  readonly words: readonly number[];
  /** `[frames, 4, h, w, imageChannels]`. */
  readonly image: Float32Array;
}

/** The painter made ready for one frame size; graphs are built once for each form of window. */
export class Painter {
  readonly config: PainterConfig;
  readonly size: Size;
  readonly #source: TensorSource;
  readonly #runtime: Runtime;
  readonly #precision: LinearPrecision;
  readonly #programs = new Map<string, Promise<Program>>();

  constructor(config: PainterConfig, source: TensorSource, runtime: Runtime, size: Size, precision: LinearPrecision) {
    this.config = config;
    this.#source = dequantisedSource(source);
    this.#runtime = runtime;
    this.size = size;
    this.#precision = precision;
  }

  /** Values of one patch-frame's pixels. */
  get patchFrameLength(): number {
    return framesPerPatch * this.size.height * this.size.width * 3;
  }

  /**
   * Predicts the clean pixels of the painted patch-frames.
   * @param noisy all patch-frames seen, `[frames, 4, h, w, 3]`, clean ones as they are
   * @param level noise level of the painted ones, 0 noise to 1 clean
   */
  async predict(window: PainterWindow, noisy: Float32Array, level: number): Promise<Float32Array> {
    const { frames, from, count } = window;
    const { height, width } = this.size;
    const program = await this.#program(frames, from, count);
    const levels = Float32Array.from({ length: 1 + frames }, (_, i) => (i > from && i <= from + count ? level : 1));
    const outputs = await program.run({
      noisy: f32([frames, framesPerPatch, height, width, 3], noisy),
      levels: f32([1 + frames], levels),
      words: i64([window.words.length], window.words),
      image: f32([frames, framesPerPatch, height, width, imageChannels], window.image),
    });
    return toF32(outputs.clean!).data;
  }

  /** Gives every program back. */
  async free(): Promise<void> {
    for (const program of this.#programs.values()) await (await program).free();
    this.#programs.clear();
  }

  #program(frames: number, from: number, count: number): Promise<Program> {
    const key = `${frames}:${from}:${count}`;
    const known = this.#programs.get(key);
    if (known !== undefined) return known;
    const sizes = { ...this.config, imageChannels };
    const { width, height } = this.size;
    const graph = painterGraph(this.#source, sizes, { frames, from, count, width, height }, this.#precision);
    const program = this.#runtime.load(graph, { label: 'paint' });
    this.#programs.set(key, program);
    return program;
  }
}
