import { AkezoraError } from '@akezora/contract';
import { describe, expect, it } from 'vitest';
import { adviceOn, table } from '../../src/doctor/command.ts';
import type { Findings } from '../../src/doctor/examine.ts';
import { recordingTerminal } from '../terminal.ts';

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
    models: [{ id: 'akezora-2', seconds: 20 }],
    encodeFps: 50,
    speeds: {},
  };
  const { terminal } = recordingTerminal();

  it('gives no advice about a machine without faults', () => {
    expect(adviceOn(well, terminal)).toEqual([]);
    const absent = { id: 'ltx-video', error: new AkezoraError('weights_missing', { model: 'ltx-video', path: 'x' }) };
    expect(adviceOn({ ...well, models: [...well.models, absent] }, terminal)).toEqual([]);
  });

  it('writes models and speeds in words', () => {
    const absent = { id: 'ltx-video', error: new AkezoraError('weights_missing', { model: 'ltx-video', path: 'x' }) };
    const speeds = {
      'akezora-2:cpu:int8:paint': 29.42,
      'akezora-2:cpu:int8:finish': 16,
      'ltx-video:cpu:int8:denoise': 3.1e11,
    };
    const found = { ...well, models: [...well.models, absent], speeds };
    const english = table(found, terminal).join('\n');
    expect(english).toContain('ltx-video: not installed (download it with `akezora models pull ltx-video`)');
    expect(english).toContain('akezora-2 (cpu, int8): painting, finishing measured, used for estimates');
    expect(english).toContain('ltx-video (cpu, int8): painting measured');
    const japanese = table(found, recordingTerminal('ja').terminal).join('\n');
    expect(japanese).toContain('akezora-2（cpu、int8）: 描画、仕上げを計測済み（見積もりに使います）');
    expect(japanese).not.toMatch(/weights_missing|e\+/);
  });

  it('gives advice about each fault', () => {
    const ill: Findings = {
      ...well,
      node: { version: '20.1.0', well: false },
      memory: { free: 1e9, total: 2e9 },
      disk: { free: 1e8, total: 1e9 },
      codecFailure: 'no binary',
      runtimeFailure: 'no library',
      models: [{ id: 'akezora-2', error: new AkezoraError('weights_corrupt', { path: 'w', reason: 'bits' }) }],
    };
    expect(adviceOn(ill, terminal)).toHaveLength(6);
    expect(adviceOn(ill, recordingTerminal('ja').terminal).join('')).toMatch(/Node 20\.1\.0 は古すぎます/);
  });
});
