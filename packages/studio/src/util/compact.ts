/** An object type in which a key that may be `undefined` may only be missing instead. */
export type Compact<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** A copy without the keys whose value is `undefined`, so that a missing key and an undefined one mean the same. */
export function compact<T extends object>(value: T): Compact<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Compact<T>;
}

/** The named keys of an object, without those whose value is `undefined`. */
export function pick<T extends object, K extends keyof T>(value: T, keys: readonly K[]): Compact<Pick<T, K>> {
  return compact(Object.fromEntries(keys.map((key) => [key, value[key]])) as Pick<T, K>);
}
