import { type ClientOptions, createClient } from '@akezora/contract/api';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createMcpServer } from './tools.ts';

/** Serves MCP over standard input and output for a server reached over HTTP, until the signal aborts or the input ends. */
export async function serveMcpOnStdio(options: ClientOptions, signal: AbortSignal): Promise<void> {
  const server = createMcpServer(createClient(options));
  const transport = new StdioServerTransport();
  const closed = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    process.stdin.once('end', () => resolve());
  });
  await server.connect(transport);
  await closed;
  await server.close();
}
