import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AkezoraError, formatBytes, type GenerationPlan } from '@akezora/contract';
import { outputPlace } from './output-place.ts';

/** Upper bound of a clip's bytes, by codec and pixels, to detect a full disk before the run. */
function expectedBytes(plan: Pick<GenerationPlan, 'width' | 'height' | 'seconds' | 'codec'>): number {
  const perPixelSecond = { h264: 1.2, hevc: 1, vp9: 1, av1: 0.8, webp: 4, gif: 10 }[plan.codec];
  return Math.ceil(plan.width * plan.height * plan.seconds * perPixelSecond) + 1_000_000;
}

/**
 * Checks before the run that the clip can be written.
 * @throws AkezoraError `output_unwritable` or `not_enough_disk`.
 */
export async function checkOutput(file: string, plan: GenerationPlan): Promise<void> {
  const place = await outputPlace(file);
  const folder = dirname(place);
  const refuse = (en: string, ja: string) =>
    new AkezoraError('output_unwritable', { field: 'output', path: file, reason: { en, ja } });
  const folderStat = await stat(folder).catch(() => undefined);
  if (folderStat === undefined)
    throw refuse(`the folder ${folder} does not exist`, `フォルダー ${folder} がありません`);
  if (!folderStat.isDirectory()) throw refuse(`${folder} is not a folder`, `${folder} はフォルダーではありません`);
  const target = await stat(place).catch(() => undefined);
  if (target?.isDirectory() === true) throw refuse('it is a folder', 'フォルダーです');
  await access(folder, constants.W_OK).catch(() => {
    throw refuse('no permission to write there', '書き込む権限がありません');
  });
  const disk = await statfs(folder);
  const available = disk.bavail * disk.bsize;
  const needed = expectedBytes(plan);
  if (available < needed) {
    throw new AkezoraError('not_enough_disk', {
      field: 'output',
      path: folder,
      needed: formatBytes(needed),
      available: formatBytes(available),
    });
  }
}
