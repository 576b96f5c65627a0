import { resolve } from 'node:path';
import { withDefaults } from '../defaults.ts';
import { openStore, type Store } from '../store/index.ts';
import type { ReadWords } from './settings.ts';

/** Opens the database the options name, and closes it after the work. */
export async function withStore<T>(read: ReadWords, work: (store: Store) => Promise<T>): Promise<T> {
  const options = withDefaults(read.options);
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
