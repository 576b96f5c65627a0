import type { CredentialsReport, CredentialsState } from '@akezora/engine';
import { parseArguments, reason } from '../arguments.ts';
import { usageError } from '../failure.ts';
import { verifyHelp } from '../help.ts';
import type { MessageName } from '../messages.ts';
import type { Terminal } from '../terminal.ts';

/** `akezora verify FILE`: what the content credentials of a file tell. Exit code 1 unless they are intact. */
export async function verifyCommand(argv: readonly string[], terminal: Terminal): Promise<number> {
  const args = parseArguments('verify', argv, {});
  if (args.on('help')) {
    terminal.out(`${verifyHelp[terminal.language]}\n`);
    return 0;
  }
  const [file, ...more] = args.positionals;
  if (file === undefined || more.length > 0) throw usageError('FILE', reason('verifyFile'));
  const { readCredentials } = await import('@akezora/engine');
  const credentials = await readCredentials(file);
  if (args.on('json')) terminal.out(`${JSON.stringify({ file, credentials })}\n`);
  else terminal.out(`${credentialLines(credentials, terminal).join('\n')}\n`);
  return credentials.state === 'intact' ? 0 : 1;
}

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
