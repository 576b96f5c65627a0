/**
 * `npm run fuzz [-- --malformed 10000 --valid 10000 --seed 1 --database pglite|postgres]`: sends malformed requests to
 * all APIs, made from the schemas and by mutation, mixed with valid ones. Every malformed one must be refused with a 4xx
 * that names the field, every valid one must succeed, and the server's memory must stay flat. Results go to
 * `bench/results/fuzz.json`; a smaller version is in the tests.
 */
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startPostgres } from '../packages/server/tests/support/databases.ts';
import { newDataFolder } from '../packages/server/tests/support/folders.ts';
import { fuzz, makeExisting } from '../packages/server/tests/support/fuzz-run.ts';
import { report, residentBytes, startProcess } from './server/process.ts';

const { values } = parseArgs({
  options: {
    malformed: { type: 'string', default: '10000' },
    valid: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    database: { type: 'string', default: 'pglite' },
  },
});
const postgres = values.database === 'postgres' ? startPostgres() : undefined;
const dataFolder = await newDataFolder();
const options = { dataFolder, databaseUrl: postgres?.url };
// What exists is made by an engine; after that none runs, so that only the service answers.
const maker = await startProcess({ ...options, devices: ['cpu'] });
const existing = await makeExisting(maker.url);
await maker.stop();
const server = await startProcess({ ...options, devices: [] });
const every = Math.max(1, Math.round((Number(values.malformed) + Number(values.valid)) / 20));
const megabytes: number[] = [];
const began = performance.now();
const { took, wrong, ...result } = await fuzz(server.url, existing, {
  seed: Number(values.seed),
  malformed: Number(values.malformed),
  valid: Number(values.valid),
  lanes: 4,
  every: (count) => {
    if (count % every !== 0) return;
    megabytes.push(Math.round(residentBytes(server.process.pid ?? 0) / 1e6));
    process.stderr.write(
      `${count} answers, ${megabytes.at(-1)} MB, ${Math.round((performance.now() - began) / 1000)} s\n`,
    );
  },
});
await server.stop();
postgres?.remove();
rmSync(dataFolder, { recursive: true, force: true });
const at = (part: number) => Math.round(took[Math.min(took.length - 1, Math.floor(took.length * part))] ?? 0);
report('fuzz', {
  database: postgres === undefined ? 'PGlite' : 'Postgres',
  ...result,
  wrong,
  seconds: Math.round((performance.now() - began) / 1000),
  milliseconds: {
    median: at(0.5),
    p99: at(0.99),
    longest: at(1),
    overOneSecond: took.filter((ms) => ms > 1000).length,
  },
  residentMegabytes: megabytes,
});
process.exitCode = wrong.length === 0 ? 0 : 1;
