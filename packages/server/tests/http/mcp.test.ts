import { fileURLToPath } from 'node:url';
import { Client as McpClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
}, 180_000);
afterAll(() => test.remove());

describe('MCP', () => {
  const use = async (client: McpClient) => {
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual([
      'generate_video',
      'video_status',
      'cancel_video',
      'search_library',
    ]);
    const made = await client.callTool({ name: 'generate_video', arguments: { prompt: 'an MCP fox', wait: true } });
    const [content] = made.content as { text: string }[];
    const job = JSON.parse(content?.text ?? '') as { id: string; state: string; clip: string };
    expect(job.state).toBe('completed');
    const found = await client.callTool({ name: 'search_library', arguments: { q: 'MCP fox', limit: 1 } });
    expect(JSON.stringify(found.content)).toContain(job.clip);
    const resource = await client.readResource({ uri: `akezora://clips/${job.clip}` });
    expect(JSON.stringify(resource.contents)).toContain('an MCP fox');
    const wrong = await client.callTool({ name: 'video_status', arguments: { id: 'video_none' } });
    expect(wrong.isError).toBe(true);
    await client.close();
  };

  it('generates, reports and searches over HTTP', async () => {
    const client = new McpClient({ name: 'test', version: '1' });
    await client.connect(
      new StreamableHTTPClientTransport(new URL('/mcp', test.server.url)) as Parameters<McpClient['connect']>[0],
    );
    await use(client);
  });

  it('generates, reports and searches over standard input and output', async () => {
    const script = fileURLToPath(new URL('../support/mcp-stdio.ts', import.meta.url));
    const client = new McpClient({ name: 'test', version: '1' });
    await client.connect(new StdioClientTransport({ command: process.execPath, args: [script, test.server.url] }));
    await use(client);
  });
});
