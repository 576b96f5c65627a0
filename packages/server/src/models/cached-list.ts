import { unknownFit } from '../inference/list-models.ts';
import type { KnownModel } from '../inference/protocol.ts';
import type { Store } from '../platform/store/database.ts';
import { version } from '../platform/version.ts';

const key = `models:${version}`;

/** Keeps what the engine said about its models, so that a restarted server can answer before its engine does. */
export async function keepKnown(store: Store, models: readonly KnownModel[]): Promise<void> {
  const value = JSON.stringify(models);
  await store.db
    .insertInto('settings')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

/** What the engine said the last time, with this version; what fits has to be asked again. */
export async function readKnown(store: Store): Promise<readonly KnownModel[] | undefined> {
  const row = await store.db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst();
  const models = row?.value as readonly KnownModel[] | undefined;
  return models?.map((model) => ({ ...model, ...unknownFit }));
}
