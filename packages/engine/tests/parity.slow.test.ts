import { execFile } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { findCases } from '../parity/case.ts';
import { relativeError } from '../parity/compare.ts';
import { runParity } from '../parity/runner.ts';
import { fixtures } from './models/ltx-video/tiny-model.ts';
import { newFolder } from './models/new-folder.ts';

const options = { device: 'cpu', precision: 'f32' };
const silent = () => {};

it('reaches every output of every fixture within its tolerance', async () => {
  const lines: string[] = [];
  const summary = await runParity([fixtures], options, (line) => lines.push(line));
  expect(lines.filter((line) => line.includes('FAILED'))).toEqual([]);
  expect(summary).toEqual({ passed: (await findCases(fixtures)).length, failed: 0, skipped: 0 });
});

it('reaches every case of the shared collection where it is there', async ({ skip }) => {
  const shared = join(fixtures, '../../../../../shared/parity');
  const names = ['cogvideox', 'ltx-video', 'mochi', 'pyramid-flow', 't5', 'tokenizer'];
  const folders = names.map((name) => join(shared, name));
  if (!folders.every(existsSync)) {
    console.warn('SKIPPED: the shared parity collection is not beside the repository');
    skip();
  }
  const lines: string[] = [];
  const summary = await runParity(folders, options, (line) => lines.push(line));
  expect(lines.filter((line) => line.includes('FAILED'))).toEqual([]);
  expect(summary.skipped).toBe(0);
});

it('fails a case whose numbers are off, and counts an unknown kind as skipped', async () => {
  const folder = newFolder();
  const source = join(fixtures, 'ltx-video/scheduler-t2v');
  cpSync(source, join(folder, 'wrong'), { recursive: true });
  const config = JSON.parse(readFileSync(join(source, 'config.json'), 'utf8'));
  writeFileSync(join(folder, 'wrong/config.json'), JSON.stringify({ ...config, shift_terminal: 0.11 }));
  cpSync(source, join(folder, 'unknown'), { recursive: true });
  const json = JSON.parse(readFileSync(join(source, 'case.json'), 'utf8'));
  writeFileSync(join(folder, 'unknown/case.json'), JSON.stringify({ ...json, kind: 'something.new' }));
  expect(await runParity([folder], options, silent)).toEqual({ passed: 0, failed: 1, skipped: 1 });
});

it('measures the error relative to what was expected, and never calls NaN close', () => {
  expect(relativeError([3, 4.5], [3, 4])).toBeCloseTo(0.1, 12);
  expect(relativeError([Number.NaN, 4], [3, 4])).toBe(Number.POSITIVE_INFINITY);
});

/** Software drivers of Vulkan: Mesa's, which from 24 on computes in half precision, and chromium's, which does not and is slow. */
const drivers = [
  '/usr/share/vulkan/icd.d/lvp_icd.json',
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
];

for (const precision of ['f32', 'f16'])
  it(`reaches text encoders, the transformer and a whole pipeline on WebGPU in ${precision}, where a software Vulkan is there`, async ({
    skip,
  }) => {
    const icd = drivers.find(existsSync);
    if (icd === undefined || (precision === 'f16' && icd.includes('swiftshader'))) {
      console.warn('SKIPPED: no Vulkan driver to run WebGPU on (install mesa-vulkan-drivers 24 or newer)');
      skip();
    }
    const slow = icd?.includes('swiftshader') ? [] : ['ltx-video/pipeline-condition-two-images'];
    const names = ['t5/t5-v1_1-mask', 't5/clip-l-projection', 'ltx-video/transformer-token-timesteps', ...slow];
    const cases = names.map((name) => join(fixtures, name));
    // The loader of Vulkan reads its environment when it starts, so this needs a process of its own.
    const script = join(fixtures, '../../parity/run.ts');
    const args = [script, ...cases, '--device', 'webgpu', '--precision', precision];
    const folder = newFolder();
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, VK_ICD_FILENAMES: icd, XDG_RUNTIME_DIR: folder, AKEZORA_CACHE: folder },
    }).catch((error: { stdout: string; stderr: string }) => error);
    expect(stdout + stderr).toContain(`${names.length} passed, 0 failed, 0 skipped`);
  }, 300_000);
