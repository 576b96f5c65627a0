/**
 * A server that logs everything, for tests: `logging-server.ts FOLDER ENGINE`. It sends its address and a key that may do
 * everything, then runs the statements that it is sent.
 */

import { keyScopes } from '@akezora/contract/api';
import { sql } from 'kysely';
import { createKey } from '../../src/access/keys.ts';
import { startServer } from '../../src/server.ts';

const [dataFolder = '', engine = ''] = process.argv.slice(2);
const server = await startServer({ port: 0, dataFolder, engine, logLevel: 'debug', reserveBytes: 0 });
const { db } = server.store;
const { secret } = await createKey(server.store, {
  owner: 'local',
  name: 'test',
  scopes: [...keyScopes],
  role: 'owner',
});
process.on('message', async (statement: string) => {
  await sql.raw(statement).execute(db);
  process.send?.('done');
});
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)));
process.send?.({ url: server.url, key: secret });
