import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AkezoraError, wordsOfFileFault } from '@akezora/contract';
import type { SignerDescription } from '@akezora/engine/credentials';
import { type Arguments, parseArguments, reason } from '../arguments.ts';
import { usageError } from '../failure.ts';
import { signingHelp } from '../help.ts';
import type { Terminal } from '../terminal.ts';

/** `akezora keys signing`: shows, renews or replaces the key that signs content credentials. */
export async function signingCommand(argv: readonly string[], terminal: Terminal): Promise<number> {
  const args = parseArguments('keys signing', argv, { data: { type: 'string' } });
  const folder = signingFolderOf(args);
  if (args.on('help')) {
    terminal.out(`${signingHelp[terminal.language]}\n`);
    return 0;
  }
  const [action = 'show', ...files] = args.positionals;
  if (action === 'trust' && files.length === 1) {
    const { trustRoot } = await import('@akezora/engine/credentials');
    await trustRoot(await textOf(files[0]!), files[0]!, folder);
    terminal.out(`${terminal.say('signingTrusted', { file: files[0]! })}\n`);
    return 0;
  }
  const signer = await described(action, files, folder);
  if (args.on('json')) terminal.out(`${JSON.stringify(signer)}\n`);
  else terminal.out(`${signerLines(signer, terminal).join('\n')}\n`);
  return 0;
}

async function described(
  action: string,
  files: readonly string[],
  folder: string | undefined,
): Promise<SignerDescription> {
  const { describeSigner, loadSigner, renewSigner, useSigner } = await import('@akezora/engine/credentials');
  const isUse = action === 'use' && (files.length === 1 || files.length === 2);
  if (isUse) {
    const pem = (await Promise.all(files.map(textOf))).join('\n');
    return describeSigner(await useSigner(pem, files[0]!, folder), folder);
  }
  if (action === 'show' && files.length === 0) return describeSigner(await loadSigner(folder), folder);
  if (action === 'renew' && files.length === 0) return describeSigner(await renewSigner(folder), folder);
  throw usageError('keys signing', reason('signingAction'));
}

/** The folder of the keys: that of a server's data folder with `--data`, else that of this user. */
export const signingFolderOf = (args: Arguments): string | undefined => {
  const data = args.text('data');
  return data === undefined ? undefined : join(data, 'signing');
};

const textOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((cause: unknown) => {
    const fault = wordsOfFileFault(cause);
    throw new AkezoraError('input_unreadable', { field: 'use', path: file, reason: fault }, { cause });
  });

function signerLines(signer: SignerDescription, { say }: Terminal): string[] {
  const { name, algorithm, issuer, validTo, fingerprint, isOwn } = signer;
  return [
    say('signingName', { name, algorithm }),
    say('signingIssuer', { issuer }),
    say('signingValid', { date: validTo.toISOString().slice(0, 10) }),
    say('signingPrint', { value: fingerprint }),
    say(isOwn ? 'signingOwn' : 'signingBought'),
  ];
}
