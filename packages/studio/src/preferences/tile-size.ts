import { storedChoice } from '../util/stored.ts';

/** Sizes of the library's tiles. */
export const tileSizes = ['small', 'medium', 'large'] as const;
/** Size of the library's tiles. */
export type TileSize = (typeof tileSizes)[number];

/** The size chosen in this browser. */
export const storedTileSize = storedChoice<TileSize>('tiles', tileSizes);
