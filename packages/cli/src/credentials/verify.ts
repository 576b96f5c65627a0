import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import type { CredentialsReport, CredentialsState } from '@akezora/engine/credentials';
import { type Arguments, parseArguments, reason } from '../arguments.ts';
import { usageError } from '../failure.ts';
import { verifyHelp } from '../help.ts';
import type { MessageName } from '../messages.ts';
import type { Terminal } from '../terminal.ts';
import { signingFolderOf } from './signing.ts';

/** `akezora verify FILE|URL`: what the content credentials and the invisible mark of a file tell. Exit code 1 unless the credentials are intact. */
export async function verifyCommand(argv: readonly string[], terminal: Terminal): Promise<number> {
  const args = parseArguments('verify', argv, { data: { type: 'string' } });
  if (args.on('help')) {
    terminal.out(`${verifyHelp[terminal.language]}\n`);
    return 0;
  }
  const [file, ...more] = args.positionals;
  if (file === undefined || more.length > 0) throw usageError('FILE', reason('verifyFile'));
  const found = isAddress(file) ? await readAddress(file, terminal) : await readAt(file, args, terminal);
  const { credentials, invisibleMark } = found;
  if (args.on('json')) terminal.out(`${JSON.stringify({ file, credentials, invisibleMark })}\n`);
  else {
    const ofMark =
      invisibleMark === undefined ? [terminal.say('verifyMarkUnread')] : markLines(invisibleMark.id, terminal);
    terminal.out(`${[...credentialLines(credentials, terminal), ...ofMark].join('\n')}\n`);
  }
  return credentials.state === 'intact' ? 0 : 1;
}

/** What was found of a file. */
interface Found {
  readonly credentials: CredentialsReport;
  /** Undefined where the pictures cannot be decoded here. */
  readonly invisibleMark: { readonly found: boolean; readonly id?: string; readonly evidence: number } | undefined;
}

async function readAt(file: string, args: Arguments | undefined, terminal: Terminal): Promise<Found> {
  const { readCredentials } = await import('@akezora/engine/credentials');
  const credentials = await readCredentials(file, args && signingFolderOf(args));
  const { payloadText, readMark } = await import('@akezora/engine');
  const mark = await readMark(file, { field: 'FILE' }).catch((thrown: unknown) => {
    // What has credentials may still have pictures that cannot be decoded here.
    if (thrown instanceof AkezoraError && !terminal.signal.aborted) return undefined;
    throw thrown;
  });
  const invisibleMark = mark && {
    found: mark.found,
    ...(mark.found ? { id: payloadText(mark.payload) } : {}),
    evidence: mark.evidence,
  };
  return { credentials, invisibleMark };
}

const isAddress = (text: string): boolean => /^https?:\/\//i.test(text);

/** Most bytes of a file from an address. */
const mostBytes = 1e9;
/** Milliseconds until an address must have sent its file. */
const fetchMs = 600_000;

/** Reads a file of the public internet, and keeps nothing of it. */
async function readAddress(url: string, terminal: Terminal): Promise<Found> {
  const { fetchToFile } = await import('@akezora/server');
  const folder = await mkdtemp(join(tmpdir(), 'akezora-verify-'));
  try {
    const file = join(folder, 'file');
    await fetchToFile(url, file, { field: 'URL', maxBytes: mostBytes, timeoutMs: fetchMs });
    return await readAt(file, undefined, terminal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What an invisible mark tells, and what it does not prove. @param mark what it holds. Default: none was found */
export const markLines = (mark: string | undefined, { say }: Pick<Terminal, 'say'>): string[] =>
  mark === undefined ? [say('verifyNoMark')] : [say('verifyMark', { mark }), say('verifyMarkLimits')];

const verdicts: Readonly<Record<CredentialsState, MessageName>> = {
  none: 'verifyNone',
  unreadable: 'verifyUnreadable',
  changed: 'verifyChanged',
  invalid: 'verifyInvalid',
  intact: 'verifyIntact',
};

const states: Readonly<Record<CredentialsState, MessageName>> = {
  none: 'stateNone',
  unreadable: 'stateUnreadable',
  changed: 'stateChanged',
  invalid: 'stateInvalid',
  intact: 'stateIntact',
};

/** A report as text: the verdict, the four facts, what went in, what failed, and what is not proven. */
export function credentialLines(report: CredentialsReport, { say }: Pick<Terminal, 'say'>): string[] {
  const { state, signer, system, time, id, sourceTypes, ingredients, faults } = report;
  const lines = [say(verdicts[state])];
  if (state === 'none') return lines;
  if (state === 'intact' && signer !== undefined) lines.push(say(signer.known ? 'verifyKnown' : 'verifyUnknown'));
  const value = (text: string | undefined) => ({ value: text || say('verifyNotSaid') });
  if (state !== 'unreadable') {
    const who = [signer?.name, signer?.organisation].filter(Boolean).join(', ');
    lines.push(
      say('verifyWho', value(who)),
      say('verifySystem', value(system)),
      say(time?.proven === true ? 'verifyTimeStamped' : 'verifyTime', value(time?.at)),
      say('verifyId', value(id)),
    );
    if (sourceTypes.length > 0) lines.push(say('verifySources', value(sourceTypes.join(', '))));
  }
  for (const one of ingredients)
    lines.push(say('verifyIngredient', { title: one.title, state: say(states[one.state]) }));
  if (faults.length > 0) lines.push(say('verifyFaults', value(faults.join(', '))));
  if (state === 'intact') lines.push(say('verifyLimits'));
  return lines;
}
