import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../../src/access/accounts.ts';
import { runServerCommand } from '../../src/command/run.ts';
import { withDefaults } from '../../src/config/settings.ts';
import { examineServer } from '../../src/doctor/examine.ts';
import { checkAccess } from '../../src/doctor/service.ts';
import { openStore } from '../../src/platform/store/database.ts';
import { type PostgresServer, startPostgres } from '../support/databases.ts';
import { newDataFolder, newFolder } from '../support/folders.ts';
import { startTestServer, testEngine } from '../support/server.ts';

const free = { port: 0, engine: testEngine, reserveBytes: 0 };
const troubles = async (options: Parameters<typeof examineServer>[0]) =>
  (await examineServer({ ...free, ...options }))
    .filter(({ state }) => state === 'trouble')
    .map(({ about }) => about.en);

let other: Server;
let occupied = 0;
beforeAll(async () => {
  other = createServer((_, answer) => answer.end('something else'));
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  occupied = (other.address() as AddressInfo).port;
});
afterAll(() => other.close());

describe('the doctor for servers', () => {
  it('finds nothing wrong where nothing is, and leaves nothing behind', async () => {
    const dataFolder = newFolder();
    const findings = await examineServer({ ...free, dataFolder });
    // What a machine can limit is its own; see the test of the limits.
    const own = findings.filter(({ about }) => about.en !== 'limits of child processes');
    expect(own.map(({ state }) => state)).toEqual(own.map(() => 'well'));
    expect(findings.length).toBe(own.length + 1);
    expect(readdirSync(dataFolder, { recursive: true }).filter((name) => !/^(files|tmp)/.test(String(name)))).toEqual(
      [],
    );
    expect(existsSync(join(dataFolder, 'database'))).toBe(false);
  });

  it('looks at a database that is there without a server', async () => {
    const findings = await examineServer({ ...free, dataFolder: await newDataFolder() });
    expect(findings.find(({ about }) => about.en === 'database')).toMatchObject({ state: 'well' });
  });

  it('recommends a second factor while no owner has one', async () => {
    const store = await openStore({ folder: await newDataFolder() });
    const access = () => checkAccess(withDefaults({ ...free, access: 'accounts' }), store);
    const { id } = await createAccount(store, { name: 'ame', password: 'wet-granite-lantern-47', role: 'owner' });
    expect(await access()).toMatchObject({ state: 'note', found: { en: expect.stringContaining('second factor') } });
    await store.db.insertInto('totp').values({ account_id: id, secret: 'x', confirmed_at: new Date() }).execute();
    expect(await access()).toMatchObject({ state: 'well' });
    await store.close();
  });

  it('leaves a running server alone', async () => {
    const test = await startTestServer();
    const findings = await examineServer({ ...test.options, port: test.server.port });
    const found = Object.fromEntries(findings.map((finding) => [finding.about.en, finding.found.en]));
    expect(found.database).toContain(String(process.pid));
    expect(findings.find(({ about }) => about.en === 'port')).toMatchObject({ state: 'well' });
    expect(found.port).toContain('a server is running');
    expect((await fetch(`${test.server.url}/readyz`)).status).toBe(200);
    await test.remove();
  });

  it('names what is wrong, each with what to do', async () => {
    expect(await troubles({ dataFolder: newFolder(), port: occupied })).toEqual(['port']);
    expect(await troubles({ dataFolder: newFolder(), devices: [] })).toEqual(['workers']);
    expect(await troubles({ dataFolder: newFolder(), reserveBytes: 1e18 })).toEqual(['data folder']);
    expect(await troubles({ dataFolder: await newDataFolder(), host: '0.0.0.0' })).toEqual(['access']);
    expect(await troubles({ dataFolder: newFolder(), modelAliases: { 'sora-2': 'gone' } })).toEqual(['model names']);
    expect(await troubles({ dataFolder: newFolder(), defaultModel: 'gone' })).toEqual(['model']);
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    expect(await troubles({ dataFolder: join(file, 'below') })).toContain('data folder');
    const s3 = { bucket: 'b', endpoint: 'http://127.0.0.1:1', accessKeyId: 'x', secretAccessKey: 'x' };
    expect(await troubles({ dataFolder: newFolder(), s3 })).toEqual(['clip storage']);
    const upstreams = [{ model: 'far', urls: ['http://127.0.0.1:1/v1'] }];
    expect(await troubles({ dataFolder: newFolder(), upstreams })).toEqual(['far']);
    expect(await troubles({ dataFolder: newFolder(), databaseUrl: 'postgres://127.0.0.1:1/x' })).toEqual(['database']);
    const all = await examineServer({ ...free, dataFolder: newFolder(), port: occupied, devices: [] });
    for (const { state, remedy } of all) if (state === 'trouble') expect(remedy?.ja).toMatch(/[ぁ-ん]/);
  });

  it('speaks both languages and answers by its exit code', async () => {
    const printed: string[] = [];
    const out = (text: string) => void printed.push(text);
    const terminal = { out, err: out, live: false, language: 'ja' as const, signal: new AbortController().signal };
    const words = ['--server', '--data', newFolder(), '--port', String(occupied)];
    expect(await runServerCommand('doctor', words, terminal)).toBe(3);
    expect(printed.join('')).toMatch(/✗ ポート: .*\n {2}→ /);
  });
});

describe('the doctor for servers on Postgres', () => {
  let postgres: PostgresServer | undefined;
  beforeAll(() => {
    postgres = startPostgres();
  });
  afterAll(() => postgres?.remove());

  it('tells an empty database from one that does not answer', async () => {
    if (postgres === undefined) return;
    const options = { ...free, dataFolder: newFolder(), databaseUrl: postgres.url };
    const database = async () => (await examineServer(options)).find(({ about }) => about.en === 'database');
    expect(await database()).toMatchObject({ state: 'note', found: { en: expect.stringContaining('empty') } });
    postgres.stop();
    expect(await database()).toMatchObject({ state: 'trouble' });
    postgres.start();
  });
});
