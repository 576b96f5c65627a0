import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClipFacts, generationRequestSchema } from '@akezora/contract';
import { type Frame, still, writeSidecar } from '@akezora/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchItems, isMade } from '../../src/generate/batch.ts';
import { generateCommand } from '../../src/generate/command.ts';
import { inputHashes } from '../../src/generate/input-hashes.ts';
import { recordingTerminal } from '../terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'akezora-batch-run-'));
const path = (name: string) => join(folder, name);
const grey = (value: number): Frame => ({
  width: 64,
  height: 64,
  data: new Uint8Array(64 * 64 * 4).fill(value),
  at: 0,
});

beforeAll(async () => {
  writeFileSync(path('p.png'), await still(grey(120), { format: 'png' }));
  writeFileSync(path('other.png'), await still(grey(30), { format: 'png' }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const small = ['--resolution', '360p', '--seconds', '2'];

describe('a batch that is only planned', () => {
  it('shows a plan of each clip and makes neither clip nor folder', async () => {
    writeFileSync(path('list.txt'), 'a fox\na bear\n');
    const { terminal, written } = recordingTerminal();
    const out = path('never');
    const words = ['--prompts', path('list.txt'), '--dry-run', '--json', '-o', out, ...small];
    expect(await generateCommand(words, terminal)).toBe(0);
    const plans = written.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; plan: object });
    expect(plans.map(({ type }) => type)).toEqual(['planned', 'planned']);
    expect(existsSync(out)).toBe(false);
  });

  it('says in words what making it would cost, and plans the variants', async () => {
    const { terminal, written } = recordingTerminal('ja');
    const words = ['--prompts', path('list.txt'), '--variants', '2', '--dry-run', '-o', path('never'), ...small];
    expect(await generateCommand(words, terminal)).toBe(0);
    expect(written.err).toMatch(/作成予定 4件（約.+）/);
    expect(written.err).toContain('[4/4]');
  });

  it('reads standard input for -, in the encoding of Windows', () => {
    const input = execFileSync('iconv', ['-f', 'UTF-8', '-t', 'CP932'], { input: '狐が走る\r\n' });
    const bin = new URL('../../bin/akezora.js', import.meta.url).pathname;
    const words = ['generate', '--prompts', '-', '--dry-run', '--json', '-o', path('never'), ...small];
    const plan = JSON.parse(execFileSync(process.execPath, [bin, ...words], { input }).toString()) as {
      plan: { scene: { prompt?: string } };
    };
    expect(JSON.stringify(plan)).toContain('fox');
  });
});

describe('the clips of a batch', () => {
  it('have names and seeds of their own for each variant', () => {
    const items = batchItems('a fox\n{"prompt": "a bear", "seed": 9}', { prompt: '', seed: 5 }, 2);
    expect(items.map(({ name, request }) => [name, request.seed])).toEqual([
      ['001-a-fox-1.mp4', 5],
      ['001-a-fox-2.mp4', 6],
      ['002-a-bear-1.mp4', 9],
      ['002-a-bear-2.mp4', 10],
    ]);
  });

  it('take options that are null in a line as not set', () => {
    const [item] = batchItems('{"prompt": "a bear", "seed": null, "seconds": null}', {
      prompt: '',
      seed: 5,
      seconds: 4,
    });
    expect(item?.request).toMatchObject({ seed: 5, seconds: 4 });
  });

  it('are made again when a file of the request has other content, and not when it has another name', async () => {
    const file = path('clip.mp4');
    const request = (image: string) => ({
      prompt: 'a fox',
      seed: 5,
      conditions: [{ source: { kind: 'image' as const, file: path(image) } }],
    });
    const parsed = generationRequestSchema.parse(request('p.png'));
    const facts = { ...madeOf, request: parsed };
    writeFileSync(file, 'x');
    await writeSidecar(file, { facts, inputs: await inputHashes(parsed) });
    expect(await isMade(file, request('p.png'))).toBe(true);
    copyFileSync(path('p.png'), path('renamed.png'));
    expect(await isMade(file, request('renamed.png'))).toBe(true);
    renameSync(path('p.png'), path('kept.png'));
    copyFileSync(path('other.png'), path('p.png'));
    expect(await isMade(file, request('p.png'))).toBe(false);
    // Of an earlier version there are no hashes: the file must be as old as the clip.
    await writeSidecar(file, { facts });
    utimesSync(path('p.png'), 1, 1);
    expect(await isMade(file, request('p.png'))).toBe(true);
    utimesSync(path('p.png'), new Date(), new Date(Date.now() + 60_000));
    expect(await isMade(file, request('p.png'))).toBe(false);
    expect(readdirSync(folder)).not.toContain('never');
  });
});

const madeOf: Omit<ClipFacts, 'request'> = {
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
};
