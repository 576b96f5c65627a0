import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AkezoraError, type ClipFacts, type GenerationPlan, type Scene, sceneSchema } from '@akezora/contract';
import { still, writeSidecar } from '@akezora/engine';
import { afterAll, describe, expect, it } from 'vitest';
import { adviceOn, table } from '../src/doctor/command.ts';
import type { Findings } from '../src/doctor/examine.ts';
import { tellFailure } from '../src/failure.ts';
import { batchItems, isMade } from '../src/generate/batch.ts';
import { jsonLine } from '../src/generate/command.ts';
import { planLines, sceneWords, stageLines } from '../src/generate/plan-text.ts';
import { previewLines } from '../src/generate/preview.ts';
import { cut, progressOn, secondsLeft } from '../src/generate/progress.ts';
import { listening } from './terminal.ts';

const plan: GenerationPlan = {
  model: 'akezora-1',
  device: 'cpu',
  precision: 'int8',
  seed: 7,
  aspect: '16:9',
  width: 1920,
  height: 1080,
  fps: 24,
  seconds: 10,
  frames: 240,
  codec: 'h264',
  native: { width: 160, height: 90, fps: 12, frames: 120 },
  windows: 2,
  steps: 4,
  guidance: 1,
  stages: [{ name: 'denoise', seconds: 12, memoryBytes: 4e8 }],
  peakMemoryBytes: 1.2e9,
  estimatedSeconds: 75,
  scene: sceneSchema.parse({
    version: 1,
    place: 'forest',
    weather: 'snow',
    subjects: ['fox', 'fox'].map((name) => ({ name, motion: 'left', path: [{ at: 0, x: 0, y: 1, size: 0.3 }] })),
  }),
  unknownWords: [
    { word: 'quantum', start: 0, end: 7 },
    { word: 'quantum', start: 9, end: 16 },
  ],
  notices: [{ code: 'size_rounded', message: { en: 'rounded', ja: '丸めました' } }],
};

describe('the plan', () => {
  it('names what will be made, its cost, the scene and unknown words', () => {
    const text = [...planLines(plan, listening().terminal), ...stageLines(plan, listening().terminal)].join('\n');
    for (const part of [
      '1920×1080',
      '10 s',
      'seed 7',
      '1 min 15 s',
      '1.2 GB',
      'forest, day, snow, 2 × fox (left)',
      'does not know: quantum\n',
      'Note: rounded',
      'Generating frames',
    ]) {
      expect(text).toContain(part);
    }
    expect(planLines(plan, listening('ja').terminal).join('\n')).toMatch(/知らない言葉: quantum[\s\S]*丸めました/);
  });
});

describe('progress', () => {
  it('draws stage, step, frames and time left on one line and clears it', async () => {
    const { terminal, heard } = listening('en', true);
    const progress = progressOn(terminal);
    await progress.show({ type: 'planned', plan });
    await progress.show({ type: 'stage', name: 'denoise', index: 0, of: 2 });
    await progress.show({ type: 'step', stage: 'denoise', index: 2, total: 4, etaMs: 1000 });
    expect(heard.err).toMatch(/Generating frames · step 2\/4 · 1 min 1\d s left\n$/);
    progress.end();
    expect(heard.err.endsWith('\x1b[1A\r\x1b[J')).toBe(true);
  });

  it('tells each stage once where lines cannot be redrawn', async () => {
    const { terminal, heard } = listening('ja');
    const progress = progressOn(terminal);
    for (const name of ['denoise', 'denoise', 'encode'] as const)
      await progress.show({ type: 'stage', name, index: 0, of: 2 });
    expect(heard.err).toBe('描画しています\n書き出しています\n');
  });

  it('shows a picture as coloured half blocks', async () => {
    const data = new Uint8Array(160 * 90 * 4).fill(255);
    for (let i = 0; i < data.length; i += 4) data.set([200, 40, 40], i);
    const lines = await previewLines(await still({ width: 160, height: 90, data, at: 0 }), 40);
    expect(lines.length).toBeGreaterThan(8);
    const [, red, green] = /38;2;(\d+);(\d+);(\d+);48;2;/.exec(lines[3]!)!.map(Number);
    expect(Math.abs(red! - 200)).toBeLessThan(12);
    expect(Math.abs(green! - 40)).toBeLessThan(12);
    expect(lines[0]!.endsWith('\x1b[0m')).toBe(true);
  });

  it('trusts the plan first and the pace later', () => {
    expect(secondsLeft(5, { done: 0, total: 240 }, plan)).toBe(70);
    expect(secondsLeft(30, { done: 216, total: 240 }, plan)).toBeLessThan(10);
    expect(secondsLeft(500, { done: 0, total: 0 }, plan)).toBe(0);
  });

  it('cuts lines by the columns they take', () => {
    expect(cut('abcdef', 4)).toBe('abcd');
    expect(cut('描いています', 5)).toBe('描い');
  });

  it('writes events as lines of JSON with pictures as base64', () => {
    const line = jsonLine({ type: 'preview', jpeg: Uint8Array.of(1, 2, 3), frame: 4 });
    expect(JSON.parse(line)).toEqual({ type: 'preview', jpeg: 'AQID', frame: 4 });
  });
});

describe('failures', () => {
  it('are told in the language with the remedy, without a trace, with their exit code', () => {
    const { terminal, heard } = listening('ja');
    expect(tellFailure(new AkezoraError('prompt_empty'), terminal, false)).toBe(2);
    expect(heard.err).toBe('エラー: プロンプトが空です。\n  → 見たいものを短い言葉で書いてください。\n');
    expect(tellFailure(new Error('boom'), listening().terminal, false)).toBe(1);
    expect(tellFailure(new DOMException('x', 'AbortError'), listening().terminal, false)).toBe(130);
  });

  it('are one line of JSON where JSON is asked for', () => {
    const { terminal, heard } = listening();
    tellFailure(new AkezoraError('prompt_empty'), terminal, true);
    expect(JSON.parse(heard.out)).toMatchObject({ type: 'error', error: { code: 'prompt_empty' } });
    expect(heard.err).toBe('');
  });
});

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

  it('names the line at fault', () => {
    expect(() => batchItems('a\n{"prompt": 5}', { prompt: '' })).toThrow(/line 2/);
    expect(() => batchItems('\n# nothing\n', { prompt: '' })).toThrow(expect.objectContaining({ field: '--prompts' }));
  });

  it('skips only what stands whole from the same request', async () => {
    const file = join(folder, 'a.mp4');
    const request = { prompt: 'a fox', seed: 5, seconds: 4 };
    expect(await isMade(file, request)).toBe(false);
    writeFileSync(file, 'x');
    expect(await isMade(file, request)).toBe(false);
    const facts: ClipFacts = {
      generator: 'akezora',
      model: 'akezora-1',
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
      request: { model: 'akezora-1', ...request, fps: 24 },
    };
    await writeSidecar(file, { facts });
    expect(await isMade(file, request)).toBe(true);
    expect(await isMade(file, { ...request, seconds: 5 })).toBe(false);
    expect(await isMade(file, { ...request, preset: 'balloon' })).toBe(false);
  });
});

describe('the doctor', () => {
  const well: Findings = {
    node: { version: '24.0.0', well: true },
    system: 'linux x64',
    processor: { name: 'x', cores: 2, features: [] },
    memory: { free: 8e9, total: 16e9 },
    disk: { free: 50e9, total: 100e9 },
    cache: '/tmp',
    devices: ['cpu'],
    runtimeFailure: undefined,
    codecs: { h264: true },
    codecFailure: undefined,
    models: [{ id: 'akezora-1', seconds: 20 }],
    encodeFps: 50,
    speeds: {},
  };
  const { terminal } = listening();

  it('has nothing to say about a machine that is well', () => {
    expect(adviceOn(well, terminal)).toEqual([]);
    const absent = { id: 'ltx-video', error: new AkezoraError('weights_missing', { model: 'ltx-video', path: 'x' }) };
    expect(adviceOn({ ...well, models: [...well.models, absent] }, terminal)).toEqual([]);
  });

  it('tells models and speeds in words', () => {
    const absent = { id: 'ltx-video', error: new AkezoraError('weights_missing', { model: 'ltx-video', path: 'x' }) };
    const speeds = { 'akezora-1:cpu:int8:paint': 29.42, 'ltx-video:cpu:int8:denoise': 3.1e11 };
    const found = { ...well, models: [...well.models, absent], speeds };
    const english = table(found, terminal).join('\n');
    expect(english).toContain('ltx-video: not here yet; `akezora models pull ltx-video` gets it');
    expect(english).toContain('akezora-1, Generating frames (cpu, int8): 29.4 units of work/s');
    expect(english).toContain('310 G units');
    const japanese = table(found, listening('ja').terminal).join('\n');
    expect(japanese).toContain('akezora-1「描画しています」（cpu, int8）: 毎秒 29.4 単位');
    expect(japanese).not.toMatch(/weights_missing|e\+/);
  });

  it('tells a scene in the language of its reader', () => {
    const scene = { place: 'snowfield', time: 'sunset', weather: 'snow', style: 'none', camera: { move: 'static' } };
    const fox = { name: 'fox', motion: 'left' };
    const told = (language: 'en' | 'ja') =>
      sceneWords({ ...scene, subjects: [fox, fox] } as unknown as Scene, language);
    expect(told('en')).toBe('snowfield, sunset, snow, 2 × fox (left)');
    expect(told('ja')).toBe('雪原、夕暮れ、雪、2 × キツネ（左へ）');
  });

  it('says what to do about each trouble', () => {
    const ill: Findings = {
      ...well,
      node: { version: '20.1.0', well: false },
      memory: { free: 1e9, total: 2e9 },
      disk: { free: 1e8, total: 1e9 },
      codecFailure: 'no binary',
      runtimeFailure: 'no library',
      models: [{ id: 'akezora-1', error: new AkezoraError('weights_corrupt', { path: 'w', reason: 'bits' }) }],
    };
    expect(adviceOn(ill, terminal)).toHaveLength(6);
    expect(adviceOn(ill, listening('ja').terminal).join('')).toMatch(/Node 20\.1\.0 は古すぎます/);
  });
});
