/**
 * The program inside the `.mcpb` file: MCP on standard input and output for a running server. `AKEZORA_URL` and `AKEZORA_KEY` say
 * which one; the assistant that runs it fills them from its settings.
 */
import { serverUrl } from '../../packages/server/src/command/server-url.ts';
import { serveMcpOnStdio } from '../../packages/server/src/http/mcp/stdio.ts';

/** A setting; undefined when it is empty, or when the assistant left its place holder. */
const setting = (name: string): string | undefined => {
  const value = process.env[name]?.trim() ?? '';
  return value === '' || value.startsWith('${') ? undefined : value;
};

const key = setting('AKEZORA_KEY');
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
await serveMcpOnStdio(
  { baseUrl: serverUrl(setting('AKEZORA_URL') ?? 'http://127.0.0.1:7860', 'AKEZORA_URL'), ...(key && { key }) },
  stop.signal,
);
