import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Client as GradioClient } from '@gradio/client';
import { InferenceClient } from '@huggingface/inference';
import { Client as McpClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

const clip = readFileSync(fileURLToPath(new URL('../support/clip.mp4', import.meta.url)));
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg==',
  'base64',
);

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
}, 180_000);
afterAll(() => test.remove());

describe('@gradio/client', () => {
  type Output = [{ video: { url: string; path: string } }, { seed: number; prompt: string }];

  it('connects, sees the endpoint with its defaults, and predicts', async () => {
    const app = await GradioClient.connect(test.server.url);
    const info = await app.view_api();
    const endpoint = info.named_endpoints['/generate_video'];
    expect(endpoint?.parameters.map((parameter: { parameter_name?: string }) => parameter.parameter_name)).toEqual([
      'prompt',
      'resolution',
      'duration',
      'image',
    ]);
    expect(endpoint?.parameters[1]).toMatchObject({ parameter_default: '360p' });
    const result = await app.predict('/generate_video', { prompt: 'a fox' });
    const [{ video }, understood] = result.data as Output;
    const bytes = Buffer.from(await (await fetch(video.url)).arrayBuffer());
    expect(bytes.equals(clip)).toBe(true);
    expect(understood).toMatchObject({ prompt: 'a fox', seed: 1 });
    app.close();
  });

  it('submits with progress, and cancels', async () => {
    const app = await GradioClient.connect(test.server.url, { events: ['data', 'status'] });
    const job = app.submit('/generate_video', ['slow 400', '360p', 5, null]);
    const stages: string[] = [];
    let progressed = false;
    let data: unknown;
    for await (const event of job) {
      if (event.type === 'status') {
        stages.push(event.stage);
        progressed ||= (event.progress_data?.length ?? 0) > 0;
      } else if (event.type === 'data') data = event.data;
    }
    expect(progressed).toBe(true);
    expect(stages.at(-1)).toBe('complete');
    expect(data).toHaveLength(2);

    const long = app.submit('/generate_video', ['slow 3000', '360p', 5, null]);
    for await (const event of long) {
      if (event.type !== 'status') continue;
      if (event.progress_data !== undefined) await long.cancel();
      if (event.stage === 'error' || event.stage === 'complete') break;
    }
    const { data: jobs } = await test.api.call('jobs', { query: { limit: 1 } });
    expect(jobs[0]).toMatchObject({ prompt: 'slow 3000' });
    for (let turn = 0; turn < 100; turn += 1) {
      const state = (await test.api.call('job', { params: { id: jobs[0]?.id ?? '' } })).state;
      if (state === 'cancelled') return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('it was not cancelled');
  });

  it('uploads a first frame', async () => {
    const app = await GradioClient.connect(test.server.url);
    const image = new Blob([png], { type: 'image/png' });
    const result = await app.predict('/generate_video', { prompt: 'go', image });
    expect((result.data as Output)[0].video.path).toMatch(/^clip_.*\.mp4$/);
    const { data } = await test.api.call('jobs', { query: { limit: 1 } });
    expect(data[0]?.request.conditions).toMatchObject([{ source: { kind: 'image' }, at: 0 }]);
    app.close();
  });

  it('tells what the engine refused', async () => {
    const app = await GradioClient.connect(test.server.url);
    const refused = await app.predict('/generate_video', { prompt: 'too long' }).catch((error: unknown) => error);
    expect((refused as Error).message).toContain('Shorten the prompt');
    app.close();
  });
});

describe('@huggingface/inference', () => {
  it('posts inputs and parameters to the endpoint and gets the video', async () => {
    const client = new InferenceClient('hf_any').endpoint(test.server.url);
    const video = await client.request<Blob>({ inputs: 'a fox', parameters: { seed: 3, num_frames: 96 } });
    expect(video.type).toBe('video/mp4');
    expect(Buffer.from(await video.arrayBuffer()).equals(clip)).toBe(true);
    await expect(client.request({ inputs: '' })).rejects.toThrow(/inputs/);
  });
});

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
