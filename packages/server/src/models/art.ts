/** The art of models: what their scenes are drawn with, for pages that show scenes. */
import { createHash } from 'node:crypto';
import type { ArtPicture, ModelArt } from '@akezora/contract';
import type { Children } from '../inference/children.ts';
import type { SharedCallOptions } from '../inference/pool.ts';
import { notFound } from '../platform/not-found.ts';
import type { Models } from './registry.ts';

interface Context {
  readonly children: Children;
  readonly models: Models;
}

/** A picture of a model's art as it is sent. */
export interface SentPicture {
  readonly mime: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Changes when the picture does. */
  readonly etag: string;
}

/** The name of an installed model of this machine that may have art. @throws AkezoraError `not_found` */
async function modelHere({ models }: Context, id: string): Promise<string> {
  const model = (await models.list()).find(({ capabilities }) => capabilities.id === id);
  if (model === undefined || !model.installed || model.runner !== 'engine' || !model.capabilities.controls.scene)
    throw notFound(id);
  return id;
}

/**
 * What a model's scenes are drawn with.
 * @throws AkezoraError `not_found` for a model that is not here, or has no scenes; see `Children.call`.
 */
export async function listArt(context: Context, id: string, options: SharedCallOptions): Promise<ModelArt> {
  const model = await modelHere(context, id);
  const art = await context.children.call('listArt', { model }, options);
  if (art === null) throw notFound(id);
  return art;
}

/**
 * A picture of a model's art.
 * @throws AkezoraError `not_found` for a model that is not here, or a name that is not in its art; see `Children.call`.
 */
export async function artPicture(
  context: Context,
  id: string,
  picture: ArtPicture,
  options: SharedCallOptions,
): Promise<SentPicture> {
  const model = await modelHere(context, id);
  const { mime, bytes } = await context.children.call('artPicture', { model, picture }, options);
  return {
    mime,
    bytes: new Uint8Array(bytes),
    etag: createHash('sha256').update(bytes).digest('hex').slice(0, 32),
  };
}
