/** Memory of the kernels, given out piece by piece and taken back all at once. */
export class Arena {
  readonly memory = new WebAssembly.Memory({ initial: 16 });
  #top = 0;
  #bytes = new Uint8Array(this.memory.buffer);
  #floats = new Float32Array(this.memory.buffer);
  #words = new Int32Array(this.memory.buffer);

  /** Takes everything back. */
  reset(): void {
    // Offset 0 stands for nothing.
    this.#top = 64;
  }

  /** A piece of memory that begins at a multiple of 64; what is in it is not cleared. */
  take(bytes: number): number {
    const from = this.#top;
    this.#top += (bytes + 63) & ~63;
    const missing = this.#top - this.memory.buffer.byteLength;
    if (missing > 0) {
      this.memory.grow(Math.ceil(missing / 65536));
      this.#bytes = new Uint8Array(this.memory.buffer);
      this.#floats = new Float32Array(this.memory.buffer);
      this.#words = new Int32Array(this.memory.buffer);
    }
    return from;
  }

  /** Takes memory for these numbers and copies them there. */
  keep(numbers: Float32Array | Int32Array | readonly number[]): number {
    const at = this.take(numbers.length * 4);
    (numbers instanceof Int32Array ? this.words : this.floats).set(numbers, at >> 2);
    return at;
  }

  /** The whole memory; `take` may replace these views. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get floats(): Float32Array {
    return this.#floats;
  }

  get words(): Int32Array {
    return this.#words;
  }
}
