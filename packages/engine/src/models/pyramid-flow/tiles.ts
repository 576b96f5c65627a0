/** Tiles of a frame that overlap by a quarter and are blended, for frames too large to be computed as a whole (`tiled_decode` of the reference). */

/** A tile of a frame, in cells of it. */
export interface Tile {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** Values of a frame or a tile, `[channels, rows, columns]`. */
export interface Planes {
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/** Cells by which two tiles of a side overlap. */
export const overlapOf = (side: number): number => Math.floor(side / 4);

/** Tiles of at most `side` cells, row by row; those at the end may be smaller. */
export function tilesOf(rows: number, columns: number, side: number): Tile[][] {
  const step = side - overlapOf(side);
  const starts = (length: number) => Array.from({ length: Math.ceil(length / step) }, (_, i) => i * step);
  return starts(rows).map((row) =>
    starts(columns).map((column) => ({
      row,
      column,
      rows: Math.min(side, rows - row),
      columns: Math.min(side, columns - column),
    })),
  );
}

/** The cells of a tile of a frame `[rows, columns, channels]`. */
export function cellsOf(
  frame: Float32Array,
  { columns, channels }: { readonly columns: number; readonly channels: number },
  tile: Tile,
): Float32Array {
  const width = tile.columns * channels;
  const out = new Float32Array(tile.rows * width);
  for (let y = 0; y < tile.rows; y++) {
    const from = ((tile.row + y) * columns + tile.column) * channels;
    out.set(frame.subarray(from, from + width), y * width);
  }
  return out;
}

/**
 * One frame from tiles that were computed apart; changes them.
 * @param side length of a whole tile's side in their cells
 */
export function blended(tiles: readonly (readonly Planes[])[], side: number): Planes {
  const extent = overlapOf(side);
  const step = side - extent;
  for (const [i, row] of tiles.entries())
    for (const [j, tile] of row.entries()) {
      if (i > 0) blend(tiles[i - 1]![j]!, tile, extent, 'rows');
      if (j > 0) blend(row[j - 1]!, tile, extent, 'columns');
    }
  const kept = (length: number) => Math.min(step, length);
  const rows = tiles.reduce((sum, [first]) => sum + kept(first!.rows), 0);
  const columns = tiles[0]!.reduce((sum, tile) => sum + kept(tile.columns), 0);
  const channels = tiles[0]![0]!.channels;
  const data = new Float32Array(channels * rows * columns);
  for (const [i, row] of tiles.entries())
    for (const [j, tile] of row.entries())
      for (let c = 0; c < channels; c++)
        for (let y = 0; y < kept(tile.rows); y++) {
          const from = (c * tile.rows + y) * tile.columns;
          const to = (c * rows + i * step + y) * columns + j * step;
          data.set(tile.data.subarray(from, from + kept(tile.columns)), to);
        }
  return { channels, rows, columns, data };
}

/** Fades the end of `before` into the start of `tile`, along rows (it lies above) or columns (it lies to the left). */
function blend(before: Planes, tile: Planes, most: number, along: 'rows' | 'columns'): void {
  const extent = Math.min(before[along], tile[along], most);
  const [height, width] = along === 'rows' ? [extent, tile.columns] : [tile.rows, extent];
  for (let c = 0; c < tile.channels; c++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const share = (along === 'rows' ? y : x) / extent;
        const fromRow = along === 'rows' ? before.rows - extent + y : y;
        const fromColumn = along === 'rows' ? x : before.columns - extent + x;
        const at = (c * tile.rows + y) * tile.columns + x;
        const old = before.data[(c * before.rows + fromRow) * before.columns + fromColumn]!;
        tile.data[at] = old * (1 - share) + tile.data[at]! * share;
      }
}
