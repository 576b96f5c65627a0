/**
 * A server or a worker in a process of its own, for benches and soaks: `host.ts '{"role": "server", …options}'`. Sends
 * its address, or `ready`, when it works.
 */
import { flushCompileCache } from 'node:module';
import { startServer, startWorkerProcess } from '@akezora/server';

type Options = Parameters<typeof startServer>[0];
const { role, ...given } = JSON.parse(process.argv[2] ?? '{}') as Options & { role?: 'server' | 'worker' };
const options: Options = { port: 0, logLevel: 'silent', reserveBytes: 0, ...given };
const running = role === 'worker' ? await startWorkerProcess(options) : await startServer(options);
process.send?.('url' in running ? running.url : 'ready');
// A killed process cannot leave what it compiled to the next one at its exit.
flushCompileCache();
process.on('disconnect', () => process.exit(1));
process.on('SIGTERM', () => {
  void running.stop().then(() => process.exit(0));
});
