/** How a matrix of weights is packed, as data: threads do it (`weights/pack-matrix.ts`), and `graph/quantise.ts` for weights in memory. */

/**
 * `rows`: int8 between −limit and limit with one scale a row, after `rotation` channels at a time were rotated (1: none), stored with rows and
 * columns exchanged. `blocks`: 4 or 8 bits with one scale for 32 values of a row.
 */
export type Packing =
  | { readonly kind: 'rows'; readonly limit: 127 | 63; readonly rotation: number }
  | { readonly kind: 'blocks'; readonly bits: 4 | 8 };

/** Half of a packed matrix: its values or their scales. */
export interface PackedHalf {
  /** Name of the stored tensor that is packed. */
  readonly of: string;
  /** Its shape as a matrix. */
  readonly rows: number;
  readonly columns: number;
  readonly packing: Packing;
  readonly half: 'values' | 'scales';
}
