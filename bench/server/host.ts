/** A server in a process of its own, for benches and soaks: `host.ts '{options}'`; sends its address when it serves. */
import { startServer } from '@akezora/server';

const options = JSON.parse(process.argv[2] ?? '{}') as Parameters<typeof startServer>[0];
const server = await startServer({ port: 0, logLevel: 'silent', reserveBytes: 0, ...options });
process.send?.(server.url);
process.on('SIGTERM', () => {
  void server.stop().then(() => process.exit(0));
});
