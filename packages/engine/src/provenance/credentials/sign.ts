import { type FileHandle, open } from 'node:fs/promises';
import { AkezoraError } from '@akezora/contract';
import { scriptFile } from '@akezora/contract/root';
import { runGuarded } from '../../host/guarded-child.ts';
import { sniffInput } from '../../video/input.ts';
import { createOutput } from '../../video/output-file.ts';
import { sha256OfFile } from '../../weights/sha256.ts';
import { algorithmOf, reservedFor, type Stamp, signClaim } from './cose.ts';
import { credentialsType, mediaType } from './formats.ts';
import { type Claim, type Ingredient, madeByModel, manifestOf, partlyByModel } from './manifest.ts';
import { credentialsBeside } from './sidecar.ts';
import type { SigningWork } from './signing-child.ts';
import { knownRoots, loadSigner } from './signing-keys.ts';
import { fetchTimeStamp } from './time-stamp.ts';
import { xmpBox } from './xmp.ts';

/** Most bytes of a file that credentials are put into: that takes about seven times its size in memory. */
export const largestSigned = 100e6;

/** Limits of the process that writes: milliseconds, resident bytes, and bytes of its answer. */
const limits = { milliseconds: 120_000, bytes: 1.5 * 2 ** 30, output: largestSigned + 32e6 };

/** Options of signing. */
export interface SignOptions extends Partial<Pick<Claim, 'ingredients' | 'work' | 'mark'>> {
  /** Folder of the keys. Default: `signing` in the data folder. */
  readonly keys?: string;
  /** Address of a time-stamp authority (RFC 3161). Default: no time stamp. */
  readonly timeStamp?: string;
}

/** What was signed. */
export interface SignResult {
  /** Whether the credentials are in the file, or beside it. */
  readonly place: 'file' | 'beside';
  /** The file that holds them. */
  readonly file: string;
  /** Whether an authority stamped them: `failed` when it was asked in vain. */
  readonly timeStamp: 'none' | 'stamped' | 'failed';
}

/**
 * Gives a finished clip or picture content credentials (C2PA): in place, where the file is whole at every moment, or in a file beside it (`.c2pa`) for
 * MKV, WebM and files above `largestSigned`. Whatever changes the file afterwards breaks its signature. A key is made at first use.
 * @throws AkezoraError `input_missing`, `input_unreadable`, `output_unwritable`, `not_enough_disk`; the file is unchanged then
 */
export async function signFile(file: string, options: SignOptions = {}): Promise<SignResult> {
  const { ingredients = [], work = 'made', mark, keys, timeStamp } = options;
  const { format, bytes } = await sniffInput(file);
  const inside = bytes <= largestSigned ? credentialsType(format) : undefined;
  const type = inside ?? mediaType(format);
  const isApart = inside === undefined;
  const [signer, anchors] = [await loadSigner(keys), await knownRoots(keys)];
  const { manifest, ingredients: named } = manifestOf({
    ...{ type, ingredients, work, time: new Date().toISOString() },
    ...(mark === undefined ? {} : { mark }),
    ...(isApart ? { hash: Buffer.from(await sha256OfFile(file), 'hex') } : {}),
  });
  let stamped: SignResult['timeStamp'] = 'none';
  const stamp: Stamp = async (message) => {
    if (timeStamp === undefined) return undefined;
    const token = await fetchTimeStamp(timeStamp, message).catch(() => undefined);
    stamped = token === undefined ? 'failed' : 'stamped';
    return token;
  };
  const reserved = reservedFor(signer, timeStamp !== undefined);
  const tail = work === 'made' ? xmpBox(type, ingredients.length > 0 ? partlyByModel : madeByModel) : new Uint8Array();
  const order: Omit<SigningWork, 'ingredients'> = {
    ...{ type, manifest, reserved, anchors, isApart },
    algorithm: algorithmOf(signer.key) ?? '',
    tail: Buffer.from(isApart ? [] : tail).toString('base64'),
  };
  const answer = (claim: Uint8Array) => signClaim(claim, signer, reserved, stamp);
  const sources = await Promise.all(ingredients.map(readable));
  const run = (types: readonly (string | undefined)[]) => write(order, file, ingredients, named, types, answer);
  const signed = await run(sources).catch((thrown) => {
    if (sources.every((source) => source === undefined)) throw thrown;
    // An ingredient that the library cannot read is named without its own credentials.
    return run(sources.map(() => undefined));
  });
  const target = isApart ? credentialsBeside(file) : file;
  const output = await createOutput(target);
  try {
    await output.write(signed, 0);
    await output.commit();
  } finally {
    await output.discard();
  }
  return { place: isApart ? 'beside' : 'file', file: target, timeStamp: stamped };
}

/** Media type of an ingredient, if its own credentials can be read. */
async function readable({ file }: Ingredient): Promise<string | undefined> {
  const { format, bytes } = await sniffInput(file);
  return bytes <= largestSigned ? credentialsType(format) : undefined;
}

async function write(
  order: Omit<SigningWork, 'ingredients'>,
  file: string,
  ingredients: readonly Ingredient[],
  named: readonly string[],
  types: readonly (string | undefined)[],
  answer: (claim: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const handles: FileHandle[] = [];
  try {
    const sources = ingredients.filter((_, index) => types[index] !== undefined);
    for (const path of [file, ...sources.map((one) => one.file)]) handles.push(await open(path, 'r'));
    const work: SigningWork = {
      ...order,
      ingredients: named.map((json, index) => ({
        json,
        ...(types[index] === undefined ? {} : { type: types[index] }),
      })),
    };
    const script = scriptFile('engine/src/provenance/credentials/signing-child.ts');
    const input = Buffer.from(JSON.stringify(work));
    const { code, out } = await runGuarded(script, { ...limits, input, files: handles.map(({ fd }) => fd), answer });
    if (code === 0) return out;
    const reason = code === null ? 'it took too long or too much memory' : out.toString('utf8', 0, 1000);
    throw new AkezoraError('internal', { reason: `content credentials: ${reason}` });
  } finally {
    for (const handle of handles) await handle.close();
  }
}
