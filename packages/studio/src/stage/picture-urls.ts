import type { ArtPicture, ArtPiece, ModelArt } from '@akezora/contract';
import type { Actor } from '@akezora/contract/api';
import { api } from '../api/client.ts';
import type { PictureKey } from './layers.ts';

const address = (model: string, query: ArtPicture, version: string): string => {
  const words = new URLSearchParams({ ...(query as Record<string, string>), v: version });
  return api.url(`/api/models/${encodeURIComponent(model)}/art/picture?${words}`);
};

/** The address of a picture of a model's art; undefined where it has none of that name. */
export function pictureUrl(model: string, key: PictureKey, art: ModelArt): string | undefined {
  const piece = art.pieces.find(({ name }) => name === key.name);
  if (piece === undefined) return undefined;
  const { actor: _actor, ...query } = key;
  return address(model, query, piece.version);
}

/** The address of a small picture of a piece of art. */
export const thumbnailUrl = (model: string, { name, drawings, version }: ArtPiece): string =>
  // One drawing is small as it lies in the art.
  address(model, drawings === 1 ? { name } : { name, still: '96' }, version);

/** The address of the cut-out of an actor of the user's own; undefined where there is none. */
export function actorUrl(name: string, actors: readonly Actor[]): string | undefined {
  const picture = actors.find((one) => one.name === name)?.picture;
  return picture == null ? undefined : api.url(picture);
}
