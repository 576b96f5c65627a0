import manifest from '../package.json' with { type: 'json' };

/** Version of Akezora; all its packages have the same. */
export const version: string = manifest.version;

/** Name and version of this program, as written into the facts of a clip. */
export const generator = `akezora ${version}`;
