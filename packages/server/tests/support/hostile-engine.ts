/** An engine whose plan does what its prompt says: what a file could make a process do that reads it. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { GenerationRequest } from '@akezora/contract';

export { availableMemory, openModel } from './engine.ts';

const deeds: Readonly<Record<string, (argument: string) => unknown>> = {
  nothing: () => 'done',
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, Number(milliseconds))),
  spin: () => {
    for (;;);
  },
  crash: () => process.kill(process.pid, 'SIGKILL'),
  eat: (megabytes) => {
    const eaten = Array.from({ length: Number(megabytes) }, () => Buffer.alloc(2 ** 20, 1));
    return new Promise((resolve) => setTimeout(() => resolve(eaten.length), 20_000));
  },
  connect: (port) =>
    new Promise((resolve, reject) => {
      connect(Number(port), '127.0.0.1', () => resolve('connected')).on('error', reject);
    }),
  read: (path) => readFileSync(path, 'latin1').length,
  write: (path) => writeFileSync(path, 'x'),
  fork: (program) => execFileSync(program).length,
  environment: () => JSON.stringify(process.env),
};

/** Does the deed of the prompt; what came of it is the model of the plan. */
export async function planRequest(request: GenerationRequest): Promise<{ plan: { model: string } }> {
  const [deed = '', argument = ''] = request.prompt.split(' ');
  return { plan: { model: String(await deeds[deed]?.(argument)) } };
}
