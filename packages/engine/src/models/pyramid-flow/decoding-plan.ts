/** How frames pass through the autoencoder: whole or in tiles, and how many at once in each of its parts. */

/** Size of a frame in latents. */
export interface LatentSize {
  readonly rows: number;
  readonly columns: number;
}

/** How frames are computed. */
export interface CodingLayout {
  /** Latents along a side of a tile; `undefined` for whole frames. */
  readonly tile: number | undefined;
  /** Frames that each part of the decoder takes at once. */
  readonly framesAtOnce: readonly number[];
}
