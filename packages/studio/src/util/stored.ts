/** A value that this browser keeps between visits. Where storage is full or forbidden, it lasts as long as the page. */
export interface Stored<T> {
  /** The stored value; `undefined` where there is none or it cannot be read. */
  get(): T | undefined;
  set(value: T): void;
  remove(): void;
}

type Area = 'localStorage' | 'sessionStorage';

/** `globalThis[area]` throws where the browser forbids storage, and is missing outside browsers. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function storedText<T>(
  name: string,
  areas: readonly Area[],
  parse: (text: string) => T | undefined,
  print: (value: T) => string,
): Stored<T> {
  const key = `akezora.${name}`;
  return {
    get() {
      for (const area of areas) {
        const value = attempt(() => {
          const text = globalThis[area].getItem(key);
          return text === null ? undefined : parse(text);
        });
        if (value !== undefined) return value;
      }
      return undefined;
    },
    set(value) {
      const text = print(value);
      for (const area of areas) attempt(() => globalThis[area].setItem(key, text));
    },
    remove() {
      for (const area of areas) attempt(() => globalThis[area].removeItem(key));
    },
  };
}

/** One of a closed list of words, stored as it is. Any other stored word counts as none. */
export const storedChoice = <T extends string>(name: string, choices: readonly T[]): Stored<T> =>
  storedText(
    name,
    ['localStorage'],
    (text) => choices.find((choice) => choice === text),
    (value) => value,
  );

/** Where each kind of value is kept: read from the first that has it, written to all. */
const areasOf = {
  browser: ['localStorage'],
  tabFirst: ['sessionStorage', 'localStorage'],
  tab: ['sessionStorage'],
} as const satisfies Record<string, readonly Area[]>;

/**
 * A value stored as JSON.
 * @param kept `browser`: for every tab. `tabFirst`: also a copy for this tab, which is read first: a reload returns to what this tab held, a new
 * tab starts with what was stored last. `tab`: for this tab alone. Default `browser`.
 */
export const storedJson = <T>(name: string, kept: keyof typeof areasOf = 'browser'): Stored<T> =>
  storedText(
    name,
    areasOf[kept],
    (text) => JSON.parse(text) as T,
    (value) => JSON.stringify(value),
  );
