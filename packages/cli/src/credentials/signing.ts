import { readFile } from 'node:fs/promises';
import { AkezoraError, wordsOfFileFault } from '@akezora/contract';
import type { SignerDescription } from '@akezora/engine';
import { parseArguments, reason } from '../arguments.ts';
import { usageError } from '../failure.ts';
import { signingHelp } from '../help.ts';
import type { Terminal } from '../terminal.ts';

/** `akezora keys signing`: shows, renews or replaces the key that signs content credentials. */
export async function signingCommand(argv: readonly string[], terminal: Terminal): Promise<number> {
  const args = parseArguments('keys signing', argv, {});
  if (args.on('help')) {
    terminal.out(`${signingHelp[terminal.language]}\n`);
    return 0;
  }
  const [action = 'show', ...files] = args.positionals;
  const signer = await described(action, files);
  if (args.on('json')) terminal.out(`${JSON.stringify(signer)}\n`);
  else terminal.out(`${signerLines(signer, terminal).join('\n')}\n`);
  return 0;
}

async function described(action: string, files: readonly string[]): Promise<SignerDescription> {
  const { describeSigner, loadSigner, renewSigner, useSigner } = await import('@akezora/engine');
  const isUse = action === 'use' && (files.length === 1 || files.length === 2);
  if (isUse) return describeSigner(await useSigner((await Promise.all(files.map(textOf))).join('\n'), files[0]!));
  if (action === 'show' && files.length === 0) return describeSigner(await loadSigner());
  if (action === 'renew' && files.length === 0) return describeSigner(await renewSigner());
  throw usageError('keys signing', reason('signingAction'));
}

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
