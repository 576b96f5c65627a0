import { expect, test } from 'vitest';
import { Kept } from '../../../src/models/akezora/kept.ts';

/** Things to keep, and what became of them, in order. */
function things() {
  const log: string[] = [];
  const load = (name: string) => async () => {
    log.push(`load ${name}`);
    return { name, close: async () => void log.push(`close ${name}`) };
  };
  return { log, load };
}

test('is loaded once for all that ask for the same', async () => {
  const { log, load } = things();
  const kept = new Kept<{ name: string; close(): Promise<void> }>();
  await kept.prepare('a', load('a'));
  for (let i = 0; i < 2; i += 1) {
    const { kept: thing, done } = await kept.use('a', load('a'));
    expect(thing.name).toBe('a');
    done();
  }
  expect(log).toEqual(['load a']);
  await kept.free();
  expect(log).toEqual(['load a', 'close a']);
});

test('frees one before it loads another, and none that is in use', async () => {
  const { log, load } = things();
  const kept = new Kept<{ name: string; close(): Promise<void> }>();
  const preparing = kept.prepare('a', load('a'));
  const { done } = await kept.use('b', load('b'));
  await preparing;
  await kept.prepare('c', load('c'));
  expect(log).toEqual(['load a', 'close a', 'load b']);
  await expect(kept.use('b', load('b'))).rejects.toThrow('in use');
  done();
  await kept.prepare('c', load('c'));
  expect(log).toEqual(['load a', 'close a', 'load b', 'close b', 'load c']);
});

test('tries again what could not be loaded', async () => {
  const { log, load } = things();
  const kept = new Kept<{ name: string; close(): Promise<void> }>();
  const fails = () => Promise.reject(new Error('broken'));
  await expect(kept.prepare('a', fails)).rejects.toThrow('broken');
  await expect(kept.use('a', fails)).rejects.toThrow('broken');
  const { done } = await kept.use('a', load('a'));
  done();
  expect(log).toEqual(['load a']);
});
