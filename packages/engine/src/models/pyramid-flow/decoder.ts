/**
 * Decoding one latent frame after another: a unit's pictures come out as soon as it is denoised. Every convolution keeps two frames for the
 * next latent frame, so that a clip decodes to the same pictures however it is cut in time. Programs are loaded for each latent frame and
 * freed after it: the transformer needs the memory for the next unit.
 */

import { type CarriedFrames, carriedFrames, type DecodedFrame } from '../../diffusion/chunked-decode.ts';
import { attentionChunk } from '../../diffusion/chunks.ts';
import { type DecoderPrecision, decoderArithmetic } from '../../diffusion/decoder-arithmetic.ts';
import type { Program, Runtime } from '../../runtime/runtime.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { f32, type Tensor } from '../../tensor/tensor.ts';
import { cachedGraph } from '../../weights/cached-graph.ts';
import { partGraph } from './autoencoder.ts';
import { type AutoencoderConfig, compressionOf } from './config.ts';
import type { CodingLayout } from './decoding-plan.ts';
import { decoderParts, type Part } from './parts.ts';
import type { FrameSize } from './resolutions.ts';
import { blended, cellsOf, type Tile, tilesOf } from './tiles.ts';

/** Options of a clip's decoder. */
export interface DecoderOptions {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly config: AutoencoderConfig;
  readonly precision: DecoderPrecision;
  readonly size: FrameSize;
  readonly layout: Pick<CodingLayout, 'tile' | 'framesAtOnce'>;
  /** Cancels between programs. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** Decodes a clip, latent frame by latent frame. */
export interface UnitDecoder {
  /**
   * The pictures `[3, height, width]` of the next latent frame `[rows · columns, channels]`: one of the first, then as many as the
   * compression in time.
   * @throws AkezoraError `runtime_failed`; the signal's abort reason.
   */
  decode(latents: Float32Array): AsyncGenerator<DecodedFrame, void, void>;
}

/** A decoder of one clip. */
export function unitDecoder(options: DecoderOptions): UnitDecoder {
  const { config, size, layout } = options;
  const parts = decoderParts(config);
  const channels = config.decoder_in_channels;
  const { space } = compressionOf(config);
  const whole: Tile = { row: 0, column: 0, ...size };
  const tiles = layout.tile === undefined ? [[whole]] : tilesOf(size.rows, size.columns, layout.tile);
  /** Frames that the parts keep, by tile. */
  const kept = new Map<Tile, CarriedFrames[]>(tiles.flat().map((tile) => [tile, parts.map(() => ({}))]));
  let first = true;

  async function* through(
    tile: Tile,
    programs: Programs,
    index: number,
    features: Tensor<'f32'>,
  ): AsyncGenerator<DecodedFrame> {
    const part = parts[index];
    const [frames, ...lengths] = features.shape as [number, number, number, number];
    const each = features.data.length / frames;
    if (!part) {
      for (let f = 0; f < frames; f++) yield features.data.slice(f * each, (f + 1) * each);
      return;
    }
    const most = layout.framesAtOnce[index]!;
    const past = kept.get(tile)!;
    for (let from = 0; from < frames; from += most) {
      options.signal?.throwIfAborted();
      const count = Math.min(most, frames - from);
      const chunk = f32([count, ...lengths], features.data.subarray(from * each, (from + count) * each));
      const program = await programs.of(index, chunk.shape as Shape);
      const outputs = await program.run({ features: chunk, ...past[index] });
      past[index] = carriedFrames(outputs);
      yield* through(tile, programs, index + 1, (outputs.pictures ?? outputs['features.out']) as Tensor<'f32'>);
    }
  }

  /** The pictures of one tile. */
  function decodeTile(tile: Tile, programs: Programs, latents: Float32Array): AsyncGenerator<DecodedFrame> {
    const cells = cellsOf(latents, { columns: size.columns, channels }, tile);
    return through(tile, programs, 0, f32([1, tile.rows, tile.columns, channels], cells));
  }

  /** Pictures of tiles `[row][column]` as whole pictures. */
  function* blendedPictures(made: ReadonlyMap<Tile, readonly DecodedFrame[]>, side: number): Generator<DecodedFrame> {
    for (let f = 0; f < made.get(tiles[0]![0]!)!.length; f++) {
      const planes = tiles.map((row) =>
        row.map((tile) => ({
          channels: 3,
          rows: tile.rows * space,
          columns: tile.columns * space,
          data: made.get(tile)![f]!,
        })),
      );
      yield blended(planes, side * space).data;
    }
  }

  return {
    async *decode(latents) {
      const made = new Map<Tile, DecodedFrame[]>(tiles.flat().map((tile) => [tile, []]));
      // Tiles of one shape share their programs.
      for (const alike of Map.groupBy(tiles.flat(), ({ rows, columns }) => `${rows}x${columns}`).values()) {
        const programs = new Programs(options, parts, first);
        try {
          for (const tile of alike)
            for await (const picture of decodeTile(tile, programs, latents))
              if (layout.tile === undefined) yield picture;
              else made.get(tile)!.push(picture);
        } finally {
          await programs.free();
        }
      }
      first = false;
      if (layout.tile !== undefined) yield* blendedPictures(made, layout.tile);
    },
  };
}

type Shape = readonly [frames: number, rows: number, columns: number, channels: number];

/** Programs of parts for one latent frame, loaded at their first use. */
class Programs {
  readonly #options: DecoderOptions;
  readonly #parts: readonly Part[];
  readonly #first: boolean;
  readonly #loaded = new Map<string, Program>();

  constructor(options: DecoderOptions, parts: readonly Part[], first: boolean) {
    this.#options = options;
    this.#parts = parts;
    this.#first = first;
  }

  async of(index: number, shape: Shape): Promise<Program> {
    const key = `${index}:${shape.join('x')}`;
    const known = this.#loaded.get(key);
    if (known) return known;
    const made = await this.#load(index, shape);
    this.#loaded.set(key, made);
    return made;
  }

  async #load(index: number, [frames, rows, columns]: Shape): Promise<Program> {
    const { runtime, device, source, precision } = this.#options;
    const part = this.#parts[index]!;
    const place = { first: this.#first, last: false };
    const options = { arithmetic: decoderArithmetic(precision), attentionChunk: await attentionChunk(runtime, device) };
    const build = (from: TensorSource) => partGraph(from, part, { frames, rows, columns, place }, options);
    const { graph, close } = await cachedGraph(source, precision, [{ name: `pyramid-decoder-${index}`, build }], build);
    return runtime.load(graph, { device, label: 'decoder', activations: 'returned' }).finally(close);
  }

  async free(): Promise<void> {
    for (const program of this.#loaded.values()) await program.free();
    this.#loaded.clear();
  }
}
