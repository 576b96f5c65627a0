/** A worker process for tests: `worker.ts DATABASE_URL FOLDER ENGINE`; says when it is ready. */
import { startWorkerProcess } from '../../src/index.ts';

const [databaseUrl = '', dataFolder = '', engine = ''] = process.argv.slice(2);
await startWorkerProcess({
  databaseUrl,
  dataFolder,
  engine,
  logLevel: 'silent',
  reserveBytes: 0,
  heartbeatTimeoutSeconds: 3,
});
process.send?.('ready');
