import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, uploadFile } from '@akezora/contract/api';
import { Client as GradioClient } from '@gradio/client';
import { Client as McpClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, hasNginx, startNginx } from '../support/nginx.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg==',
  'base64',
);

// The studio as vite builds it: its page names files beside it.
// A folder may be written with a slash at its end.
const studioFolder = `${mkdtempSync(join(tmpdir(), 'akezora-page-'))}/`;
mkdirSync(join(studioFolder, 'assets'));
writeFileSync(join(studioFolder, 'theme.js'), '// theme');
writeFileSync(join(studioFolder, 'assets', 'index-a.js'), '// script');
writeFileSync(
  join(studioFolder, 'index.html'),
  '<!doctype html><html><head><script src="./theme.js"></script><script src="./assets/index-a.js"></script></head></html>',
);
afterAll(() => rmSync(studioFolder, { recursive: true, force: true }));

const ways = [
  ['takes the path off', false],
  ['keeps the path', true],
] as const;

describe.skipIf(!hasNginx()).each(ways)('below a path of a host, behind nginx that %s', (_, keeps) => {
  let test: TestServer;
  let nginx: Awaited<ReturnType<typeof startNginx>>;
  let root: string;
  beforeAll(async () => {
    const ports = { own: await freePort(), server: await freePort() };
    root = `http://127.0.0.1:${ports.own}/ake`;
    // A visitor of an open server makes clips without an account.
    test = await startTestServer({ port: ports.server, publicUrl: `${root}/`, access: 'open', studioFolder });
    nginx = await startNginx(ports, '/ake', keeps);
  }, 180_000);
  afterAll(async () => {
    await nginx.stop();
    await test.remove();
  });

  it('says its address, and serves its page with its files at any depth', async () => {
    expect(test.server.url).toBe(root);
    for (const path of ['/', '/library', '/clips/clip_1', '/s/token']) {
      const html = await (await fetch(root + path)).text();
      expect(html).toContain('<meta name="akezora-base" content="/ake" />');
      const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? '');
      expect(files).toHaveLength(2);
      for (const file of files) {
        const answer = await fetch(new URL(file, root + path));
        expect([file, answer.status, answer.headers.get('content-type')]).toEqual([
          file,
          200,
          'text/javascript; charset=utf-8',
        ]);
      }
    }
  });

  it('takes uploads, makes clips of them, and gives their files', async () => {
    const client = createClient({ baseUrl: root, key: 'any' });
    const begun = await fetch(`${root}/api/uploads`, {
      method: 'POST',
      headers: { 'tus-resumable': '1.0.0', 'upload-length': '5', authorization: 'Bearer any' },
    });
    const location = new URL(begun.headers.get('location') ?? '', `${root}/api/uploads`);
    expect(location.pathname).toMatch(/^\/ake\/api\/uploads\/upload_/);
    const head = await fetch(location, {
      method: 'HEAD',
      headers: { 'tus-resumable': '1.0.0', authorization: 'Bearer any' },
    });
    expect([head.status, head.headers.get('upload-offset')]).toEqual([200, '0']);
    const upload = await uploadFile(client, new File([png], 'a.png', { type: 'image/png' }), { chunkBytes: 30 });
    const conditions = [{ source: { kind: 'image' as const, file: `upload:${upload.id}` } }];
    const { clipId } = await waitFor(client, (await submit(client, 'a fox', { conditions })).id);
    const clip = await client.call('clip', { params: { id: clipId ?? '' } });
    const video = await fetch(client.url(clip.urls.video), { headers: { authorization: 'Bearer any' } });
    expect([video.status, video.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    // nginx makes the tag of what it compresses weak; the browser sends it back.
    const etag = `W/${video.headers.get('etag')?.replace(/^W\//, '')}`;
    const again = await fetch(client.url(clip.urls.video), {
      headers: { authorization: 'Bearer any', 'if-none-match': etag },
    });
    expect(again.status).toBe(304);
  });

  it('is reached by the OpenAI and Gradio packages and by MCP', async () => {
    const openai = new OpenAI({ baseURL: `${root}/v1`, apiKey: 'any', maxRetries: 0 });
    const made = await openai.videos.create({ prompt: 'a fox', seconds: '4', size: '128x72' as '1280x720' });
    let video = made;
    while (video.status !== 'completed' && video.status !== 'failed') {
      await new Promise((resolve) => setTimeout(resolve, 50));
      video = await openai.videos.retrieve(made.id);
    }
    expect(video.status).toBe('completed');
    expect((await openai.videos.downloadContent(made.id)).headers.get('content-type')).toBe('video/mp4');

    const gradio = await GradioClient.connect(root, { token: 'hf_any' });
    const image = new Blob([png], { type: 'image/png' });
    const result = await gradio.predict('/generate_video', { prompt: 'a fox', image });
    const [{ video: file }] = result.data as [{ video: { url: string } }];
    expect(file.url.startsWith(`${root}/gradio_api/file=`)).toBe(true);
    expect((await fetch(file.url, { headers: { authorization: 'Bearer hf_any' } })).status).toBe(200);
    gradio.close();

    const transport = new StreamableHTTPClientTransport(new URL(`${root}/mcp`));
    const mcp = new McpClient({ name: 'test', version: '1' });
    await mcp.connect(transport as Parameters<McpClient['connect']>[0]);
    const { content } = await mcp.callTool({ name: 'generate_video', arguments: { prompt: 'a fox', wait: true } });
    const told = JSON.parse((content as { text: string }[])[0]?.text ?? '') as { state: string; video: string };
    expect(told.state).toBe('completed');
    expect(told.video.startsWith(`${root}/api/clips/`)).toBe(true);
    await mcp.close();
  });

  it('refuses what lies beside its path as any other page', async () => {
    expect((await fetch(`${new URL(root).origin}/api/session`)).status).toBe(404);
    expect((await fetch(`${root}x/api/session`)).status).toBe(404);
  });
});
