/**
 * Layers over time in a graph that sees its clip a chunk at a time. A convolution needs frames on both sides of each of its own; those of
 * the chunk before come back in as inputs, and those of the chunk after are waited for: the output of a layer lags behind its input and
 * catches up in the last chunk. Nothing is computed twice, and all chunks together equal the whole clip.
 */
import type { GraphBuilder, Value } from '../builder.ts';
import { cast, concat, dim, mul, pad, slice, sub } from '../ops.ts';
import { roundToBytes } from './frame-bytes.ts';

/** Place of a chunk in its clip; both for a clip in one chunk. */
export interface ChunkPlace {
  readonly first: boolean;
  readonly last: boolean;
}

/** How frames are carried to the next chunk: as they are, or as bytes, a quarter of the memory, where a layer rounds them to bytes anyway. */
type Carried = 'exact' | 'bytes';

/** Prefix of inputs with frames of the chunk before, and of the outputs that the next chunk takes as these. */
export const carried = { in: 'past.', out: 'next.' } as const;

/** Frames that the n-th tap of a kernel of `taps` sees. */
export const tapFrames = (x: Value, tap: number, taps: number, step = 1): Value =>
  slice(x, 0, tap, dim(x, 0) - taps + tap + 1, step);

/** Frames `[frames, …]` around those of a chunk. Layers ask for them in the order of the graph. */
export class NeighbourFrames {
  readonly place: ChunkPlace;
  readonly #builder: GraphBuilder;
  #count = 0;

  constructor(builder: GraphBuilder, place: ChunkPlace) {
    this.#builder = builder;
    this.place = place;
  }

  /** The last `count` frames of what this call gave for the chunk before. */
  #past(id: number, x: Value, count: number, as: Carried): Value {
    const name = `${carried.in}${id}`;
    const shape = [count, ...x.shape.slice(1)];
    if (as === 'exact') return this.#builder.input(name, x.dtype, shape);
    const bytes = this.#builder.input(name, 'u8', shape);
    const scale = this.#builder.input(`${name}.scale`, 'f32', []);
    const zero = this.#builder.input(`${name}.zero`, 'u8', []);
    return mul(sub(cast(bytes, 'f32'), cast(zero, 'f32')), scale);
  }

  #carry(id: number, x: Value, count: number, as: Carried): void {
    if (dim(x, 0) < count) this.#builder.fail(`a chunk leaves ${dim(x, 0)} of ${count} frames for the next`);
    const name = `${carried.out}${id}`;
    const frames = slice(x, 0, dim(x, 0) - count, dim(x, 0));
    if (as === 'exact') {
      this.#builder.output(name, frames);
      return;
    }
    const { value, scale, zero } = roundToBytes(frames);
    this.#builder.output(name, value);
    this.#builder.output(`${name}.scale`, scale);
    this.#builder.output(`${name}.zero`, zero);
  }

  /**
   * Frames as a convolution over time sees them: before the clip's first frame and after its last these two are repeated.
   * @param overlap frames that outputs of two chunks share, the kernel's length less its step
   * @param as how they are carried to the next chunk. Default exact
   * @param beyond what lies before the clip's first frame and after its last, in place of these. Default these, repeated
   */
  around(
    x: Value,
    before: number,
    after: number,
    overlap: number,
    as: Carried = 'exact',
    beyond: 'repeated' | 'zeros' = 'repeated',
  ): Value {
    const id = this.#count++;
    const { first, last } = this.place;
    const frames = dim(x, 0);
    const edge = (at: number, count: number): Value[] => new Array(count).fill(slice(x, 0, at, at + 1));
    const past = first || overlap === 0 ? [] : [this.#past(id, x, overlap, as)];
    const [front, back] = [first ? before : 0, last ? after : 0];
    const own =
      beyond === 'zeros'
        ? [pad(x, [front, 0, 0, 0], [back, 0, 0, 0])]
        : [...edge(0, front), x, ...edge(frames - 1, back)];
    const seen = concat([...past, ...own], 0);
    if (!last && overlap > 0) this.#carry(id, seen, overlap, as);
    return seen;
  }

  /** Frames `count` later, as they leave layers that lag by so many. */
  delayed(x: Value, count: number): Value {
    if (count === 0) return x;
    const id = this.#count++;
    const { first, last } = this.place;
    const known = first ? x : concat([this.#past(id, x, count, 'exact'), x], 0);
    if (last) return known;
    this.#carry(id, known, count, 'exact');
    return slice(known, 0, 0, dim(known, 0) - count);
  }

  /** The frame before each one of a chunk; before the clip's first there is an empty one. */
  previous(x: Value): Value {
    const id = this.#count++;
    const { first, last } = this.place;
    const edge = slice(x, 0, 0, 1);
    const front = first ? sub(edge, edge) : this.#past(id, x, 1, 'exact');
    if (!last) this.#carry(id, x, 1, 'exact');
    return dim(x, 0) === 1 ? front : concat([front, slice(x, 0, 0, dim(x, 0) - 1)], 0);
  }
}
