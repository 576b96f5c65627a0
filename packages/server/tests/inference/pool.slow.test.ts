import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unconfined } from '../../src/inference/confinement.ts';
import { FairQueue } from '../../src/inference/fair-queue.ts';
import { Pool, type PoolOptions } from '../../src/inference/pool.ts';
import { probeConfinement } from '../../src/inference/probe-confinement.ts';
import { memoryOf } from '../../src/inference/watch-memory.ts';
import { newFolder } from '../support/folders.ts';

const engine = fileURLToPath(new URL('../support/hostile-engine.ts', import.meta.url));
const facts = probeConfinement();
const options: PoolOptions = {
  engine,
  device: 'cpu',
  role: 'models',
  processes: 2,
  perOwner: 1,
  waitingPerOwner: 3,
  memoryBytes: 2e9,
};

/** Lets a process do something, and answers what came of it. */
const doing =
  (pool: Pool) =>
  async (prompt: string, owner = 'ada', more: { deadlineMs?: number; signal?: AbortSignal } = {}) => {
    const { plan } = await pool.call('plan', { request: { prompt } as never, called: {} }, { owner, ...more });
    return plan.model;
  };

describe('a pool of processes', () => {
  const pool = new Pool({ ...options, slowMs: 500 });
  const act = doing(pool);
  beforeAll(async () => {
    await Promise.all([act('nothing', 'ada'), act('nothing', 'ben')]);
  });
  afterAll(() => pool.close());

  it('ends a call that spins at its deadline, and answers the calls of others meanwhile', async () => {
    const wedged = act('spin', 'ada', { deadlineMs: 3000 });
    const waits: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      const before = performance.now();
      expect(await act('nothing', 'ben')).toBe('done');
      waits.push(performance.now() - before);
    }
    expect(Math.max(...waits)).toBeLessThan(2000);
    await expect(wedged).rejects.toMatchObject({ code: 'timed_out', field: 'request', details: { seconds: 3 } });
    expect(await act('nothing', 'ada')).toBe('done');
  });

  it('makes room beside calls that run long, so that two owners cannot stop a third', async () => {
    const stop = new AbortController();
    const more = { deadlineMs: 25_000, signal: stop.signal };
    const wedged = ['ada', 'ben'].map((owner) => act('spin', owner, more).catch(({ code }) => code));
    const before = performance.now();
    expect(await act('nothing', 'cid')).toBe('done');
    expect(performance.now() - before).toBeLessThan(20_000);
    stop.abort();
    expect(await Promise.all(wedged)).toEqual(['cancelled', 'cancelled']);
  });

  it('fails only the call whose process crashed', async () => {
    const [crashed, other] = await Promise.allSettled([act('crash', 'ada'), act('wait 300', 'ben')]);
    expect(crashed).toMatchObject({ status: 'rejected', reason: { code: 'runtime_failed' } });
    expect(other.status).toBe('fulfilled');
  });

  it('refuses an owner whose calls fill the queue, and no other', async () => {
    const calls = Array.from({ length: 6 }, () => act('wait 200', 'ada').catch(({ code }) => code));
    expect(await act('nothing', 'ben')).toBe('done');
    const answers = await Promise.all(calls);
    expect(answers.filter((answer) => answer === 'too_many_requests').length).toBe(2);
  });

  it('serves owners in turn', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) queue.add(item.charAt(0), item);
    expect(queue.remove('a', 'a2')).toBe(true);
    expect(queue.remove('a', 'a2')).toBe(false);
    const order = [];
    for (let i = 0; i < 3; i += 1) order.push(queue.take(() => true));
    expect(queue.take((owner) => owner === 'b')).toBe('b2');
    expect([...order, ...queue.clear()]).toEqual(['a1', 'b1', 'c1', 'a3']);
    expect(queue.size).toBe(0);
  });

  it('drops a waiting call and stops a running one when its sender hangs up', async () => {
    const stop = new AbortController();
    const running = act('spin', 'ada', { signal: stop.signal, deadlineMs: 20_000 });
    const waiting = act('nothing', 'ada', { signal: stop.signal });
    const before = performance.now();
    setTimeout(() => stop.abort(), 200);
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - before).toBeLessThan(5000);
  });

  it('ends everything when it is closed', async () => {
    const other = new Pool(options);
    const calls = ['spin', 'nothing'].map((deed) => doing(other)(deed).catch(({ code }) => code));
    await expect.poll(() => other.pids().length).toBe(1);
    const [pid = 0] = other.pids();
    await other.close();
    expect(await Promise.all(calls)).toEqual(['server_stopping', 'server_stopping']);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await expect(doing(other)('nothing')).rejects.toMatchObject({ code: 'server_stopping' });
  });
});

describe.runIf(facts.memory)('memory of a process', () => {
  it('is limited, whatever takes it', async () => {
    const pool = new Pool({ ...options, memoryBytes: 400 * 2 ** 20 });
    await expect(doing(pool)('eat 900')).rejects.toMatchObject({ code: 'runtime_failed' });
    for (const pid of pool.pids()) expect(await memoryOf(pid)).toBeLessThan(400 * 2 ** 20);
    await pool.close();
  });
});

describe('a confined process', () => {
  const folder = newFolder();
  const [allowed, secret] = [join(folder, 'tmp'), join(folder, 'database')];
  const confined = { ...options, confinement: facts, folders: { read: [allowed], write: [allowed] } };
  const media = new Pool({ ...confined, role: 'media' });
  const plain = new Pool({ ...options, confinement: unconfined });
  afterAll(() => Promise.all([media.close(), plain.close()]));
  beforeAll(() => {
    execFileSync('mkdir', ['-p', allowed, secret]);
    writeFileSync(join(secret, 'rows'), 'secret');
    process.env.DATABASE_URL = 'postgres://user:secret@db.invalid/akezora';
    process.env.HF_TOKEN = 'hf_secret';
  });

  it.runIf(facts.network !== 'none')('has no network', async () => {
    const listener = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => listener.once('listening', resolve));
    const { port } = listener.address() as AddressInfo;
    expect(await doing(plain)(`connect ${port}`)).toBe('connected');
    await expect(doing(media)(`connect ${port}`)).rejects.toMatchObject({ message: /ENETUNREACH|ECONNREFUSED/ });
    listener.close();
  });

  it.runIf(facts.permission)('reads and writes its own folders only, and starts no program', async () => {
    expect(await doing(media)(`write ${join(allowed, 'picture')}`)).toBe('undefined');
    expect(await doing(media)(`read ${join(allowed, 'picture')}`)).toBe('1');
    for (const deed of [
      'read /etc/passwd',
      `read ${join(secret, 'rows')}`,
      `write ${join(secret, 'rows')}`,
      'fork /bin/true',
    ])
      await expect(doing(media)(deed)).rejects.toMatchObject({ message: /ERR_ACCESS_DENIED|restricted/ });
  });

  it('is given no secret of the server', async () => {
    const environment = JSON.parse(await doing(media)('environment')) as Record<string, string>;
    expect(environment.PATH).toBe(process.env.PATH);
    expect(JSON.stringify(environment)).not.toContain('secret');
    expect(environment.HOME).toBeUndefined();
  });

  it('is given no compiled code of the server, unlike a process that may write anywhere', async () => {
    const cacheOf = async (pool: Pool) => JSON.parse(await doing(pool)('environment')).NODE_COMPILE_CACHE;
    expect(await cacheOf(media)).toBeUndefined();
    expect(await cacheOf(plain)).toBe(process.env.NODE_COMPILE_CACHE);
  });

  it.runIf(process.platform === 'linux')('has no open file or socket of the server', async () => {
    await doing(media)('nothing');
    const [pid = 0] = media.pids();
    const open = readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return [fd, readlinkSync(`/proc/${pid}/fd/${fd}`)] as const;
      } catch {
        return [fd, ''] as const;
      }
    });
    expect(Object.fromEntries(open)['0']).toBe('/dev/null');
    expect(open.filter(([, target]) => target.startsWith(folder))).toEqual([]);
    // One socket is the channel of messages; the errors' may be another, as here.
    const [, errors = ''] = open.find(([fd]) => fd === '2') ?? [];
    const sockets = open.filter(([, target]) => target.startsWith('socket:') && target !== errors);
    expect(sockets.length).toBe(1);
  });

  it.runIf(facts.prlimit && facts.setpriv !== 'none')('has its limits from the system, and no privileges', async () => {
    await doing(media)('nothing');
    const [pid = 0] = media.pids();
    const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
    expect(limits).toMatch(/Max core file size +0 +0/);
    expect(limits).toMatch(/Max open files +512 +512/);
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    expect(status).toMatch(/NoNewPrivs:\s+1/);
    expect(status).toMatch(/CapEff:\s+0+\n/);
  });
});
