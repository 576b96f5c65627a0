import { AkezoraError } from '@akezora/contract';
import { createClient } from '@akezora/contract/api';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { Hono } from 'hono';
import { z } from 'zod';
import { mcpSessionHeader, mcpSessionOf } from '../../access/mcp-session.ts';
import { publicRoot } from '../../config/public-root.ts';
import { readJson } from '../body.ts';
import type { AppEnv, Services } from '../context.ts';
import { openAnswer } from '../while-allowed.ts';
import { createMcpServer } from './tools.ts';

const beginning = z.object({ method: z.literal('initialize') });

const waiting = z.object({
  method: z.literal('tools/call'),
  params: z.object({ arguments: z.object({ wait: z.literal(true) }) }),
});

/** Path of the request that cancels a job. */
const cancelling = /^\/api\/jobs\/[^/]+\/cancel$/;

/** How many messages ask for an answer when the clip is done. */
const waitsOf = (body: unknown): number => [body].flat().filter((message) => waiting.safeParse(message).success).length;

/** Whether a message, or one of a batch, begins a session. */
const begins = (body: unknown): boolean => [body].flat().some((message) => beginning.safeParse(message).success);

/**
 * MCP over HTTP at `/mcp`: each call goes through our own API with the caller's rights. The server remembers nothing between
 * calls. Visitors of an open server, who may have neither key nor cookie, get a session id that says who they are.
 */
export function registerMcp(app: Hono<AppEnv>, services: Services): void {
  app.all('/mcp', async (context) => {
    const principal = context.get('principal');
    if (principal.via === 'none') throw new AkezoraError('unauthorized');
    const { method } = context.req;
    if (method !== 'POST') {
      throw new AkezoraError('method_not_allowed', { method, path: '/mcp', choices: 'POST' });
    }
    const parsedBody = await readJson(context.req.raw, services.options.bodyBytes);
    const host = context.req.header('host');
    // Each message counts as a request; what it asks of our own API does not count again.
    for (let more = [parsedBody].flat().length - 1; more > 0; more -= 1) services.budgets.request(principal.network);
    const answer = openAnswer(services, context, waitsOf(parsedBody));
    const { origin } = new URL(context.req.url);
    const root = publicRoot(services.options, context.req.url);
    const hungUp = context.req.raw.signal;
    const inner = async (input: RequestInfo | URL, init: RequestInit = {}) => {
      // Who may no longer have the answer asks for nothing more; who hung up, only for the end of what they waited for.
      const url = new URL(origin + String(input).slice(root.length));
      const isRefused = answer.allowed.aborted || (hungUp.aborted && !cancelling.test(url.pathname));
      if (isRefused) return new Response(null, { status: 401 });
      const headers = new Headers(init.headers);
      if (host !== undefined) headers.set('host', host);
      const request = new Request(url, { ...init, headers });
      services.who.hand(request, principal);
      return app.request(request, undefined, context.env);
    };
    const server = createMcpServer(createClient({ baseUrl: root, fetch: inner as typeof fetch }), hungUp);
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    try {
      await server.connect(transport);
      const response = await transport.handleRequest(acceptingAll(context.req.raw), { parsedBody });
      if (principal.via === 'anonymous' && response.ok && begins(parsedBody)) {
        context.header(mcpSessionHeader, mcpSessionOf(services.secrets, principal.owner));
      }
      // Unlike the answer itself, this carries the cookie of a new visitor.
      return context.newResponse(response.body, response);
    } finally {
      answer.end();
      await server.close();
    }
  });
}

/**
 * The head of a request, which accepts both forms of an answer: the protocol wants clients to say so, many say nothing or only
 * one, and what they get is JSON.
 */
function acceptingAll({ url, headers: sent }: Request): Request {
  const headers = new Headers(sent);
  headers.set('accept', 'application/json, text/event-stream');
  return new Request(url, { method: 'POST', headers });
}
