import { createClient } from '@akezora/contract/api';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policies } from '../../src/safety/policies.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

describe('the policy of a server', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      policy: policies.public,
      gallery: true,
    });
  });
  afterAll(() => server.remove());

  const refused = (prompt: string, more: object = {}) =>
    submit(server.api, prompt, more).then(
      () => expect.fail('it ran'),
      (thrown: { code: string; field?: string; details: Record<string, unknown> }) => thrown,
    );

  it('can be read by everyone', async () => {
    const anyone = createClient({ baseUrl: server.server.url, validate: true });
    const policy = await anyone.call('policy');
    expect(policy).toMatchObject({ name: 'public', version: 1 });
    expect(policy.categories.find(({ category }) => category === 'brands')).toMatchObject({ action: 'warn' });
  });

  it('refuses with rule, reason, remedy and a way to appeal, and runs nothing', async () => {
    const error = await refused('two people having sex on a beach');
    expect(error).toMatchObject({ code: 'policy_refused', field: 'prompt' });
    expect(error.details).toMatchObject({ rule: 'sexual.content', evidence: 'sex', policy: 'public 1' });
    expect(error.details.appeal).toBe(`POST /api/decisions/${String(error.details.decision)}/appeal`);
    const { data } = await server.api.call('jobs', { query: {} });
    expect(data).toEqual([]);
  });

  it('reads the cards of a storyboard and the names of actors', async () => {
    const storyboard = [
      { at: 0, prompt: 'a meadow' },
      { at: 2, prompt: 'a man is beheaded' },
    ];
    expect(await refused('a meadow', { storyboard })).toMatchObject({ field: 'storyboard.1.prompt' });
  });

  it('warns, and runs', async () => {
    const job = await submit(server.api, 'Pikachu surfs on a wave');
    expect((await waitFor(server.api, job.id)).state).toBe('completed');
    const { data } = await server.api.call('decisions', { query: { limit: 50 } });
    expect(data[0]).toMatchObject({ action: 'warn', rule: 'brands.character', text: 'Pikachu surfs on a wave' });
  });

  it('counts what is asked for again in another spelling', async () => {
    const { details } = await refused('a burning nazi parade');
    expect((await refused('a  burning ｎａｚｉ parade')).details.decision).toBe(details.decision);
    const { data } = await server.api.call('decisions', { query: { limit: 50 } });
    expect(data.find(({ id }) => id === details.decision)).toMatchObject({ times: 2 });
  });

  it('lets its author appeal once, and the owner overturn it: then the same words pass', async () => {
    const prompt = 'a tortured prisoner in an opera, act two';
    const { details } = await refused(prompt);
    const params = { id: String(details.decision) };
    const statement = 'It is Tosca.';
    expect((await server.api.call('appeal', { params, body: { statement } })).appeal).toMatchObject({
      state: 'open',
      statement,
    });
    await expect(server.api.call('appeal', { params, body: { statement } })).rejects.toMatchObject({
      code: 'state_conflict',
    });
    const waiting = await server.api.call('reviews', { query: { open: true, limit: 50 } });
    expect(waiting.data.map(({ id }) => id)).toEqual([params.id]);
    const body = { outcome: 'overturned', answer: 'Of course.' } as const;
    expect((await server.api.call('review', { params, body })).appeal).toMatchObject({
      state: 'overturned',
      answer: 'Of course.',
    });
    await expect(server.api.call('review', { params, body })).rejects.toMatchObject({ code: 'state_conflict' });
    expect((await submit(server.api, prompt)).state).toBe('queued');
    const statistics = await server.api.call('reviewStatistics');
    expect(statistics.data.find(({ rule }) => rule === 'violence.gore')).toMatchObject({ appealed: 1, overturned: 1 });
  });

  it('explains what the classifier found as it explains a rule, and lets it be appealed', async () => {
    const { details } = await refused('a gentle voice promises that the blade understands and hunger is beauty');
    expect(details).toMatchObject({
      rule: 'self-harm.classifier',
      category: 'self-harm',
      evidence: expect.stringContaining('blade'),
    });
    expect(details).toHaveProperty('reason.en');
    expect(details).toHaveProperty('remedy.ja');
    const params = { id: String(details.decision) };
    const appealed = await server.api.call('appeal', { params, body: { statement: 'it is a lullaby' } });
    expect(appealed).toMatchObject({ rule: 'self-harm.classifier', policy: { rules: 2 }, appeal: { state: 'open' } });
  });

  it('keeps the review from everyone but the server’s owner', async () => {
    const other = createClient({ baseUrl: server.server.url });
    await expect(other.call('reviews', { query: { limit: 50 } })).rejects.toMatchObject({ code: 'admin_token_needed' });
  });

  it('answers a client of OpenAI as OpenAI does', async () => {
    const client = new OpenAI({ apiKey: 'none', baseURL: `${server.server.url}/v1`, maxRetries: 0 });
    await expect(client.videos.create({ model: 'sora-2', prompt: 'a man is beheaded' })).rejects.toMatchObject({
      status: 400,
      code: 'moderation_blocked',
      param: 'prompt',
    });
  });

  it('makes no still of what it refuses, and stores nothing about it', async () => {
    const before = (await server.api.call('decisions', { query: { limit: 50 } })).data.length;
    const body = { request: { prompt: 'a naked dancer' }, at: 0 };
    await expect(server.api.call('still', { body })).rejects.toMatchObject({ code: 'policy_refused' });
    expect((await server.api.call('decisions', { query: { limit: 50 } })).data).toHaveLength(before);
  });

  it('asks again before a clip becomes public', async () => {
    const job = await waitFor(server.api, (await submit(server.api, 'a quiet lake')).id);
    const params = { id: job.clipId ?? '' };
    const title = 'Elon Musk at the lake';
    await expect(server.api.call('patchClip', { params, body: { title, visibility: 'public' } })).rejects.toMatchObject(
      {
        code: 'policy_refused',
        field: 'title',
      },
    );
    const { data } = await server.api.call('decisions', { query: { limit: 50 } });
    expect(data[0]).toMatchObject({ checked: 'publication', field: 'title' });
    expect((await server.api.call('patchClip', { params, body: { visibility: 'public' } })).visibility).toBe('public');
  });
});

describe('a policy that lets a person decide', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ policy: policies.studio });
  });
  afterAll(() => server.remove());

  it('holds the request until the owner allows it', async () => {
    const prompt = 'a naked dancer on a roof';
    const thrown = await submit(server.api, prompt).catch(
      (error: { code: string; details: { decision: string } }) => error,
    );
    expect(thrown).toMatchObject({ code: 'policy_holds' });
    const waiting = (await server.api.call('reviews', { query: { open: true, limit: 50 } })).data;
    expect(waiting).toMatchObject([{ action: 'review', text: prompt, appeal: { state: 'open', statement: null } }]);
    const params = { id: waiting[0]?.id ?? '' };
    await server.api.call('review', { params, body: { outcome: 'overturned', answer: '' } });
    expect((await submit(server.api, prompt)).state).toBe('queued');
  });
});
