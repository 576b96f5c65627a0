import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClipFacts } from '@akezora/contract';
import { writeSidecar } from '@akezora/engine';
import { afterAll, describe, expect, it } from 'vitest';
import { batchItems, isMade } from '../../src/generate/batch.ts';

describe('a batch', () => {
  const folder = mkdtempSync(join(tmpdir(), 'akezora-batch-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds a prompt or a JSON request a line, with seeds that count up', () => {
    const text = '# foxes\na fox\r\n\n{"prompt": "a bear", "seconds": 4, "seed": 9}\n三匹の猫';
    const items = batchItems(text, { prompt: '', seconds: 10, seed: 5 });
    expect(items.map(({ line, request }) => [line, request.prompt, request.seconds, request.seed])).toEqual([
      [2, 'a fox', 10, 5],
      [4, 'a bear', 4, 9],
      [5, '三匹の猫', 10, 7],
    ]);
  });

  it('takes the earlier name of actors', () => {
    const [item] = batchItems('{"prompt": "@momo runs", "characters": [{"name": "momo"}]}', { prompt: '' });
    expect(item?.request).toMatchObject({ prompt: '@momo runs', actors: [{ name: 'momo' }] });
    expect(item?.request).not.toHaveProperty('characters');
  });

  it('names the line at fault', () => {
    expect(() => batchItems('a\n{"prompt": 5}', { prompt: '' })).toThrow(/line 2/);
    expect(() => batchItems('\n# nothing\n', { prompt: '' })).toThrow(expect.objectContaining({ field: '--prompts' }));
  });

  it('skips only a complete clip of the same request', async () => {
    const file = join(folder, 'a.mp4');
    const request = { prompt: 'a fox', seed: 5, seconds: 4 };
    expect(await isMade(file, request)).toBe(false);
    writeFileSync(file, 'x');
    expect(await isMade(file, request)).toBe(false);
    const facts: ClipFacts = {
      generator: 'akezora',
      model: 'akezora-2',
      modelVersion: '1',
      kernels: 'cpu:int8',
      seed: 5,
      prompt: 'a fox',
      unknownWords: [],
      width: 64,
      height: 64,
      fps: 24,
      seconds: 4,
      frames: 96,
      steps: 4,
      guidance: 1,
      codec: 'h264',
      request: { model: 'akezora-2', ...request, fps: 24 },
    };
    await writeSidecar(file, { facts });
    expect(await isMade(file, request)).toBe(true);
    expect(await isMade(file, { ...request, seconds: 5 })).toBe(false);
    expect(await isMade(file, { ...request, preset: 'balloon' })).toBe(false);
  });
});
