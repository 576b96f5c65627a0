import type { GraphBuilder, Value } from './builder.ts';

/** Weights under a common prefix: `scope.at('attn').weight('to_q.weight')` reads `<prefix>.attn.to_q.weight`. */
export interface Scope {
  readonly builder: GraphBuilder;
  readonly prefix: string;
  /** The scope below, by a name or a number. */
  at(name: string | number): Scope;
  /** The full name of a tensor in this scope. */
  path(name: string): string;
  /** Whether the source has this tensor. */
  has(name: string): boolean;
  /** The tensor as a value (f32); see `GraphBuilder.weight`. */
  weight(name: string, shape?: readonly number[]): Value;
  /** The tensor as a value, or `undefined` when there is none. */
  maybe(name: string, shape?: readonly number[]): Value | undefined;
  /** Writes nodes under this scope's name. */
  build<T>(build: (scope: Scope) => T): T;
}

/** The scope of a prefix; empty for the top. */
export function scopeOf(builder: GraphBuilder, prefix = ''): Scope {
  const path = (name: string) => (prefix ? `${prefix}.${name}` : name);
  const scope: Scope = {
    builder,
    prefix,
    path,
    at: (name) => scopeOf(builder, path(String(name))),
    has: (name) => builder.has(path(name)),
    weight: (name, shape) => builder.weight(path(name), shape),
    maybe: (name, shape) => (builder.has(path(name)) ? builder.weight(path(name), shape) : undefined),
    build(build) {
      const outer = builder.scope;
      const inner = outer && prefix.startsWith(`${outer}.`) ? prefix.slice(outer.length + 1) : prefix;
      return builder.within(inner, () => build(scope));
    },
  };
  return scope;
}
