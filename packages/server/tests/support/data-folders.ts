import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, constants } from 'node:zlib';
import { newFolder } from './folders.ts';

/** A data folder that the server of an earlier version filled and left in the middle of a job, and what that server said about it. */
export interface EarlierFolder {
  /** Version of that server. */
  readonly version: string;
  /** Keys of the API, of the owner and of the library only. */
  readonly key: string;
  readonly secondKey: string;
  readonly webhookSecret: string;
  /** Ids of clips: in a folder and shared; as made; in the bin. */
  readonly clips: Readonly<Record<'fox' | 'dog' | 'cat', string>>;
  /** SHA-256 of videos, by the id of their clip. */
  readonly videos: Readonly<Record<string, string>>;
  readonly jobs: { readonly killed: string; readonly waiting: string };
  /** What the routes of its API answered. */
  readonly said: Readonly<Record<string, { readonly data: readonly object[] }>> & {
    readonly fox: { readonly shareUrl: string };
  };
}

const fileOf = (name: string) => fileURLToPath(new URL(`../fixtures/data-folders/${name}`, import.meta.url));

/** Unpacks a data folder that `npm run release:data-folder` made. */
export function unpackEarlierFolder(name: string): { folder: string; content: EarlierFolder } {
  const folder = newFolder();
  const params = { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 };
  const tar = brotliDecompressSync(readFileSync(fileOf('data-folders.tar.br')), { params });
  execFileSync('tar', ['-C', folder, '--strip-components=2', '--no-same-owner', '-xf', '-', `./${name}`], {
    input: tar,
  });
  return { folder, content: JSON.parse(readFileSync(fileOf(`${name}.json`), 'utf8')) as EarlierFolder };
}
