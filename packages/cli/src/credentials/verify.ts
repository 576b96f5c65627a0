import { AkezoraError } from '@akezora/contract';
import type { CredentialsReport, CredentialsState } from '@akezora/engine';
import { parseArguments, reason } from '../arguments.ts';
import { usageError } from '../failure.ts';
import { verifyHelp } from '../help.ts';
import type { MessageName } from '../messages.ts';
import type { Terminal } from '../terminal.ts';

/** `akezora verify FILE`: what the content credentials and the invisible mark of a file tell. Exit code 1 unless the credentials are intact. */
export async function verifyCommand(argv: readonly string[], terminal: Terminal): Promise<number> {
  const args = parseArguments('verify', argv, {});
  if (args.on('help')) {
    terminal.out(`${verifyHelp[terminal.language]}\n`);
    return 0;
  }
  const [file, ...more] = args.positionals;
  if (file === undefined || more.length > 0) throw usageError('FILE', reason('verifyFile'));
  const { payloadText, readCredentials, readMark } = await import('@akezora/engine');
  const credentials = await readCredentials(file);
  // What has credentials may still have pictures that cannot be decoded here.
  const found = await readMark(file, { field: 'FILE' }).catch((thrown: unknown) => {
    if (thrown instanceof AkezoraError && !terminal.signal.aborted) return undefined;
    throw thrown;
  });
  const mark = found?.found ? payloadText(found.payload) : undefined;
  if (args.on('json')) {
    const invisibleMark = found && {
      found: found.found,
      ...(mark === undefined ? {} : { id: mark }),
      evidence: found.evidence,
    };
    terminal.out(`${JSON.stringify({ file, credentials, invisibleMark })}\n`);
  } else {
    const ofMark = found === undefined ? [terminal.say('verifyMarkUnread')] : markLines(mark, terminal);
    terminal.out(`${[...credentialLines(credentials, terminal), ...ofMark].join('\n')}\n`);
  }
  return credentials.state === 'intact' ? 0 : 1;
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
