/** Something loaded, kept from one use to the next. One at a time. */
export class Kept<T extends { close(): Promise<void> }> {
  #kept: { readonly key: string; readonly loading: Promise<T> } | undefined;
  #isInUse = false;

  /** Whether somebody uses it. */
  get isInUse(): boolean {
    return this.#isInUse;
  }

  /** Loads it under a key, unless it is there; another is freed first, and none that is in use. */
  async prepare(key: string, load: () => Promise<T>): Promise<void> {
    if (!this.#isInUse) await this.#loaded(key, load);
  }

  /**
   * Takes it for use until `done`: what is kept under the key, or what is loaded now.
   * @param load loads it
   */
  async use(key: string, load: () => Promise<T>): Promise<{ readonly kept: T; readonly done: () => void }> {
    if (this.#isInUse) throw new Error('it is in use');
    this.#isInUse = true;
    const done = () => {
      this.#isInUse = false;
    };
    try {
      return { kept: await this.#loaded(key, load), done };
    } catch (failure) {
      done();
      throw failure;
    }
  }

  /** Frees it. Nobody may use it. */
  async free(): Promise<void> {
    const before = this.#kept;
    this.#kept = undefined;
    const loaded = await before?.loading.catch(() => undefined);
    await loaded?.close();
  }

  async #loaded(key: string, load: () => Promise<T>): Promise<T> {
    if (this.#kept?.key !== key) {
      const freed = this.free();
      const loading = freed.then(load);
      const entry = { key, loading };
      this.#kept = entry;
      loading.catch(() => {
        if (this.#kept === entry) this.#kept = undefined;
      });
    }
    return this.#kept.loading;
  }
}
