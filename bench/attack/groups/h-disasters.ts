/** Faults of the machine: full and read-only disks, killed processes, lost databases, limits, clocks. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Case, type Context, must, Skip, sleep, until } from '../case.ts';
import { ask, at, brief, hasStatus, multipart, textAt, upload } from '../http.ts';
import { clipFile, importClip, makeClip, smallRequest } from '../people.ts';
import { childrenOf, commandLineOf } from '../process.ts';
import { mustNotStart, runCli, type Server, type ServerChoice, StartFailed, startServe } from '../server.ts';
import { freshPeople } from './a-sign-in.ts';
import { emptyDisk, fillDisk, freeOf, smallDisk } from './small-disk.ts';

const longRequest = { prompt: 'a fox in the snow', seconds: 20, resolution: '720p', seed: 1 };

async function running(url: string, job: string): Promise<void> {
  await until(
    'the job runs',
    60_000,
    async () =>
      at((await ask(url, `/api/jobs/${job}`)).json, 'progress') !== null &&
      at((await ask(url, `/api/jobs/${job}`)).json, 'state') === 'running',
  );
}

const stateOf = async (url: string, job: string): Promise<{ state: string; attempt: number }> => {
  const { json } = await ask(url, `/api/jobs/${job}`);
  return { state: String(at(json, 'state')), attempt: Number(at(json, 'attempt')) };
};

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/\sZ\s/.test(readFileSync(`/proc/${pid}/stat`, 'utf8').slice(0, 200));
  } catch {
    return false;
  }
};

/** A start that may fail, but only with typed words. */
async function startsOrSays(choice: ServerChoice, says: RegExp): Promise<string> {
  try {
    const server = await startServe(choice);
    const answer = await ask(server.url, '/healthz');
    must(answer.status === 200, brief(answer));
    await server.stop();
    return 'it starts';
  } catch (error) {
    if (!(error instanceof StartFailed)) throw error;
    const { code, log } = error;
    must(code === 3, `rc ${code}: ${log.slice(-300)}`);
    must(!/\n\s+at .*\(|RangeError|node:internal/.test(log), `a stack trace: ${log.slice(-300)}`);
    must(says.test(log), `it does not say why: ${log.slice(-300)}`);
    return log.trim().split('\n').slice(-2).join(' ').slice(0, 120);
  }
}

/** A damaged copy of a data folder must be named as damaged, with the way out. */
async function damaged(context: Context, damage: (database: string) => void): Promise<void> {
  const server = await context.fresh('loopback');
  await server.stop();
  damage(join(server.data, 'database'));
  const { code, log } = await mustNotStart({ data: server.data });
  must(code === 3, `rc ${code}`);
  must(!/Nothing is lost/i.test(log), `it says that nothing is lost: ${log.slice(-300)}`);
  must(/restore/i.test(log) && /damage|corrupt/i.test(log), `neither damage nor restore: ${log.slice(-300)}`);
  must(!/\n\s+at .*\(/.test(log), `a stack trace: ${log.slice(-300)}`);
}

export const disasters: readonly Case[] = [
  {
    id: 'H01',
    mode: 'loopback',
    title: 'two servers on one data folder',
    run: async (context) => {
      const server = await context.fresh('loopback');
      const { code, log } = await mustNotStart({ data: server.data });
      must(code === 3 && log.includes(String(server.pid)), `rc ${code}: ${log.slice(-200)}`);
    },
  },
  {
    id: 'H02',
    mode: 'loopback',
    title: 'backup while the server runs',
    run: async (context) => {
      const server = await context.fresh('loopback');
      const file = join(context.folder(), 'x.tar');
      const { code } = await runCli(['backup', file, '--data', server.data]);
      must(code === 3 && !existsSync(file), `rc ${code}`);
      const restore = await runCli(['restore', file, '--data', server.data]);
      must(restore.code !== 0, 'restore onto a running server');
    },
  },
  {
    id: 'H03',
    mode: 'loopback',
    title: 'database with a random control file',
    run: (context) =>
      damaged(context, (database) => writeFileSync(join(database, 'global', 'pg_control'), randomBytes(8192))),
  },
  {
    id: 'H03.1',
    mode: 'loopback',
    title: 'database with an empty log segment, and with a missing one',
    run: async (context) => {
      const segments = (database: string) =>
        readdirSync(join(database, 'pg_wal')).filter((name) => /^[0-9A-F]{24}$/.test(name));
      await damaged(context, (database) => {
        for (const name of segments(database)) writeFileSync(join(database, 'pg_wal', name), Buffer.alloc(16 << 20));
      });
      await damaged(context, (database) => {
        for (const name of segments(database))
          renameSync(join(database, 'pg_wal', name), join(database, `lost-${name}`));
      });
    },
  },
  {
    id: 'H03.2',
    mode: 'loopback',
    title: 'database without its catalog map, and cut off in the middle',
    run: async (context) => {
      await damaged(context, (database) => writeFileSync(join(database, 'global', 'pg_filenode.map'), ''));
      await damaged(context, (database) => {
        const folder = join(database, 'base');
        for (const one of readdirSync(folder))
          for (const file of readdirSync(join(folder, one)).filter((name) => /^(?:1249|1259|1247)$/.test(name)))
            writeFileSync(join(folder, one, file), randomBytes(8192));
      });
    },
  },
  {
    id: 'H04',
    mode: 'accounts',
    title: 'disk full by an upload of 150 MB to a disk of 110 MB',
    run: async (context) => {
      const disk = smallDisk(context, 110);
      const { url, people } = await freshPeople(context, {
        into: join(disk, 'data'),
        flags: ['--reserve-bytes', '10000000'],
      });
      const headers = { 'tus-resumable': '1.0.0', 'upload-length': '150000000' };
      hasStatus(
        await ask(url, '/api/uploads', { method: 'POST', key: people.bob.key, headers }),
        507,
        'an upload larger than the disk',
      );
      const small = await upload(url, 'x.mp4', clipFile, { key: people.bob.key });
      must(small.answer.status === 204, `a small one: ${brief(small.answer)}`);
    },
  },
  {
    id: 'H04.1',
    mode: 'accounts',
    title: 'disk full by forms, by data: URLs, by many uploads that each fit',
    run: async (context) => {
      const disk = smallDisk(context, 110);
      const { url, people } = await freshPeople(context, {
        into: join(disk, 'data'),
        flags: ['--reserve-bytes', '10000000'],
      });
      const { key } = people.bob;
      fillDisk(disk, 30_000_000);
      const form = multipart([
        { name: 'purpose', value: 'vision' },
        { name: 'file', value: Buffer.alloc(60_000_000, 1), file: 'x.mp4' },
      ]);
      const answer = await ask(url, '/v1/files', { method: 'POST', key, ...form }).catch(() => undefined);
      must(
        answer === undefined || answer.status === 507 || answer.status === 413,
        `a form: ${answer && brief(answer)}`,
      );
      const noise = Buffer.concat([clipFile, Buffer.alloc(8_000_000, 3)]);
      const many = await Promise.all(
        Array.from({ length: 8 }, () => upload(url, 'x.mp4', noise, { key }).catch(() => undefined)),
      );
      for (const one of many)
        must(
          one === undefined || one.answer.status < 500 || one.answer.status === 507,
          `an upload: ${one && brief(one.answer)}`,
        );
      context.note('free afterwards', `${Math.round(freeOf(disk) / 1e6)} MB of a reserve of 10 MB`);
      must(freeOf(disk) > 4_000_000, `filled to ${freeOf(disk)} bytes`);
      hasStatus(await ask(url, '/api/clips', { key }), 200, 'the library');
    },
  },
  {
    id: 'H04.2',
    mode: 'accounts',
    title: 'conversion, export and import with a full disk',
    run: async (context) => {
      const disk = smallDisk(context, 110);
      const { url, people } = await freshPeople(context, {
        into: join(disk, 'data'),
        flags: ['--reserve-bytes', '1000000'],
      });
      const { key } = people.alice;
      const { things } = people;
      const waiting = await upload(url, 'x.mp4', clipFile, { key });
      fillDisk(disk);
      for (const format of ['gif', 'vp9', 'hevc']) {
        const answer = await ask(url, `/api/clips/${things.clip}/video?format=${format}`, { key, timeoutMs: 60_000 });
        must(answer.status === 507 || answer.status === 200, `${format}: ${brief(answer)}`);
      }
      const exported = await ask(url, '/api/export', {
        method: 'POST',
        key,
        body: { ids: [things.clip, things.linked] },
        timeoutMs: 60_000,
      });
      must(
        exported.status === 507 || (exported.status === 200 && exported.bytes.includes('PK\x05\x06')),
        `export: ${exported.status}`,
      );
      const imported = await ask(url, '/api/import', {
        method: 'POST',
        key,
        body: { uploads: [waiting.id] },
        timeoutMs: 60_000,
      });
      must(imported.status === 507 || imported.status === 201, `import: ${brief(imported)}`);
      hasStatus(await ask(url, `/api/clips/${things.clip}/video`, { key }), 200, 'the clip itself');
    },
  },
  {
    id: 'H06',
    mode: 'accounts',
    title: 'writes with a full disk, then with room again',
    run: async (context) => {
      const disk = smallDisk(context, 110);
      const server = await freshPeople(context, { into: join(disk, 'data'), flags: ['--reserve-bytes', '1000'] });
      const { url, people } = server;
      const { key } = people.alice;
      const filler = fillDisk(disk);
      const statuses = new Map<number, number>();
      for (let index = 0; index < 40; index += 1)
        for (const [path, body] of [
          ['/api/jobs', { request: { prompt: 'x'.repeat(1500) } }],
          ['/api/folders', { name: `full ${index}` }],
          ['/v1/videos', { prompt: 'x'.repeat(1500) }],
        ] as const) {
          const answer = await ask(url, path, { method: 'POST', key, body });
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
          must(answer.status < 500 || answer.status === 507, `${path}: ${brief(answer)}`);
        }
      context.note('statuses', [...statuses].map(([status, count]) => `${status}: ${count}`).join(', '));
      hasStatus(await ask(url, '/api/clips', { key }), 200, 'reading');
      const ready = await ask(url, '/readyz');
      if (statuses.has(507)) must(ready.status === 503 || /disk/i.test(ready.text), `/readyz says ${brief(ready)}`);
      emptyDisk(filler);
      await until(
        'writes again',
        20_000,
        async () =>
          (await ask(url, '/api/folders', { method: 'POST', key, body: { name: `room ${Date.now()}` } })).status ===
          201,
      );
      await until('ready again', 20_000, async () => (await ask(url, '/readyz')).status === 200);
      must((await server.stop()) === 0, 'it does not stop in good order');
      const again = await startServe({ data: server.data, flags: ['--access', 'accounts'] });
      context.after(() => again.stop());
      hasStatus(await ask(again.url, '/api/clips', { key }), 200, 'after a restart');
    },
  },
  {
    id: 'H06.1',
    mode: 'accounts',
    title: 'a job that runs into a full disk fails with the reason, and the next runs when there is room',
    run: async (context) => {
      const disk = smallDisk(context, 130);
      const server = await freshPeople(context, { into: join(disk, 'data'), flags: ['--reserve-bytes', '1000000'] });
      const { url, people } = server;
      const { key } = people.alice;
      const filler = fillDisk(disk, 500_000);
      const made = await ask(url, '/api/jobs', { method: 'POST', key, body: { request: smallRequest } });
      must(made.status === 201 || made.status === 507, brief(made));
      await sleep(3000);
      emptyDisk(filler);
      await makeClip(server, { key }, { ...smallRequest, seed: 2 });
    },
  },
  {
    id: 'H06.2',
    mode: 'accounts',
    title: 'signing in, keys and revocations with a full disk: rights still end',
    run: async (context) => {
      const disk = smallDisk(context, 110);
      const { url, people } = await freshPeople(context, {
        into: join(disk, 'data'),
        flags: ['--reserve-bytes', '1000'],
      });
      const { owner, bob, things } = people;
      fillDisk(disk);
      for (let index = 0; index < 20; index += 1) {
        const answer = await ask(url, '/api/session', {
          method: 'POST',
          body: { name: 'bob', password: bob.password },
        });
        must(answer.status === 200 || answer.status === 507 || answer.status === 429, `sign-in: ${brief(answer)}`);
      }
      const disabled = await ask(url, `/api/accounts/${bob.account}`, {
        method: 'PATCH',
        cookie: owner.cookie,
        body: { disabled: true },
      });
      must(disabled.status === 200 || disabled.status === 507, `disabling: ${brief(disabled)}`);
      if (disabled.status === 200)
        hasStatus(await ask(url, '/api/clips', { key: bob.key }), 401, 'the disabled account');
      hasStatus(await ask(url, `/api/shared/${things.linkToken}`), 200, 'reading');
    },
  },
  {
    id: 'H08',
    mode: 'none',
    title: 'read-only data folder',
    run: async (context) => {
      if (process.getuid?.() !== 0) throw new Skip('only root can mount');
      const server = await context.fresh('loopback');
      await server.stop();
      const folder = context.folder();
      try {
        execFileSync('mount', ['--bind', server.data, folder], { stdio: 'pipe' });
        execFileSync('mount', ['-o', 'remount,ro,bind', folder], { stdio: 'pipe' });
      } catch {
        throw new Skip('nothing can be mounted here');
      }
      context.after(() => execFileSync('umount', ['-l', folder], { stdio: 'ignore' }));
      const { code, log } = await mustNotStart({ data: folder });
      must(code === 3, `rc ${code}`);
      must(/--data/.test(log) && !/\n\s+at .*\(/.test(log), `its remedy is of another command: ${log.slice(-200)}`);
    },
  },
  {
    id: 'H09',
    mode: 'loopback',
    title: 'kill -9 of the inference child in the middle of a job',
    run: async (context) => {
      const server = await context.fresh('loopback');
      const made = await ask(server.url, '/api/jobs', {
        method: 'POST',
        body: { request: { ...longRequest, seconds: 8 } },
      });
      const job = textAt(made, 'data.0.id');
      await running(server.url, job);
      const children = childrenOf(server.pid);
      // The one that works is the one with the most processor time; the others come back as they are needed.
      for (const pid of children) process.kill(pid, 'SIGKILL');
      await until('a second attempt', 60_000, async () => {
        const { attempt, state } = await stateOf(server.url, job);
        must(state !== 'failed', 'the job failed');
        return attempt === 2 || state === 'completed';
      });
      hasStatus(await ask(server.url, '/healthz'), 200, 'the server');
    },
  },
  {
    id: 'H10',
    mode: 'loopback',
    title: 'kill -9 of the server in the middle of a job: no orphans, the job goes on',
    run: async (context) => {
      const server = await context.fresh('loopback');
      const made = await ask(server.url, '/api/jobs', {
        method: 'POST',
        body: { request: { ...longRequest, seconds: 4, resolution: '360p' } },
      });
      const job = textAt(made, 'data.0.id');
      await until('the job runs', 60_000, async () => (await stateOf(server.url, job)).state !== 'queued');
      const children = childrenOf(server.pid);
      process.kill(server.pid, 'SIGKILL');
      await until('the children end', 15_000, () => children.every((pid) => !alive(pid)));
      const again = await startServe({ data: server.data });
      context.after(() => again.stop());
      await until('the job ends', 90_000, async () => (await stateOf(again.url, job)).state === 'completed');
    },
  },
  {
    id: 'H11',
    mode: 'loopback',
    title: 'SIGTERM during an upload: its offset is kept',
    run: async (context) => {
      const server = await context.fresh('loopback');
      const tus = { 'tus-resumable': '1.0.0' };
      const made = await ask(server.url, '/api/uploads', {
        method: 'POST',
        headers: { ...tus, 'upload-length': '60000000', 'upload-metadata': 'filename eC5tcDQ=' },
      });
      const path = String(made.headers.location).replace(/^https?:\/\/[^/]+/, '');
      const { request } = await import('node:http');
      const sent = request({
        port: server.port,
        host: '127.0.0.1',
        path,
        method: 'PATCH',
        headers: {
          ...tus,
          'x-akezora-client': '1',
          'upload-offset': '0',
          'content-type': 'application/offset+octet-stream',
          'content-length': '60000000',
        },
      });
      sent.on('error', () => undefined);
      let written = 0;
      const timer = setInterval(() => {
        sent.write(Buffer.alloc(300_000, 1));
        written += 300_000;
      }, 50);
      await sleep(1500);
      const began = Date.now();
      const code = await server.stop();
      clearInterval(timer);
      sent.destroy();
      context.note('stopped after', `${Math.round((Date.now() - began) / 100) / 10} s`);
      must(code === 0, `rc ${code}`);
      const again = await startServe({ data: server.data });
      context.after(() => again.stop());
      const head = await ask(again.url, path, { method: 'HEAD', headers: tus });
      const offset = Number(head.headers['upload-offset']);
      context.note('offset kept', `${offset} of ${written}`);
      must(head.status === 200 && offset > 0 && offset <= written, `${head.status}, offset ${offset}`);
    },
  },
  {
    id: 'H12',
    mode: 'none',
    title: 'Postgres lost in the middle of a job, and back',
    run: async (context) => {
      const { startPostgres } = await import('../../../packages/server/tests/support/databases.ts');
      const database = startPostgres();
      if (database === undefined) throw new Skip('Postgres is not installed: apt-get install postgresql');
      context.after(() => database.remove());
      const server = await startServe({ data: context.folder(), env: { DATABASE_URL: database.url } });
      context.after(() => server.stop());
      const made = await ask(server.url, '/api/jobs', {
        method: 'POST',
        body: { request: { ...longRequest, seconds: 6, resolution: '360p' } },
      });
      const job = textAt(hasStatus(made, 201, 'a job'), 'data.0.id');
      await until('the job runs', 60_000, async () => (await stateOf(server.url, job)).state === 'running');
      database.stop();
      await until('not ready', 10_000, async () => (await ask(server.url, '/readyz')).status === 503);
      hasStatus(await ask(server.url, '/api/clips'), 503, 'a call meanwhile');
      hasStatus(await ask(server.url, '/healthz'), 200, '/healthz meanwhile');
      await sleep(3000);
      database.start();
      await until('ready', 20_000, async () => (await ask(server.url, '/readyz')).status === 200);
      await until('the job ends', 90_000, async () => (await stateOf(server.url, job)).state === 'completed');
    },
  },
  {
    id: 'H13',
    mode: 'none',
    title: '64 open files on a new folder',
    run: async (context) => {
      const choice = { data: join(context.folder(), 'data'), before: ['prlimit', '--nofile=64'] };
      context.note('it said', await startsOrSays(choice, /open files|descriptor|ulimit|limit/i));
      const later = await startServe({ data: choice.data });
      await later.stop();
    },
  },
  {
    id: 'H13.1',
    mode: 'none',
    title: '40 and 90 open files, 30 processes, files of at most 1 MB',
    run: async (context) => {
      for (const limit of ['--nofile=40', '--nofile=90', '--fsize=1000000']) {
        const said = await startsOrSays(
          { data: join(context.folder(), 'data'), before: ['prlimit', limit] },
          /open files|descriptor|limit|size|disk/i,
        ).catch((error: Error) => {
          throw new Error(`${limit}: ${error.message}`);
        });
        context.note(limit, said);
      }
    },
  },
  {
    id: 'H14',
    mode: 'loopback',
    title: '128 open files on an existing folder: it works or ends cleanly, and stops',
    run: async (context) => {
      const server = await context.fresh('loopback');
      await server.stop();
      context.note(
        'it said',
        await startsOrSays({ data: server.data, before: ['prlimit', '--nofile=128'] }, /open files|descriptor|limit/i),
      );
    },
  },
  {
    id: 'H15',
    mode: 'none',
    title: 'a limit of the address space: typed, not a stack trace',
    run: async (context) => {
      context.note(
        'it said',
        await startsOrSays({ data: join(context.folder(), 'data'), before: ['prlimit', '--as=3000000000'] }, /memory/i),
      );
    },
  },
  {
    id: 'H15.1',
    mode: 'none',
    title: 'other limits of the address space: 6 GB, 12 GB, on an existing folder',
    run: async (context) => {
      const server = await context.fresh('loopback');
      await server.stop();
      for (const bytes of [6e9, 12e9]) {
        const said = await startsOrSays({ data: server.data, before: ['prlimit', `--as=${bytes}`] }, /memory/i).catch(
          (error: Error) => {
            throw new Error(`${bytes}: ${error.message}`);
          },
        );
        context.note(`${bytes / 1e9} GB`, said);
      }
    },
  },
  {
    id: 'H17',
    mode: 'accounts',
    title: 'the clock goes back a day, then 40 days ahead: jobs run, order stays, sessions end',
    run: async (context) => {
      const library = [
        '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
        '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
      ].find((path) => existsSync(path));
      if (library === undefined) throw new Skip('libfaketime is not installed: apt-get install faketime');
      const file = join(context.folder(), 'clock');
      writeFileSync(file, '+0');
      const server = await freshPeople(context, {
        env: {
          LD_PRELOAD: library,
          FAKETIME_TIMESTAMP_FILE: file,
          FAKETIME_NO_CACHE: '1',
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
          DONT_FAKE_MONOTONIC: '1',
        },
      });
      const { url, people } = server;
      const { key, cookie } = people.alice;
      await makeClip(server, { key });
      writeFileSync(file, '-1d');
      await sleep(500);
      await makeClip(server, { key }, { ...smallRequest, seed: 3 });
      hasStatus(await ask(url, '/api/clips', { cookie }), 200, 'the session a day before');
      writeFileSync(file, '+40d');
      await sleep(500);
      await makeClip(server, { key }, { ...smallRequest, seed: 4 });
      hasStatus(await ask(url, '/api/clips', { cookie }), 401, 'a session of 40 days ago');
      writeFileSync(file, '+0');
      await sleep(500);
      const clips = await ask(url, '/api/clips?limit=50', { key });
      must((at(clips.json, 'data') as unknown[]).length >= 5, `clips were lost: ${at(clips.json, 'total')}`);
    },
  },
  {
    id: 'H18',
    mode: 'none',
    title: 'data folder behind a symbolic link; files of the folder replaced by links',
    run: async (context) => {
      const folder = context.folder();
      mkdirSync(join(folder, 'real'));
      symlinkSync(join(folder, 'real'), join(folder, 'link'));
      const server = await startServe({ data: join(folder, 'link') });
      await importClip(server.url, server.token, 'x.mp4', clipFile);
      await server.stop();
      const secret = join(folder, 'outside.txt');
      writeFileSync(secret, 'OUTSIDESECRET');
      const incoming = join(folder, 'real', 'incoming');
      if (existsSync(incoming)) symlinkSync(secret, join(incoming, 'upload_00000000000000000000000000000000'));
      const again: Server = await startServe({ data: join(folder, 'real') });
      context.after(() => again.stop());
      for (const path of [
        '/api/uploads/upload_00000000000000000000000000000000',
        '/api/uploads/upload_00000000000000000000000000000000/file',
      ]) {
        const answer = await ask(again.url, path, { headers: { 'tus-resumable': '1.0.0' } });
        must(!answer.text.includes('OUTSIDESECRET'), `${path} shows it`);
      }
      must(readFileSync(secret, 'utf8') === 'OUTSIDESECRET', 'the file outside was changed');
      for (const pid of childrenOf(again.pid)) must(!commandLineOf(pid).includes('OUTSIDE'), 'arguments');
    },
  },
];
