import { AkezoraError, formatBytes, needsYes } from '@akezora/contract';
import { type Arguments, reason } from '../arguments.ts';
import { usageError } from '../failure.ts';
import { cut } from '../generate/progress.ts';
import type { Terminal } from '../terminal.ts';
import { modelNameIn } from './model-name.ts';

/** `akezora models pull`: downloads weights and reports progress. */
export async function pull(args: Arguments, terminal: Terminal): Promise<number> {
  const { pullModel } = await import('@akezora/engine');
  const { out, err, say, language, live, columns, signal } = terminal;
  const id = modelNameIn(args);
  const json = args.on('json');
  await agreeToLicence(id, args, terminal);
  let drawnAt = 0;
  for await (const event of pullModel(id, { signal })) {
    if (json) {
      out(`${JSON.stringify(event)}\n`);
      continue;
    }
    if (event.type === 'notice') err(`${say('notice', { message: event.message[language] })}\n`);
    if (event.type === 'plan') {
      err(
        `${say('pullPlan', { files: event.files, size: formatBytes(event.bytes), here: formatBytes(event.bytesHere) })}\n`,
      );
    }
    if (event.type === 'progress' && live && performance.now() - drawnAt > 200) {
      drawnAt = performance.now();
      const amounts = {
        done: formatBytes(event.done),
        total: formatBytes(event.total),
        rate: formatBytes(event.bytesPerSecond),
      };
      err(`\r\x1b[K${cut(`${say('pullProgress', amounts)}  ${event.path}`, columns - 1)}`);
    }
    if (event.type === 'file' && event.fetched) err(`${live ? '\r\x1b[K' : ''}${event.path}\n`);
    if (event.type === 'done') out(`${live ? '\r\x1b[K' : ''}${say('pullDone', { id })}\n`);
  }
  return 0;
}

/**
 * Says what the licence of a published model permits. One that limits use needs a yes (see `needsYes`): typed, or by `--yes`.
 * @throws AkezoraError `request_invalid` where nobody can answer; `cancelled` for a no.
 */
async function agreeToLicence(id: string, args: Arguments, { err, say, language, ask }: Terminal): Promise<void> {
  const { publishedModels } = await import('@akezora/engine');
  const named = (await publishedModels()).find(
    ({ capabilities, folders }) => capabilities.id === id || folders?.includes(id),
  );
  const { licence, licenceTerms } = named?.capabilities ?? {};
  if (licence === undefined || licenceTerms === undefined) return;
  err(`${say('pullLicence', { licence, terms: licenceTerms.text[language] })}\n`);
  if (!needsYes(licenceTerms) || args.on('yes')) return;
  if (ask === undefined) throw usageError('--yes', reason('pullNeedsYes', { licence }));
  if (!(await ask(say('pullAsk')))) throw new AkezoraError('cancelled');
}
