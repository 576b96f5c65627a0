import { fileURLToPath } from 'node:url';
import { mostActors } from '@akezora/contract';
import { Client as McpClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

let test: TestServer;
beforeAll(async () => {
  // One place for calls that wait: each call must give it back.
  test = await startTestServer({ budgets: { streams: 1 } });
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
    const second = await client.callTool({ name: 'generate_video', arguments: { prompt: 'a cat', wait: true } });
    expect(JSON.stringify(second.content)).toContain('completed');
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

describe('MCP with a limit on requests', () => {
  const message = (name: string, given: object, id = 1) => ({
    ...{ jsonrpc: '2.0', id, method: 'tools/call' },
    params: { name, arguments: given },
  });
  const post = (test: TestServer, body: object) =>
    fetch(new URL('/mcp', test.server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify(body),
    });

  it('names actors of the library', async () => {
    const queued = await startTestServer({ devices: [] });
    const ask = async (actors: string[]) =>
      (await post(queued, message('generate_video', { prompt: 'they run', actors }))).text();
    expect(await ask(['momo', 'kon'])).toContain('queued');
    const { data } = await queued.api.call('jobs');
    expect(data[0]?.request.actors).toEqual([{ name: 'momo' }, { name: 'kon' }]);
    const names = Array.from({ length: mostActors + 1 }, (_, i) => `actor${i}`);
    expect(await ask(names.slice(1))).toContain('queued');
    expect(await ask(names)).not.toContain('queued');
    await queued.remove();
  });

  it('counts a call that waits as one request, however long it waits', async () => {
    const limited = await startTestServer({ requestsPerMinute: 2 });
    const call = message('generate_video', { prompt: 'slow 20', wait: true });
    expect(await (await post(limited, call)).text()).toContain('completed');
    expect((await post(limited, message('search_library', {}))).status).toBe(200);
    expect((await post(limited, message('search_library', {}))).status).toBe(429);
    await limited.remove();
  });

  it('counts each message of a batch', async () => {
    const limited = await startTestServer({ requestsPerMinute: 3, devices: [] });
    const batch = (length: number) => Array.from({ length }, (_, id) => message('search_library', {}, id));
    expect((await post(limited, batch(4))).status).toBe(429);
    await limited.remove();
    const roomy = await startTestServer({ requestsPerMinute: 4, devices: [] });
    expect((await post(roomy, batch(4))).status).toBe(200);
    expect((await post(roomy, batch(1))).status).toBe(429);
    await roomy.remove();
  });
});

describe('MCP on an open server', () => {
  let open: TestServer;
  beforeAll(async () => {
    open = await startTestServer({ access: 'open', devices: [] });
  }, 180_000);
  afterAll(() => open.remove());

  const connect = async () => {
    const client = new McpClient({ name: 'test', version: '1' });
    const transport = new StreamableHTTPClientTransport(new URL('/mcp', open.server.url));
    await client.connect(transport as Parameters<McpClient['connect']>[0]);
    return { client, session: transport.sessionId };
  };
  const call = async (client: McpClient, name: string, given: Record<string, unknown>) => {
    const { content } = await client.callTool({ name, arguments: given });
    return JSON.parse((content as { text: string }[])[0]?.text ?? '') as Record<string, unknown>;
  };
  const post = (method: string, params: object, headers: Record<string, string>) =>
    fetch(new URL('/mcp', open.server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
  const begin = {
    protocolVersion: '2025-03-26',
    capabilities: {},
    clientInfo: { name: 'test', version: '1' },
  };

  it('finds the job of an earlier call of a client without key and cookie, and of no other client', async () => {
    const [mine, other] = [await connect(), await connect()];
    expect(mine.session).not.toBe(other.session);
    const made = await call(mine.client, 'generate_video', { prompt: 'a fox' });
    expect(made.state).toBe('queued');
    expect(await call(mine.client, 'video_status', { id: made.id })).toMatchObject({ id: made.id, state: 'queued' });
    expect(await call(other.client, 'video_status', { id: made.id })).toMatchObject({ code: 'not_found' });
    await mine.client.close();
    await other.client.close();
  });

  it('tells the visitor by the cookie as well', async () => {
    const first = await post('tools/call', { name: 'generate_video', arguments: { prompt: 'a cat' } }, {});
    const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const id = /video_[0-9a-f]+/.exec(await first.text())?.[0];
    const later = await post(
      'tools/call',
      { name: 'video_status', arguments: { id } },
      { cookie, 'x-akezora-client': '1' },
    );
    expect(await later.text()).toContain('queued');
    expect(later.headers.getSetCookie()).toEqual([]);
    // A client that keeps cookies and begins a session sends both.
    const begun = await post('initialize', begin, { cookie, 'x-akezora-client': '1' });
    const session = begun.headers.get('mcp-session-id') ?? '';
    const both = { cookie, 'mcp-session-id': session };
    const again = await post('tools/call', { name: 'video_status', arguments: { id } }, both);
    expect(await again.text()).toContain('queued');
  });

  it('answers 404 to a session that it has not given, or that is of another visitor', async () => {
    const session = (await post('initialize', begin, { authorization: 'Bearer one' })).headers.get('mcp-session-id');
    expect(session).toMatch(/^[\x21-\x7e]{40,}$/);
    const list = async (headers: Record<string, string>) => (await post('tools/list', {}, headers)).status;
    expect(await list({ 'mcp-session-id': session ?? '' })).toBe(200);
    expect(await list({ 'mcp-session-id': session ?? '', authorization: 'Bearer one' })).toBe(200);
    expect(await list({ 'mcp-session-id': session ?? '', authorization: 'Bearer two' })).toBe(404);
    const changed = `${session?.slice(0, -4)}AAAA`;
    for (const unknown of [changed, 'anonymous_1', 'x'.repeat(500)]) {
      expect(await list({ 'mcp-session-id': unknown })).toBe(404);
    }
  });
});
