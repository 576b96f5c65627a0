/** The tiny decoders that were fetched to this machine, or that the user laid into their folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sizeAt } from '../weights/pull.ts';
import { familyDecoders } from './index.ts';

/** A tiny decoder in the folder of decoders. */
export interface InstalledDecoder {
  /** Its name, by which it is fetched, verified and removed. */
  readonly id: string;
  readonly path: string;
  readonly bytes: number;
  readonly kind: 'decoder';
  /** Family whose models it decodes. */
  readonly family: string;
  /** Git's SHA-1 of the published file; `undefined` where none is published. */
  readonly blob: string | undefined;
}

/** The tiny decoders of all families that are on this machine. One that lies beside a model belongs to that model and is not among them. */
export async function installedDecoders(): Promise<InstalledDecoder[]> {
  // What draws their graphs is loaded with it: not at the start of every command.
  const { decodersFolder, publishedDecoder, tinyEndings } = await import('../diffusion/tiny-decoder/files.ts');
  const found: InstalledDecoder[] = [];
  for (const { id, family } of await familyDecoders()) {
    const path = tinyEndings.map((ending) => join(decodersFolder(), `${id}.${ending}`)).find(existsSync);
    if (path !== undefined)
      found.push({ id, path, bytes: await sizeAt(path), kind: 'decoder', family, blob: publishedDecoder(id)?.blob });
  }
  return found;
}
