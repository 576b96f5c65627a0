import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Client as GradioClient } from '@gradio/client';
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
      'seed',
      'negative_prompt',
      'num_inference_steps',
      'guidance_scale',
      'fps',
      'loras',
    ]);
    expect(endpoint?.parameters[1]).toMatchObject({ parameter_default: '360p' });
    expect(endpoint?.parameters[2]?.description).toContain('between 1 and 60');
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

  it('reports what the engine refused', async () => {
    const app = await GradioClient.connect(test.server.url);
    const refused = await app.predict('/generate_video', { prompt: 'too long' }).catch((error: unknown) => error);
    expect((refused as Error).message).toContain('Shorten the prompt');
    app.close();
  });
});
