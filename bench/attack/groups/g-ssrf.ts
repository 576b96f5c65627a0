/** Addresses of the server's own network, given as inputs. */

import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Case, type Context, must } from '../case.ts';
import { ask, brief } from '../http.ts';
import { imageFile } from '../people.ts';
import { freshPeople } from './a-sign-in.ts';

/** Something private that counts who comes. */
async function listener(context: Context, host = '0.0.0.0'): Promise<{ port: number; hits: string[] }> {
  const hits: string[] = [];
  const server = createServer((request: IncomingMessage, answer) => {
    hits.push(`${request.headers.host}${request.url}`);
    answer.setHeader('content-type', 'image/png');
    answer.end(imageFile);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  context.after(() => server.close());
  context.after(() => server.closeAllConnections());
  return { port: (server.address() as AddressInfo).port, hits };
}

const spellings = (port: number): string[] => [
  `http://127.0.0.1:${port}/`,
  `http://localhost:${port}/`,
  `http://LOCALHOST.:${port}/`,
  `http://127.1:${port}/`,
  `http://127.0.1:${port}/`,
  `http://2130706433:${port}/`,
  `http://0x7f000001:${port}/`,
  `http://0x7f.0.0.1:${port}/`,
  `http://0177.0.0.1:${port}/`,
  `http://017700000001:${port}/`,
  `http://0:${port}/`,
  `http://0.0.0.0:${port}/`,
  `http://127.127.127.127:${port}/`,
  `http://１２７.０.０.１:${port}/`,
  `http://①②⑦.⓪.⓪.①:${port}/`,
  `http://127。0。0。1:${port}/`,
  `http://[::1]:${port}/`,
  `http://[::]:${port}/`,
  `http://[::ffff:127.0.0.1]:${port}/`,
  `http://[::ffff:7f00:1]:${port}/`,
  `http://[0:0:0:0:0:ffff:127.0.0.1]:${port}/`,
  `http://[64:ff9b::127.0.0.1]:${port}/`,
  `http://[64:ff9b:1::7f00:1]:${port}/`,
  `http://[2002:7f00:1::]:${port}/`,
  `http://[::127.0.0.1]:${port}/`,
  `http://[fe80::1%25lo]:${port}/`,
  `http://[fd00::1]:${port}/`,
  `http://169.254.169.254/latest/meta-data/`,
  `http://100.100.100.200/`,
  `http://192.0.0.192/`,
  `http://10.0.0.1:${port}/`,
  `http://usr:pw@127.0.0.1:${port}/`,
  `http://evil.invalid@127.0.0.1:${port}/`,
  `http://127.0.0.1:${port}\\@evil.invalid/`,
  `http:\\\\127.0.0.1:${port}\\`,
  `http://127.0.0.1:${port}#@evil.invalid/`,
  `//127.0.0.1:${port}/`,
  `http:/127.0.0.1:${port}/`,
  `HTTP://127.0.0.1:${port}/`,
  ` http://127.0.0.1:${port}/`,
  `http://127.0.0.1%2f:${port}/`,
  'file:///etc/passwd',
  'ftp://127.0.0.1/',
  'gopher://127.0.0.1/',
  'data:text/html;base64,PGh0bWw+',
  'jar:http://127.0.0.1!/',
];

/**
 * Loaded into the server before it starts: names under `.attack.invalid` have made-up addresses, and no connection leaves
 * the machine: those to TEST-NET go to a local port instead, so that what is checked and what is connected can differ.
 */
const preload = (port: number): string => `
import dns from 'node:dns';
import net from 'node:net';
let count = 0;
const addressesOf = (name) => {
  if (name.startsWith('rebind')) return count++ % 2 === 0 ? ['203.0.113.7'] : ['127.0.0.1'];
  if (name.startsWith('mixed')) return ['203.0.113.7', '127.0.0.1'];
  if (name.startsWith('inner')) return ['127.0.0.1'];
  if (name.startsWith('inner6')) return ['::1'];
  return ['203.0.113.7'];
};
const list = (name) => addressesOf(name).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
const real = dns.lookup;
dns.lookup = (name, options, done) => {
  const [how, call] = typeof options === 'function' ? [{}, options] : [typeof options === 'number' ? { family: options } : options, done];
  if (!/attack\\.invalid\\.?$/.test(name)) return real(name, how, call);
  const found = list(name);
  setImmediate(() => (how?.all ? call(null, found) : call(null, found[0].address, found[0].family)));
};
dns.promises.lookup = async (name, how) => {
  const found = list(name);
  return how?.all ? found : found[0];
};
for (const kind of ['resolve4', 'resolve']) dns.promises[kind] = async (name) => addressesOf(name);
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  const options = Array.isArray(given[0]) ? given[0][0] : given[0];
  const look = options && options.lookup;
  if (options && typeof options === 'object' && options.host === '203.0.113.7') Object.assign(options, { host: '127.0.0.1', port: ${port}, lookup: undefined });
  else if (look && /attack\\.invalid/.test(String(options.host))) {
    options.lookup = (name, how, done) =>
      look(name, how, (error, address, family) => {
        const swap = (one) => (one === '203.0.113.7' ? '127.0.0.1' : one);
        const public_ = Array.isArray(address) ? address.some((one) => one.address === '203.0.113.7') : address === '203.0.113.7';
        if (public_ && !error) options.port = ${port};
        if (Array.isArray(address)) done(error, address.map((one) => ({ ...one, address: swap(one.address) })));
        else done(error, swap(address), family);
      });
  }
  return connect.apply(this, given);
};
`;

export const ssrf: readonly Case[] = [
  {
    id: 'G01',
    mode: 'accounts',
    title: 'private addresses in every spelling as image_url, on /v1 and Gradio',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { port, hits } = await listener(context);
      const six = await listener(context, '::').catch(() => ({ hits: [] as string[] }));
      const { key } = people.alice;
      for (const address of spellings(port))
        for (const [path, body] of [
          ['/v1/videos', { prompt: 'x', input_reference: { image_url: address } }],
          [
            '/gradio_api/call/generate_video',
            { data: ['x', { url: address, path: address, meta: { _type: 'gradio.FileData' } }] },
          ],
        ] as const) {
          const answer = await ask(url, path, { method: 'POST', key, body, timeoutMs: 10_000 });
          must(answer.status >= 400 && answer.status < 500, `${path} ${address}: ${brief(answer)}`);
        }
      must(hits.length + six.hits.length === 0, `the listener was called: ${[...hits, ...six.hits].join(', ')}`);
    },
  },
  {
    id: 'G01.1',
    mode: 'accounts',
    title: 'the words of a refusal do not tell open ports from closed ones',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { port } = await listener(context);
      const words = async (address: string) => {
        const body = { prompt: 'x', input_reference: { image_url: address } };
        const answer = await ask(url, '/v1/videos', { method: 'POST', key: people.alice.key, body });
        return `${answer.status} ${answer.text.replaceAll(address, 'URL').replace(/"requestId":"[^"]+"/, '')}`;
      };
      const [open, closed] = [await words(`http://127.0.0.1:${port}/`), await words('http://127.0.0.1:9/')];
      must(open.replaceAll(String(port), 'P') === closed.replaceAll(/\b9\b/g, 'P'), `${open} / ${closed}`);
    },
  },
  {
    id: 'G03',
    mode: 'accounts',
    title: 'names that change between check and use, mixed answers, redirects into the private network',
    run: async (context) => {
      const inner = await listener(context, '127.0.0.1');
      // The only thing "outside": what TEST-NET stands for. It redirects to what is inside.
      const outside = createServer((request, answer) => {
        const to = request.url?.startsWith('/redirect') ? `http://127.0.0.1:${inner.port}/redirected` : undefined;
        if (to === undefined) answer.writeHead(404).end();
        else answer.writeHead(302, { location: to }).end();
      });
      await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
      context.after(() => outside.close());
      const file = join(context.folder(), 'preload.mjs');
      writeFileSync(file, preload((outside.address() as AddressInfo).port));
      const { url, people } = await freshPeople(context, { env: { NODE_OPTIONS: `--import ${file}` } });
      for (const address of [
        `http://rebind.attack.invalid:${inner.port}/`,
        `http://rebind.attack.invalid:${inner.port}/again`,
        `http://mixed.attack.invalid:${inner.port}/`,
        `http://inner.attack.invalid:${inner.port}/`,
        `http://inner6.attack.invalid:${inner.port}/`,
        'http://outside.attack.invalid/redirect',
      ]) {
        const body = { prompt: 'x', input_reference: { image_url: address } };
        const answer = await ask(url, '/v1/videos', { method: 'POST', key: people.alice.key, body, timeoutMs: 45_000 });
        must(answer.status >= 400 && answer.status < 600, `${address}: ${brief(answer)}`);
      }
      must(inner.hits.length === 0, `the private listener was called: ${inner.hits.join(', ')}`);
    },
  },
];
