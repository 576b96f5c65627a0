// biome-ignore-all lint/suspicious/noTemplateCurlyInString: place holders of a manifest
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '../../packages/server/tests/support/databases.ts';
import { browserHere, openBrowser } from '../../packages/studio/tests/browser/browser.ts';
import { cleanEnvironment, commandIn, type Release, type Running, run, start, unpackMcpb } from './release.ts';

const root = join(import.meta.dirname, '../..');
const clip = ['generate', 'a red fox and @pip in the snow', '--actor', `pip=${join(root, 'docs/film/pip.svg')}`].concat(
  ['--seconds', '2', '--resolution', '360p', '--seed', '1', '--no-mark', 'credentials', '-o', 'fox.mp4'],
);
const hashOf = async (file: string) =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');

/** The clip that this repository makes of the same words. */
let expected: Promise<string> | undefined;
async function clipOfTheCheckout(folder: string): Promise<string> {
  await mkdir(folder);
  const { code, err } = await run(process.execPath, [join(root, 'packages/cli/bin/akezora.js'), ...clip], folder);
  if (code !== 0) throw new Error(err);
  return hashOf(join(folder, 'fox.mp4'));
}

/** One video by OpenAI's own client, from the order to the bytes. */
async function videoOf(url: string): Promise<Buffer> {
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0 });
  const asked = { model: 'akezora-2', prompt: 'a cat walks in the town', seconds: '2', size: '640x360' };
  let made = await client.videos.create(asked as never);
  while (made.status === 'queued' || made.status === 'in_progress') {
    await new Promise((next) => setTimeout(next, 300));
    made = await client.videos.retrieve(made.id);
  }
  if (made.status !== 'completed') throw new Error(JSON.stringify(made));
  return Buffer.from(await (await client.videos.downloadContent(made.id)).arrayBuffer());
}

const isMp4 = (bytes: Buffer): boolean => bytes.subarray(4, 8).toString('latin1') === 'ftyp';

/** Every command of the release, on one Node. */
export function registerUse(major: '22' | '24', releaseOf: () => Release, version: string): void {
  describe(`the command on Node ${major}`, () => {
    let folder = '';
    let node = '';
    let server: Running | undefined;
    let url = '';
    const words = (...given: string[]) => [commandIn(releaseOf().folder), ...given];
    const akezora = async (...given: string[]) => {
      const done = await run(node, words(...given), folder);
      expect(done, done.err).toMatchObject({ code: 0 });
      return done;
    };
    beforeAll(async () => {
      folder = await releaseOf().newFolder();
      node = releaseOf().nodes[major];
    });
    afterAll(async () => {
      await server?.stop();
    });

    it('says its version', async () => {
      expect((await akezora('--version')).out).toBe(`${version}\n`);
    });

    it('finds nothing wrong with runtime, codecs and model', async () => {
      // The advice, and with it the code, depends on what else the machine does.
      const { out } = await run(node, words('doctor', '--fast', '--json'), folder);
      const found = JSON.parse(out);
      expect(found.node).toMatchObject({ well: true, version: expect.stringMatching(new RegExp(`^${major}\\.`)) });
      expect(found.runtimeFailure).toBeUndefined();
      expect(found.codecs).toMatchObject({ h264: true, hevc: true, vp9: true, av1: true });
      expect(found.models[0]).toMatchObject({ id: 'akezora-2' });
      expect(found.models[0].error).toBeUndefined();
    });

    it('makes the first clip, with a drawing in it: the same bytes as in a checkout', async () => {
      const began = performance.now();
      await akezora(...clip);
      console.log(`first clip on Node ${major}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
      const facts = JSON.parse(await readFile(join(folder, 'fox.mp4.json'), 'utf8')).facts;
      expect(facts.generator).toBe(`akezora ${version}`);
      expected ??= clipOfTheCheckout(join(folder, 'checkout'));
      expect(await hashOf(join(folder, 'fox.mp4'))).toBe(await expected);
    });

    it('signs a clip, and verifies it', async () => {
      await akezora('generate', 'a ball', '--seconds', '2', '--resolution', '360p', '-o', 'signed.mp4');
      expect((await akezora('verify', 'signed.mp4')).out).toContain('Signature intact');
    });

    it('serves, and makes a clip for a client of OpenAI', async () => {
      server = start(node, words('serve', '--no-open', '--port', '0', '--data', 'library', '--log', 'warn'), folder);
      url = (await server.says(/http:\/\/127\.0\.0\.1:\d+/))[0];
      expect(isMp4(await videoOf(url))).toBe(true);
      const { info } = (await (await fetch(`${url}/api/openapi.json`)).json()) as { info: { version: string } };
      expect(info.version).toBe(version);
    });

    it('is read by the client of @akezora/contract', async () => {
      const file = join(releaseOf().folder, 'client.mjs');
      await writeFile(
        file,
        `import { createClient } from '@akezora/contract/api';
         const { data } = await createClient({ baseUrl: process.argv[2] }).call('clips', { query: {} });
         console.log(data.length);`,
      );
      expect(await run(node, [file, url], folder)).toEqual({ code: 0, out: '1\n', err: '' });
    });

    it.runIf(browserHere())('shows the clip in the studio', async () => {
      const browser = await openBrowser();
      try {
        const page = await browser.page();
        await page.goto(/running at (\S+)/.exec(server?.said() ?? '')?.[1] ?? url);
        await page.getByPlaceholder('Describe what you want to see').waitFor();
        await page.goto(`${url}/library`);
        await page.locator('[data-clip] img').first().waitFor();
      } finally {
        await browser.close();
      }
      expect(browser.faults).toEqual([]);
    });

    it('speaks MCP on standard input and output', async () => {
      const client = new Client({ name: 'test', version: '1' });
      const env = cleanEnvironment(folder) as Record<string, string>;
      await client.connect(
        new StdioClientTransport({ command: node, args: words('mcp', '--url', url), env, cwd: folder }),
      );
      expect(client.getServerVersion()).toMatchObject({ name: 'akezora', version });
      expect((await client.listTools()).tools.map(({ name }) => name)).toContain('generate_video');
      await client.close();
    });

    it('is reached by the file for desktop assistants', async () => {
      const inside = await unpackMcpb(releaseOf(), version);
      const { server: program, user_config } = JSON.parse(await readFile(join(inside, 'manifest.json'), 'utf8'));
      expect(Object.keys(user_config)).toEqual(['url', 'key']);
      // What the assistant does: it fills in its folder and the settings; a setting that nobody made stays as it is.
      const fill = (text: string) => text.replace('${__dirname}', inside).replace('${user_config.url}', url);
      const { args, env } = program.mcp_config as { args: string[]; env: Record<string, string> };
      const filled = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)]));
      const client = new Client({ name: 'test', version: '1' });
      const { PATH = '' } = process.env;
      await client.connect(new StdioClientTransport({ command: node, args: args.map(fill), env: { PATH, ...filled } }));
      const found = await client.callTool({ name: 'search_library', arguments: { q: 'cat' } });
      expect(JSON.stringify(found)).toContain('a cat walks in the town');
      await client.close();
    });

    it('stops when it is asked to', async () => {
      expect(await server?.stop()).toBe(0);
      server = undefined;
    });

    it('exports, imports, saves and brings back a library', async () => {
      await akezora('export', 'clips.zip', '--data', 'library');
      const { out } = await akezora('import', 'clips.zip', 'fox.mp4', '--data', 'second', '--json');
      expect(JSON.parse(out)).toMatchObject({ clips: [{}, {}], skipped: [] });
      await akezora('backup', 'second.tar', '--data', 'second');
      await akezora('restore', 'second.tar', '--data', 'third');
      await akezora('export', 'again', '--data', 'third');
      expect((await readFile(join(folder, 'again/metadata.csv'), 'utf8')).split('\n').filter(Boolean)).toHaveLength(3);
      expect(existsSync(join(folder, 'again/parquet/clips.parquet'))).toBe(true);
    });

    it('runs the jobs of a server elsewhere', async () => {
      const database = startPostgres();
      if (database === undefined) return;
      const common = ['--database', database.url, '--data', 'shared', '--log', 'warn'];
      const worker = start(node, words('worker', ...common), folder);
      try {
        server = start(node, words('serve', '--no-open', '--port', '0', '--devices', 'none', ...common), folder);
        const [address] = await server.says(/http:\/\/127\.0\.0\.1:\d+/);
        expect(isMp4(await videoOf(address))).toBe(true);
      } finally {
        expect(await server?.stop()).toBe(0);
        server = undefined;
        expect(await worker.stop()).toBe(0);
        database.remove();
      }
    });
  });
}
