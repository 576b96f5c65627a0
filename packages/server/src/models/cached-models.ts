import { version } from '@akezora/contract';
import { unknownFit } from '../inference/list-models.ts';
import type { ListedModel } from '../inference/protocol.ts';
import type { Store } from '../platform/store/database.ts';

const key = `models:${version}`;

/** Stores the engine's list of models, so that a restarted server can answer before its engine does. */
export async function cacheModels(store: Store, models: readonly ListedModel[]): Promise<void> {
  const value = JSON.stringify(models);
  await store.db
    .insertInto('settings')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

/** The list that this version of the engine gave last; whether a model fits in memory is unknown until the engine answers. */
export async function readCachedModels(store: Store): Promise<readonly ListedModel[] | undefined> {
  const row = await store.db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst();
  const models = row?.value as readonly ListedModel[] | undefined;
  return models?.map((model) => ({ ...model, decoder: model.decoder ?? null, ...unknownFit }));
}
