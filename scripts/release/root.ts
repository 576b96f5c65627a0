/**
 * Takes the place of `packages/contract/src/root.ts` in the bundle of a release: all its scripts lie in `dist`, beside the
 * folders `models` and `studio`.
 */
import type * as checkout from '../../packages/contract/src/root.ts';

export const packageRoot: URL = new URL('../', import.meta.url);

export const builtStudio: URL = new URL('studio/', packageRoot);

export const studioSource: URL | undefined = undefined;

export const credentialsLibrary: URL = new URL('dist/c2pa.wasm.br', packageRoot);

export const scriptFile = (path: string): URL =>
  new URL(`dist/${path.split('/').at(-1)?.replace(/\.ts$/, '.js')}`, packageRoot);

export const oldestNode: readonly [major: number, minor: number] = [22, 12];

/** Fails to compile when this module lacks something that the checkout's has. */
({ packageRoot, builtStudio, studioSource, credentialsLibrary, scriptFile, oldestNode }) satisfies typeof checkout;
