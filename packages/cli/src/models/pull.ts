import { formatBytes } from '@akezora/contract';
import type { Arguments } from '../arguments.ts';
import { cut } from '../generate/progress.ts';
import type { Terminal } from '../terminal.ts';
import { modelNameIn } from './model-name.ts';

/** `akezora models pull`: downloads weights and reports progress. */
export async function pull(args: Arguments, terminal: Terminal): Promise<number> {
  const { pullModel } = await import('@akezora/engine');
  const { out, err, say, language, live, columns, signal } = terminal;
  const id = modelNameIn(args);
  const json = args.on('json');
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
