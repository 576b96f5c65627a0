import { AkezoraError, actorNameOf, mostActors } from '@akezora/contract';
import type { OwnActor } from './own-actor.ts';
import { readPicture } from './read-picture.ts';

/** The visitor's own pictures. */
export interface OwnActors {
  readonly actors: readonly OwnActor[];
  /** Names of files that are being read. */
  readonly reading: readonly string[];
  /** Why pictures of the last choice were refused. */
  readonly refused: readonly AkezoraError[];
}

/** Keeps the visitor's pictures. Each change is told. */
export function keepOwnActors(change: (state: OwnActors) => void, read: typeof readPicture = readPicture) {
  const queue: { readonly file: File; readonly fallback: string }[] = [];
  let state: OwnActors = { actors: [], reading: [], refused: [] };
  const set = (part: Partial<OwnActors>) => {
    state = { ...state, ...part };
    change(state);
  };
  async function add(file: File, fallback: string): Promise<void> {
    const taken = state.actors.map(({ name }) => name);
    const field = `actors.${taken.length}`;
    try {
      if (taken.length >= mostActors) throw tooMany(field);
      const actor = await read(file, actorNameOf(file.name, taken, fallback), field);
      set({ actors: [...state.actors, actor] });
    } catch (thrown) {
      set({ refused: [...state.refused, AkezoraError.from(thrown)] });
    }
  }
  return {
    state: () => state,
    /**
     * Reads pictures one after another, so that each has the memory.
     * @param fallback name of an actor whose file has no letters in its name
     */
    async add(files: readonly File[], fallback: string): Promise<void> {
      const isBusy = state.reading.length > 0;
      queue.push(...files.map((file) => ({ file, fallback })));
      set({ refused: isBusy ? state.refused : [], reading: queue.map(({ file }) => file.name) });
      if (isBusy) return;
      for (let [next] = queue; next !== undefined; [next] = queue) {
        await add(next.file, next.fallback);
        queue.shift();
        set({ reading: queue.map(({ file }) => file.name) });
      }
    },
    remove(name: string): void {
      set({ actors: state.actors.filter((actor) => actor.name !== name), refused: [] });
    },
  };
}

const tooMany = (field: string) =>
  new AkezoraError('request_invalid', {
    field,
    reason: {
      en: `at most ${mostActors} pictures play in a clip`,
      ja: `1本のクリップに使える画像は${mostActors}枚までです`,
    },
  });
