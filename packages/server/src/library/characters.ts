import { calledNames, type GenerationRequest, type ModelCapabilities } from '@akezora/contract';
import type { Queries } from '../platform/store/database.ts';

/** Most characters that one request may name. */
const most = 8;

/**
 * Adds the owner's characters that the prompt or storyboard names by `@name`. A request with characters of its own stays
 * as it is, as does one for a model without characters.
 */
export async function withCharacters(
  db: Queries,
  owner: string,
  request: GenerationRequest,
  { controls }: ModelCapabilities,
): Promise<GenerationRequest> {
  const prompts = [request.prompt, ...(request.storyboard ?? []).map((card) => card.prompt)].join('\n');
  if (!controls.characters || request.characters !== undefined || !/[@＠]/.test(prompts)) return request;
  const known = await db.selectFrom('characters').select('name').where('owner', '=', owner).execute();
  const names = calledNames(
    prompts,
    known.map(({ name }) => name),
  ).map(({ name }) => name);
  if (names.length === 0) return request;
  const rows = await db
    .selectFrom('characters')
    .selectAll()
    .where('owner', '=', owner)
    .where('name', 'in', [...new Set(names)].slice(0, most))
    // Among several of one name the newest counts.
    .distinctOn('name')
    .orderBy('name')
    .orderBy('created_at', 'desc')
    .execute();
  const characters = rows.map((row) => ({
    name: row.name,
    clip: row.clip_id ?? `upload:${row.upload_id}`,
    ...(row.region === null ? {} : { region: row.region }),
  }));
  return { ...request, characters };
}
