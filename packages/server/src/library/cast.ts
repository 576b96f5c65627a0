/** The cast of a library in requests: whom a prompt means by `@name`. */
import {
  calledNames,
  type GenerationRequest,
  type ModelCapabilities,
  mostActors,
  type RequestedActor,
} from '@akezora/contract';
import type { Queries } from '../platform/store/database.ts';
import type { ActorRow } from '../platform/store/tables.ts';

/**
 * Adds the owner's actors that the prompt or storyboard names by `@name`. In a request with actors of its own, those of which it
 * says only the name are the owner's actors, where there are such; nothing else is added. A request for a model
 * without actors stays as it is.
 */
export async function withActors(
  db: Queries,
  owner: string,
  request: GenerationRequest,
  { controls }: ModelCapabilities,
): Promise<GenerationRequest> {
  if (!controls.actors) return request;
  if (request.actors !== undefined) return { ...request, actors: await completed(db, owner, request.actors) };
  const prompts = [request.prompt, ...(request.storyboard ?? []).map((card) => card.prompt)].join('\n');
  if (!/[@＠]/.test(prompts)) return request;
  const known = await db.selectFrom('actors').select('name').where('owner', '=', owner).execute();
  const names = calledNames(
    prompts,
    known.map(({ name }) => name),
  ).map(({ name }) => name);
  const rows = await actorsNamed(db, owner, [...new Set(names)].slice(0, mostActors));
  return rows.length === 0 ? request : { ...request, actors: rows.map(requestedActor) };
}

/** Actors of a request, those without a file as the owner's library has them. */
async function completed(
  db: Queries,
  owner: string,
  actors: readonly RequestedActor[],
): Promise<NonNullable<GenerationRequest['actors']>> {
  const bare = (name: string) => name.replace(/^[@＠]/, '');
  const nameless = actors.filter(({ clip, image }) => clip === undefined && image === undefined);
  const rows = await actorsNamed(
    db,
    owner,
    nameless.map(({ name }) => bare(name)),
  );
  return actors.map((actor) => {
    const row = rows.find(({ name }) => name === bare(actor.name));
    return row === undefined || !nameless.includes(actor) ? actor : { ...requestedActor(row), ...actor };
  });
}

/** The owner's actors of some names; among several of one name the newest. */
async function actorsNamed(db: Queries, owner: string, names: readonly string[]): Promise<ActorRow[]> {
  if (names.length === 0) return [];
  return db
    .selectFrom('actors')
    .selectAll()
    .where('owner', '=', owner)
    .where('name', 'in', names)
    .distinctOn('name')
    .orderBy('name')
    .orderBy('created_at', 'desc')
    .execute();
}

/** An actor of the library as a request names it. */
function requestedActor({ name, clip_id, upload_id, region, ...row }: ActorRow): RequestedActor {
  const looks = { faces: row.faces, feet: row.feet, scale: row.scale, kind: row.kind };
  const known = Object.fromEntries(Object.entries(looks).filter(([, value]) => value !== null));
  const source = clip_id ?? `upload:${upload_id}`;
  return {
    name,
    ...(row.faces === null ? { clip: source } : { image: source }),
    ...(region === null ? {} : { region }),
    ...known,
  };
}
