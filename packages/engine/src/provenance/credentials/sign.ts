import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { scriptFile } from '@akezora/contract/root';
import { sniffInput } from '../../video/input.ts';
import { createOutput } from '../../video/output-file.ts';
import { credentialsType } from './formats.ts';
import { type Ingredient, manifestOf } from './manifest.ts';
import { knownRoots, loadSigner } from './signing-keys.ts';
import type { SigningWork } from './signing-thread.ts';

/** Most bytes of a file that is signed: signing takes about seven times its size in memory. */
export const largestSigned = 100e6;

/** Options of signing. */
export interface SignOptions {
  /** Pictures and clips that went into the file. Default: none. */
  readonly ingredients?: readonly Ingredient[];
  /** Folder of the keys. Default: `signing` in the data folder. */
  readonly keys?: string;
}

/** Whether a file was signed, else why not: its format takes no credentials, or it is larger than `largestSigned`. */
export type SignResult = 'signed' | 'format' | 'size';

/**
 * Puts content credentials (C2PA) into a finished clip or picture, in place: the file is whole at every moment. Whatever changes it
 * afterwards breaks its signature. A key is made at first use.
 * @throws AkezoraError `input_missing`, `input_unreadable`, `output_unwritable`, `not_enough_disk`; the file is unchanged then
 */
export async function signFile(file: string, { ingredients = [], keys }: SignOptions = {}): Promise<SignResult> {
  const type = credentialsType((await sniffInput(file)).format);
  if (type === undefined) return 'format';
  if ((await stat(file)).size > largestSigned) return 'size';
  const [signer, anchors] = [await loadSigner(keys), await knownRoots(keys)];
  const { manifest, ingredients: named } = manifestOf(type, ingredients, new Date().toISOString());
  const sources = await Promise.all(ingredients.map(({ file: source }) => typed(source)));
  const work: SigningWork = {
    file,
    type,
    manifest,
    ingredients: named.map((json, index) => ({ json, ...sources[index] })),
    key: signer.key.export({ type: 'pkcs8', format: 'pem' }) as string,
    chain: signer.chain,
    anchors,
  };
  const signed = await inThread(work).catch((thrown) => {
    if (sources.every(({ file: source }) => source === undefined)) throw thrown;
    // An ingredient that the library cannot read is named without its own credentials.
    return inThread({ ...work, ingredients: named.map((json) => ({ json })) });
  });
  const output = await createOutput(file);
  try {
    await output.write(signed, 0);
    await output.commit();
  } finally {
    await output.discard();
  }
  return 'signed';
}

/** A source with its media type, if the library reads such files. */
async function typed(file: string): Promise<{ file?: string; type?: string }> {
  const { format } = await sniffInput(file);
  const type = credentialsType(format);
  const isSmall = (await stat(file)).size <= largestSigned;
  return type === undefined || !isSmall ? {} : { file, type };
}

function inThread(workerData: SigningWork): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    // Node's own options, such as --input-type, are those of the program that asks.
    const script = scriptFile('engine/src/provenance/credentials/signing-thread.ts');
    const thread = new Worker(script, { workerData, execArgv: [], stdout: true, stderr: true });
    thread.once('message', resolve);
    thread.once('error', (thrown: unknown) => reject(thrown instanceof Error ? thrown : new Error(String(thrown))));
    thread.once('exit', (code) => reject(new Error(`the thread that signs ended with code ${code}`)));
  });
}
