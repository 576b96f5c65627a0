import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AkezoraError, type Text } from '@akezora/contract';
import { scriptFile } from '@akezora/contract/root';
import type { Terminal } from '../terminal.ts';

/**
 * Runs onnxruntime's own installer, which no installation of Akezora runs by itself: it downloads CUDA's libraries.
 * @returns 0
 * @throws AkezoraError `device_unavailable` for `--install-cuda` where onnxruntime's folder is missing or cannot be written, or when
 * the installer fails.
 */
export async function installCuda(terminal: Terminal): Promise<number> {
  const { onnxBinaries } = await import('@akezora/engine');
  const folder = onnxBinaries();
  if (folder === undefined) {
    throw failed({ en: 'onnxruntime is not installed', ja: 'onnxruntime がインストールされていません' });
  }
  await access(folder, constants.W_OK).catch(() => {
    throw failed({ en: `this user may not write to ${folder}`, ja: `このユーザーは ${folder} に書き込めません` });
  });
  terminal.err(`${terminal.say('doctorCuda')}\n`);
  const script = fileURLToPath(scriptFile('cli/src/doctor/cuda-installer.ts'));
  const child = spawn(process.execPath, [script, '--onnxruntime-node-install=cuda12'], {
    stdio: 'inherit',
    signal: terminal.signal,
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0) return 0;
  throw failed({ en: `the installer ended with code ${code}`, ja: `インストーラーがコード ${code} で終わりました` });
}

const failed = (reason: Text): AkezoraError =>
  new AkezoraError('device_unavailable', { field: '--install-cuda', device: 'cuda', reason });
