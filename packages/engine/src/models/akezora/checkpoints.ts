import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AkezoraError, boxModel } from '@akezora/contract';
import { packageRoot } from '@akezora/contract/root';
import { readModelJson } from '../../diffusion/component.ts';
import { sha256OfFile } from '../../weights/sha256.ts';
import { reasons } from './notices.ts';

/** Folder of the weights that come with Akezora. */
export const builtInFolder = fileURLToPath(new URL(`models/${boxModel}/`, packageRoot));

/** A folder of weights. Every file is checked against its published SHA-256 before it is used. */
export interface WeightsFolder {
  readonly path: string;
  /** The path of a file, once its SHA-256 was checked. */
  verified(name: string): Promise<string>;
  /** The content of a JSON file, checked in the same way. */
  json(name: string): Promise<unknown>;
}

/**
 * Opens a folder of akezora weights.
 * @throws AkezoraError `weights_missing` without a list of checksums, `weights_corrupt` when it cannot be read.
 */
export async function openWeightsFolder(path: string): Promise<WeightsFolder> {
  const listFile = join(path, 'sha256.json');
  const sums = (await readModelJson(listFile, boxModel)) as Readonly<Record<string, string>>;
  const checked = new Map<string, Promise<string>>();
  const check = async (name: string) => {
    const file = join(path, name);
    const sum = await sha256OfFile(file).catch((cause: unknown) => {
      throw new AkezoraError('weights_missing', { model: boxModel, path: file }, { cause });
    });
    if (sum === sums[name]) return file;
    throw new AkezoraError('weights_corrupt', { path: file, reason: reasons.checksumMismatch });
  };
  const verified = (name: string) => {
    const checking = checked.get(name) ?? check(name);
    checked.set(name, checking);
    return checking;
  };
  return {
    path,
    verified,
    async json(name) {
      return readModelJson(await verified(name), boxModel);
    },
  };
}
