import { join, resolve } from 'node:path';
import type { CredentialsReport, Ingredient, SignOptions, SignResult } from '@akezora/engine/credentials';
import type { ServerOptions } from '../config/settings.ts';
import { dataNames } from '../platform/data-names.ts';
import type { Log } from '../platform/log.ts';

export type { CredentialsReport, Ingredient } from '@akezora/engine/credentials';

/** Signs what the service makes with content credentials, and reads those of any file: in processes of their own, without the key. */
export interface Credentials {
  /**
   * Signs a finished file. A file that cannot be signed stays as it is, and the log says so.
   * @returns where the credentials are, with the file beside it that holds them; undefined when it has none
   */
  sign(file: string, about: Pick<SignOptions, 'ingredients' | 'work' | 'mark'>): Promise<Signed | undefined>;
  /** What the credentials of a file, or of the file beside it, tell. @throws AkezoraError `input_unreadable` */
  read(file: string): Promise<CredentialsReport>;
  /** Makes the keys, where there are none. */
  prepare(): Promise<void>;
}

/** Where the credentials of a file are, and the file that holds them. */
export type Signed = Pick<SignResult, 'place' | 'file'>;

/** The credentials of a service; its keys are in its data folder. */
export function createCredentials(
  options: Pick<ServerOptions, 'credentials' | 'timeStamp' | 'dataFolder'>,
  log: Log,
): Credentials {
  const keys = join(resolve(options.dataFolder), dataNames.signing);
  const { timeStamp } = options;
  return {
    sign: async (file, about) => {
      if (!options.credentials) return undefined;
      const { signFile } = await import('@akezora/engine/credentials');
      try {
        const signed = await signFile(file, { ...about, keys, ...(timeStamp === undefined ? {} : { timeStamp }) });
        if (signed.timeStamp === 'failed') log.warn({ authority: timeStamp }, 'signed without a time stamp');
        return signed;
      } catch (error) {
        log.warn({ err: error }, 'a file was not signed');
        return undefined;
      }
    },
    read: async (file) => (await import('@akezora/engine/credentials')).readCredentials(file, keys),
    prepare: async () => {
      if (options.credentials) await (await import('@akezora/engine/credentials')).loadSigner(keys);
    },
  };
}

/** Ingredients, each file once. */
export const eachOnce = (ingredients: readonly Ingredient[]): readonly Ingredient[] => [
  ...new Map(ingredients.map((one) => [one.file, one])).values(),
];
