import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newDataFolder } from '../support/folders.ts';
import { testEngine } from '../support/server.ts';

/** What the database, its driver and the file system say, and where they are. */
const inside = /relation|does not exist|column|syntax|insert into|select |driver|pglite|kysely|ENOENT|\/files\//i;

describe('a failing server', () => {
  let folder: string;
  /** Home of the user, with the folder for temporary files in it. */
  let home: string;
  let child: ChildProcess;
  let url: string;
  let key: string;
  let log = '';

  beforeAll(async () => {
    folder = await newDataFolder();
    const script = fileURLToPath(new URL('../support/logging-server.ts', import.meta.url));
    home = join(folder, 'home-of-mizuki');
    mkdirSync(join(home, 'scratch'), { recursive: true });
    const env = { ...process.env, HOME: home, TMPDIR: join(home, 'scratch') };
    child = fork(script, [folder, testEngine], { stdio: ['ignore', 'inherit', 'pipe', 'ipc'], env });
    child.stderr?.on('data', (chunk) => {
      log += String(chunk);
    });
    [{ url, key }] = (await once(child, 'message')) as [{ url: string; key: string }];
  });
  afterAll(async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  });

  const run = async (statement: string) => {
    child.send(statement);
    await once(child, 'message');
  };
  const ask = async (path: string, body?: object, headers: Record<string, string> = {}) => {
    const answer = await fetch(url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text(), id: answer.headers.get('x-request-id') };
  };

  it('answers without the words of the database, on every API, and logs them under the id of the request', async () => {
    for (const table of ['webhooks', 'accounts', 'jobs', 'clips'])
      await run(`ALTER TABLE ${table} RENAME TO ${table}_x`);
    const answers = [
      await ask('/api/webhooks', { url: 'http://127.0.0.1:9/' }),
      await ask('/api/accounts', { name: 'mia', password: 'correct horse battery' }),
      await ask('/api/jobs', { request: { prompt: 'a very private prompt' } }),
      await ask('/api/clips?q=private-search'),
      await ask('/v1/videos', { prompt: 'a very private prompt', model: 'akezora-2' }),
      await ask('/', { inputs: 'a very private prompt' }),
      await ask('/gradio_api/call/generate_video', { data: ['a very private prompt'] }),
    ];
    for (const table of ['webhooks', 'accounts', 'jobs', 'clips'])
      await run(`ALTER TABLE ${table}_x RENAME TO ${table}`);
    for (const { status, text, id } of answers) {
      expect(status, text).toBe(500);
      expect(text).not.toMatch(inside);
      expect(text).not.toContain(folder);
      expect(log).toContain(id);
    }
    expect(log).toContain('42P01');
    expect(log).not.toMatch(/whsec_|argon2id|sealed:1|correct horse|very private|private-search|insert into/i);
  });

  it('answers a full disk with 507, and a lost or read-only database with 503', async () => {
    const fails = async (state: string, message: string) => {
      await run(`CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '${message}' USING ERRCODE = '${state}'; END $$`);
      await run('CREATE OR REPLACE TRIGGER refuse BEFORE INSERT ON folders EXECUTE FUNCTION refuse()');
      return ask('/api/folders', { name: 'a secret name' });
    };
    const cases = [
      ['53100', 507, 'not_enough_disk'],
      ['57014', 503, 'database_unavailable'],
      ['25006', 503, 'database_unavailable'],
      ['XX001', 503, 'database_damaged'],
      ['22003', 400, 'request_invalid'],
    ] as const;
    for (const [state, status, code] of cases) {
      const answer = await fails(state, 'could not extend file "base/5/16384": a secret name');
      expect(answer).toMatchObject({ status });
      expect(JSON.parse(answer.text).error.code).toBe(code);
      expect(answer.text).not.toMatch(/base\/5|16384|secret name/);
    }
    await run('DROP TRIGGER refuse ON folders');
    expect(log).not.toContain('a secret name');
  });

  it('logs the pattern of a route, never the path, the query, the key or a cookie', async () => {
    await ask('/api/shared/the-token-of-a-link');
    await ask('/api/clips/video_of_somebody/video?token=another-token', undefined, {
      cookie: 'akezora_session=a-session',
    });
    await ask('/somewhere/else?key=third-secret');
    expect(log).toContain('"route":"/api/shared/:token"');
    expect(log).not.toMatch(/the-token-of-a-link|another-token|a-session|video_of_somebody|third-secret/);
    expect(log).not.toContain(key);
    expect(log).not.toContain(folder);
  });

  it('logs jobs, also failed ones, without prompts and without folders and names of the machine', async () => {
    const jobs = [{ prompt: 'a quiet harbour' }, { prompt: 'too long' }];
    for (const request of jobs) {
      const made = await ask('/api/jobs', { request });
      const { id } = JSON.parse(made.text).data[0];
      const state = async () => JSON.parse((await ask(`/api/jobs/${id}`)).text).state;
      await expect.poll(state, { timeout: 60_000 }).toMatch(/completed|failed/);
      expect(log).toContain(id);
    }
    expect(log).not.toMatch(/quiet harbour|mizuki|scratch/);
    expect(log).not.toContain(`"${hostname()}"`);
    expect(log).not.toContain(process.cwd());
  }, 120_000);
});
