/**
 * Where the files of this program lie that are not imported: the one place that knows the folders of a checkout. A released
 * package has other folders; its bundle has `scripts/release/root.ts` in place of this module.
 */

/** Folder of the checkout, or of the installed package; ends with a slash. */
export const packageRoot: URL = new URL('../../../', import.meta.url);

/** Folder of the built pages of the studio. In a checkout it is missing until they are built. */
export const builtStudio: URL = new URL('packages/studio/dist/', packageRoot);

/** Folder of the studio's source; undefined in a released package, which cannot build it. */
export const studioSource: URL | undefined = new URL('packages/studio/', packageRoot);

/** The WebAssembly of content credentials; packed by Brotli in a released package, where its name ends in `.br`. */
export const credentialsLibrary: URL = new URL('node_modules/@contentauth/c2pa-wasm/pkg/c2pa_bg.wasm', packageRoot);

/**
 * The file of a script that a process or a thread of its own runs.
 * @param path below `packages`, for example `server/src/inference/child.ts`
 */
export const scriptFile = (path: string): URL => new URL(`packages/${path}`, packageRoot);

/** Oldest Node that runs this program, as [major, minor]. A checkout needs one that strips types. */
export const oldestNode: readonly [major: number, minor: number] = [22, 20];
