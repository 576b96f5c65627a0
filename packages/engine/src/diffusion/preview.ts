/**
 * Small pictures of a clip while it is denoised: a linear map from the channels of a latent to its colour, fitted whenever the
 * autoencoder decodes a clip and cached. Reference: `latent_rgb_factors` of other programs, which are fitted once by hand.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../host/folders.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Frame } from '../video/frame.ts';

/** A linear picture of latents: for each colour a weight a channel, and a constant at the end. */
export type LatentColours = readonly (readonly number[])[];

/** Name under which the colours of an autoencoder's latents are cached, by its config. */
export const coloursName = (config: unknown): string =>
  createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16);

/** Collects pairs of latents and the mean colour they decode to, and fits the linear map between them. */
export class ColourFit {
  readonly #channels: number;
  readonly #gram: Float64Array;
  readonly #targets: Float64Array;

  constructor(channels: number) {
    this.#channels = channels;
    const size = channels + 1;
    this.#gram = new Float64Array(size * size);
    this.#targets = new Float64Array(size * 3);
  }

  /** Adds one latent (its channels) and its colour (0 … 1). */
  add(latent: ArrayLike<number>, colour: readonly [number, number, number]): void {
    const size = this.#channels + 1;
    for (let row = 0; row < size; row++) {
      const left = row < this.#channels ? latent[row]! : 1;
      for (let c = 0; c < 3; c++) this.#targets[row * 3 + c]! += left * colour[c]!;
      for (let column = 0; column <= row; column++)
        this.#gram[row * size + column]! += left * (column < this.#channels ? latent[column]! : 1);
    }
  }

  /** The map, by ridge regression solved with Cholesky's method. */
  solve(ridge = 1e-2): LatentColours {
    const size = this.#channels + 1;
    const lower = Float64Array.from(this.#gram);
    const scale = (lower[size * size - 1] ?? 1) * ridge + 1e-9;
    for (let i = 0; i < size; i++) lower[i * size + i]! += scale;
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++) {
        let sum = lower[i * size + j]!;
        for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
        lower[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / lower[j * size + j]!;
      }
    return [0, 1, 2].map((c) => {
      const x = Float64Array.from({ length: size }, (_, i) => this.#targets[i * 3 + c]!);
      for (let i = 0; i < size; i++) {
        for (let k = 0; k < i; k++) x[i]! -= lower[i * size + k]! * x[k]!;
        x[i]! /= lower[i * size + i]!;
      }
      for (let i = size - 1; i >= 0; i--) {
        for (let k = i + 1; k < size; k++) x[i]! -= lower[k * size + i]! * x[k]!;
        x[i]! /= lower[i * size + i]!;
      }
      return [...x];
    });
  }
}

const fileOf = (autoencoder: string) => join(cacheFolder(), 'previews', `${autoencoder}.json`);

/** The map fitted when this autoencoder last decoded a clip, or `undefined` the first time. */
export async function cachedColours(autoencoder: string, channels: number): Promise<LatentColours | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(fileOf(autoencoder), 'utf8'));
    const fits =
      Array.isArray(parsed) &&
      parsed.length === 3 &&
      parsed.every((row) => Array.isArray(row) && row.length === channels + 1 && row.every(Number.isFinite));
    return fits ? (parsed as number[][]) : undefined;
  } catch {
    return undefined;
  }
}

/** Caches a fitted map; failing to write only makes later previews grey. */
export async function cacheColours(autoencoder: string, colours: LatentColours): Promise<void> {
  try {
    await mkdir(join(cacheFolder(), 'previews'), { recursive: true });
    await writeFile(
      fileOf(autoencoder),
      JSON.stringify(colours.map((row) => row.map((value) => Number(value.toPrecision(6))))),
    );
  } catch {
    // Previews stay grey with a read-only cache.
  }
}

/**
 * A small picture of one latent frame `[tokens · channels]`, one pixel a latent: by the fitted colours, or, until there
 * are any, the size of each latent in grey.
 */
export function latentPicture(
  tokens: Float32Array,
  size: { readonly rows: number; readonly columns: number },
  colours: LatentColours | undefined,
): Frame {
  const { rows, columns } = size;
  const channels = tokens.length / (rows * columns);
  const data = new Uint8Array(rows * columns * 4).fill(255);
  for (let i = 0; i < rows * columns; i++) {
    let energy = 0;
    const sums = [0, 0, 0];
    for (let c = 0; c < channels; c++) {
      const value = tokens[i * channels + c]!;
      energy += value * value;
      for (let colour = 0; colour < 3; colour++) sums[colour]! += value * (colours?.[colour]?.[c] ?? 0);
    }
    const grey = 1 - Math.exp(-0.7 * (energy / channels));
    for (let colour = 0; colour < 3; colour++) {
      const value = colours ? sums[colour]! + colours[colour]![channels]! : grey;
      data[4 * i + colour] = Math.round(255 * Math.min(1, Math.max(0, value)));
    }
  }
  return { width: columns, height: rows, data, at: 0 };
}

/**
 * Adds the latents of one frame and the picture they decode to; every second latent along both sides is enough.
 * @param latents `[1, channels, frames, height, width]`
 * @param picture RGBA bytes, `space` pixels a latent along each side
 */
export function addFrame(
  fit: ColourFit,
  latents: Tensor<'f32'>,
  frame: number,
  picture: Uint8Array,
  space: number,
): void {
  const [, channels, frames, rows, columns] = latents.shape as [number, number, number, number, number];
  const width = columns * space;
  const points = Math.ceil(space / 4) ** 2 * 255;
  for (let row = 0; row < rows; row += 2)
    for (let column = 0; column < columns; column += 2) {
      const sum: [number, number, number] = [0, 0, 0];
      for (let y = row * space; y < (row + 1) * space; y += 4)
        for (let x = column * space; x < (column + 1) * space; x += 4)
          for (let c = 0; c < 3; c++) sum[c]! += picture[(y * width + x) * 4 + c]!;
      const latent = Float32Array.from(
        { length: channels },
        (_, c) => latents.data[((c * frames + frame) * rows + row) * columns + column]!,
      );
      fit.add(latent, [sum[0] / points, sum[1] / points, sum[2] / points]);
    }
}
