import { resolve } from 'node:path';
import type { ReadOptions } from '../config/read-options.ts';
import { withDefaults } from '../config/settings.ts';
import { keepPrivate } from '../platform/private-folder.ts';
import { openStore, type Store } from '../platform/store/database.ts';

/** Opens the database of the options, and closes it after the work. */
export async function withStore<T>(args: ReadOptions, work: (store: Store) => Promise<T>): Promise<T> {
  const options = withDefaults(args.options);
  await keepPrivate(resolve(options.dataFolder));
  const store = await openStore({
    databaseUrl: options.databaseUrl,
    folder: options.databaseUrl === undefined ? resolve(options.dataFolder) : undefined,
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
