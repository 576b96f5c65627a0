import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AkezoraError } from '@akezora/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Maker } from '../../src/watch/makers.ts';
import type { WatchEvent } from '../../src/watch/report.ts';
import { type WatchOptions, watchFolder } from '../../src/watch/watch.ts';

let root = '';
const path = (...names: string[]) => join(root, ...names);
const list = (...names: string[]) => readdirSync(path(...names)).sort();
const text = (...names: string[]) => readFileSync(path(...names), 'utf8');
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'akezora-watch-'));
  mkdirSync(path('in'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const stop = () => new AbortController();

/** A maker whose clips are texts. */
const writes: Maker = async ({ request, file }) => {
  writeFileSync(file, request.prompt);
  writeFileSync(`${file}.json`, '{}');
};

function watch(more: Partial<WatchOptions> = {}, events: WatchEvent[] = []) {
  return watchFolder({
    folders: { in: path('in'), out: path('out') },
    read: async ({ base }) => [{ request: { prompt: base }, ignored: [] }],
    maker: writes,
    tell: (event) => void events.push(event),
    language: 'en',
    signal: stop().signal,
    jobs: 1,
    pollMs: 5,
    settleMs: 20,
    once: true,
    ...more,
  });
}

describe('a watched folder', () => {
  it('becomes clips of the same names with their facts, and its files go to done', async () => {
    for (const name of ['a.txt', 'b.png', 'b.txt', 'alone.png']) writeFileSync(path('in', name), name);
    expect(await watch()).toBeUndefined();
    expect(list('out')).toEqual(['a.mp4', 'a.mp4.json', 'b.mp4', 'b.mp4.json']);
    expect(list('in', 'done')).toEqual(['a.txt', 'b.png', 'b.txt']);
    expect(list('in').filter((name) => !['done', 'failed', 'working'].includes(name))).toEqual(['alone.png']);
    expect(list('in', 'working')).toEqual([]);
  });

  it('never replaces a clip or a file that is done', async () => {
    mkdirSync(path('out'));
    writeFileSync(path('out', 'a.mp4'), 'of another');
    writeFileSync(path('in', 'a.txt'), 'one');
    await watch();
    writeFileSync(path('in', 'a.txt'), 'two');
    await watch();
    expect(list('out')).toEqual(['a-2.mp4', 'a-2.mp4.json', 'a-3.mp4', 'a-3.mp4.json', 'a.mp4']);
    expect(text('out', 'a.mp4')).toBe('of another');
    expect([text('in', 'done', 'a.txt'), text('in', 'done', 'a-2.txt')]).toEqual(['one', 'two']);
  });

  it('waits for a file that is still being written', async () => {
    writeFileSync(path('in', 'a.txt'), 'a');
    const seen: string[] = [];
    const maker: Maker = async (making) => {
      seen.push(text('in', 'working', 'a', 'files', 'a.txt'));
      await writes(making);
    };
    const watching = watch({ maker, settleMs: 150 });
    for (let index = 0; index < 10; index += 1) {
      await sleep(40);
      appendFileSync(path('in', 'a.txt'), 'a');
    }
    await watching;
    expect(seen).toEqual(['a'.repeat(11)]);
  });

  it('takes no more than it works on: the rest can be changed or taken away', async () => {
    for (let index = 0; index < 9; index += 1) writeFileSync(path('in', `${index}.txt`), 'x');
    let [now, most] = [0, 0];
    const maker: Maker = async (making) => {
      now += 1;
      most = Math.max(most, now);
      expect(list('in', 'working').length).toBeLessThanOrEqual(3);
      rmSync(path('in', '8.txt'), { force: true });
      // The first ones stay until as many as may work do.
      for (let turns = 0; most < 3 && turns < 500; turns += 1) await sleep(20);
      now -= 1;
      await writes(making);
    };
    await watch({ maker, jobs: 3 });
    expect(most).toBe(3);
    expect(list('out').filter((name) => name.endsWith('.mp4'))).toHaveLength(8);
  });

  it('puts what fails into failed, with the reason in the language of its user, and goes on', async () => {
    for (const name of ['a.txt', 'b.txt']) writeFileSync(path('in', name), 'x');
    const maker: Maker = async (making) => {
      if (making.request.prompt === 'a') throw new AkezoraError('prompt_empty');
      await writes(making);
    };
    const events: WatchEvent[] = [];
    expect(await watch({ maker, language: 'ja' }, events)).toMatchObject({ code: 'prompt_empty' });
    expect(list('in', 'failed')).toEqual(['a.error.txt', 'a.txt']);
    expect(text('in', 'failed', 'a.error.txt')).toContain('プロンプトが空です。');
    expect(list('out')).toEqual(['b.mp4', 'b.mp4.json']);
    expect(events.map(({ type }) => type)).toContain('failed');
  });

  it('keeps the clips of a list whose others failed, and names those', async () => {
    writeFileSync(path('in', 'a.csv'), 'x');
    const read = async () => ['one', 'two', 'three'].map((prompt) => ({ request: { prompt, seed: 1 }, ignored: [] }));
    const maker: Maker = async (making) => {
      if (making.request.prompt === 'two') throw new AkezoraError('prompt_unreadable', { languages: 'English' });
      await writes(making);
    };
    await watch({ read, maker });
    expect(list('out')).toEqual(['a-001.mp4', 'a-001.mp4.json', 'a-003.mp4', 'a-003.mp4.json']);
    expect(text('in', 'failed', 'a.error.txt')).toMatch(/a-002\.mp4: two\n.*no words/);
  });

  it('ends at its signal, and goes on at the next start', async () => {
    for (const name of ['a.txt', 'b.txt']) writeFileSync(path('in', name), 'x');
    const stopping = stop();
    const events: WatchEvent[] = [];
    const maker: Maker = async ({ signal }) => {
      stopping.abort();
      signal.throwIfAborted();
    };
    await watch({ maker, signal: stopping.signal, once: false }, events);
    expect(events.at(-1)).toEqual({ type: 'stopped', left: 1 });
    expect([existsSync(path('in', 'a.txt')), existsSync(path('in', 'b.txt'))]).toEqual([false, true]);
    await watch();
    expect(list('out')).toEqual(['a.mp4', 'a.mp4.json', 'b.mp4', 'b.mp4.json']);
  });

  it('takes away where a clip was made, also when it was killed after the clip had its place', async () => {
    const place = path('in', 'working', 'a');
    const stages = ['.akezora-11112222-1', '.akezora-11112222-2'];
    for (const folder of [place, ...stages.map((stage) => path('out', stage))]) mkdirSync(folder, { recursive: true });
    writeFileSync(path('out', 'a-001.mp4'), 'x');
    const error = { code: 'internal', message: { en: 'x', ja: 'x' }, remedy: { en: 'x', ja: 'x' } };
    const clips = [
      { name: 'a-001.mp4', request: { prompt: 'x' }, state: 'there' },
      { name: 'a-002.mp4', request: { prompt: 'y' }, state: 'failed', error },
    ];
    writeFileSync(join(place, 'order.json'), JSON.stringify({ id: '11112222', base: 'a', files: [], clips }));
    await watch();
    expect([list('out'), list('in', 'working')]).toEqual([['a-001.mp4'], []]);
  });

  it('waits for a folder that is away, as a network drive can be', async () => {
    const stopping = stop();
    const events: WatchEvent[] = [];
    const watching = watch({ signal: stopping.signal, once: false }, events);
    await expect.poll(() => events.length).toBeGreaterThan(0);
    rmSync(path('in'), { recursive: true });
    await expect.poll(() => events.map(({ type }) => type)).toContain('unreadable');
    mkdirSync(path('in', 'working'), { recursive: true });
    writeFileSync(path('in', 'a.txt'), 'x');
    await expect.poll(() => existsSync(path('out', 'a.mp4')), { timeout: 5000 }).toBe(true);
    stopping.abort();
    await watching;
  });
});

describe('a watcher that is killed again and again', () => {
  it('loses no clip and makes none twice', async () => {
    mkdirSync(path('out'));
    const names = Array.from({ length: 24 }, (_, index) => `shot${index}`);
    for (const name of names) writeFileSync(path('in', `${name}.txt`), name);
    writeFileSync(path('in', 'list.jsonl'), 'first\nsecond\nthird\n');
    const watcher = join(import.meta.dirname, 'watcher.ts');
    let kills = 0;
    for (let round = 0; ; round += 1) {
      const child = spawn(process.execPath, [watcher, path('in'), path('out')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let lines = 0;
      child.stdout.on('data', (data: Buffer) => {
        lines += data.toString().split('\n').length - 1;
        // After one clip and another, at another moment of the next one's making, moving and putting away.
        if (lines >= 3 && round < 6) setTimeout(() => child.kill('SIGKILL'), (round * 9) % 45);
      });
      const code = await new Promise((resolve) => child.on('exit', resolve));
      if (code === 0) break;
      kills += 1;
      expect(round).toBeLessThan(7);
    }
    expect(kills).toBe(6);
    const clips = [...names, 'list-001', 'list-002', 'list-003'];
    expect(list('out')).toEqual(clips.flatMap((name) => [`${name}.mp4`, `${name}.mp4.json`]).sort());
    for (const name of names) expect(text('out', `${name}.mp4`)).toBe(name);
    expect(list('in', 'done')).toEqual([...names.map((name) => `${name}.txt`), 'list.jsonl'].sort());
    expect([list('in', 'working'), list('in', 'failed')]).toEqual([[], []]);
    // What was complete is not begun again: at most one beginning is lost to each kill.
    const begun = text('begun.log').trim().split('\n');
    expect(begun.length).toBeLessThanOrEqual(clips.length + kills);
  }, 60_000);

  it('holds its folder alone, until it ends', async () => {
    writeFileSync(path('in', 'a.txt'), 'x');
    const { watchCommand } = await import('../../src/watch/command.ts');
    const { recordingTerminal } = await import('../terminal.ts');
    const { lockFolder } = await import('@akezora/server');
    const release = await lockFolder(path('in', 'working'));
    const second = watchCommand([path('in'), path('out'), '--once'], recordingTerminal().terminal);
    await expect(second).rejects.toThrow(new RegExp(`already watched by another process \\(${process.pid}`));
    await release();
  });
});
