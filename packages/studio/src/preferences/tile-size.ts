import { storedChoice } from '../util/stored.ts';

/** Sizes of tiles. */
export const tileSizes = ['small', 'medium', 'large'] as const;
/** Size of tiles. */
export type TileSize = (typeof tileSizes)[number];

/** The size of the library's tiles chosen in this browser. */
export const storedTileSize = storedChoice<TileSize>('tiles', tileSizes);

/** The size of the feed's rows chosen in this browser. */
export const storedRowSize = storedChoice<TileSize>('rows', tileSizes);
