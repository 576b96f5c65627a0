import { createHash } from 'node:crypto';
import type { Actor, Upload } from '@akezora/contract/api';
import { uploadFile } from '@akezora/contract/api';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../../src/access/accounts.ts';
import { openStore } from '../../src/platform/store/database.ts';
import { newDataFolder } from '../support/folders.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.remove());

/** A drawing that looks right: a body with a dark nose at its right, and feet above a faint shadow. */
const svg = (extra = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200">${extra}
    <ellipse cx="100" cy="90" rx="80" ry="50" fill="#e08030"/><circle cx="165" cy="75" r="14" fill="#111"/>
    <circle cx="150" cy="62" r="7" fill="#111"/><rect x="60" y="120" width="16" height="40" fill="#e08030"/>
    <rect x="120" y="120" width="16" height="40" fill="#e08030"/>
    <ellipse cx="100" cy="180" rx="60" ry="12" fill="#000" opacity="0.15"/></svg>`;
const drawing = () => sharp(Buffer.from(svg())).png().toBuffer();

const send = (bytes: Uint8Array | string, name: string): Promise<Upload> =>
  uploadFile(test.api, new File([bytes as BlobPart], name));
const make = (body: { name: string; uploadId: string } & Partial<Actor>): Promise<Actor> =>
  test.api.call('createActor', { body: body as { name: string; uploadId: string } });
const bytesAt = async (path: string | null) => {
  const answer = await fetch(test.server.url + path);
  return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
};

describe('a picture becomes an actor', () => {
  it('that is cut out, and whose feet, side and size are found', async () => {
    const upload = await send(await drawing(), 'kon.png');
    const actor = await make({ name: 'Kon', uploadId: upload.id });
    expect(actor).toMatchObject({ name: 'Kon', clipId: null, uploadId: upload.id, scale: 1, kind: null });
    // The picture is 160 × 152 pixels of drawing in a square; its legs end 32 pixels above its bottom.
    expect(actor.feet).toBeCloseTo(1 - 32 / 160, 1);
    const { answer, bytes } = await bytesAt(actor.picture);
    expect(answer.headers.get('content-type')).toBe('image/webp');
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: info.height, channels: 4 });
    const alpha = (x: number, y: number) =>
      data[(Math.round(y * info.height) * info.width + Math.round(x * info.width)) * 4 + 3];
    expect([alpha(0.02, 0.02), alpha(0.5, 0.3)]).toEqual([0, 255]);
    expect((await test.api.call('actors')).data).toContainEqual(actor);
  });

  it('before a plain ground too, while a busy one is refused at once with how to cut it', async () => {
    const white = await sharp(Buffer.from(svg('<rect width="200" height="200" fill="#fff"/>')))
      .png()
      .toBuffer();
    const { id } = await send(white, 'white.png');
    const { bytes } = await bytesAt((await make({ name: 'Shiro', uploadId: id })).picture);
    expect((await sharp(bytes).stats()).isOpaque).toBe(false);
    const noise = Buffer.from(Array.from({ length: 128 * 128 * 3 }, (_, i) => (i * 7919 + (i >> 5) * 104_729) % 256));
    const busy = await sharp(noise, { raw: { width: 128, height: 128, channels: 3 } })
      .png()
      .toBuffer();
    const upload = await send(busy, 'busy.png');
    await expect(make({ name: 'Busy', uploadId: upload.id })).rejects.toMatchObject({
      ...{ code: 'input_unreadable', field: 'uploadId' },
      message: expect.stringMatching(/transparent ground/),
    });
    expect((await test.api.call('actors')).data.map(({ name }) => name)).not.toContain('Busy');
  });

  it('from an SVG, which is stored and served as PNG', async () => {
    const upload = await send(svg(), 'kon.svg');
    expect(upload).toMatchObject({ kind: 'image', mime: 'image/png', width: 1024, height: 1024 });
    const { answer, bytes } = await bytesAt(upload.urls.file);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect([bytes.subarray(1, 4).toString(), bytes.includes('<svg')]).toEqual(['PNG', false]);
    expect((await make({ name: 'Esu', uploadId: upload.id })).picture).not.toBeNull();
    for (const bad of ['<script>alert(1)</script>', '<image href="file:///etc/passwd"/>', '<image href="http://x/"/>'])
      await expect(send(svg(bad), 'bad.svg'), bad).rejects.toMatchObject({ code: 'input_unreadable', field: 'file' });
  });

  it('as it is said by hand, and can be renamed and changed', async () => {
    const { id: uploadId } = await send(await drawing(), 'a.png');
    const said = { faces: 'left', feet: 0.5, scale: 2, kind: 'fly' } as const;
    const actor = await make({ name: 'Said', uploadId, ...said });
    expect(actor).toMatchObject(said);
    const patch = (body: object) => test.api.call('patchActor', { params: { id: actor.id }, body });
    expect(await patch({ name: 'Renamed', feet: 0.9, kind: null })).toMatchObject({
      ...{ name: 'Renamed', faces: 'left', feet: 0.9, scale: 2, kind: null },
    });
    await make({ name: 'Taken', uploadId });
    await expect(patch({ name: 'Taken' })).rejects.toMatchObject({ code: 'state_conflict', field: 'name' });
    await expect(patch({ feet: 2 })).rejects.toMatchObject({ code: 'request_invalid', field: 'feet' });
    await expect(patch({ owner: 'x' })).rejects.toMatchObject({ code: 'request_invalid' });
  });

  it('whose upload stays while it is there', async () => {
    const { id } = await send(await drawing(), 'b.png');
    const actor = await make({ name: 'Stay', uploadId: id });
    const params = { id };
    await expect(test.api.call('deleteUpload', { params })).rejects.toMatchObject({ code: 'state_conflict' });
    await test.api.call('deleteActor', { params: { id: actor.id } });
    await test.api.call('deleteUpload', { params });
    expect((await bytesAt(actor.picture)).answer.status).toBe(404);
  });
});

describe('the cast in requests', () => {
  it('is called by @name, several at once, as it looks', async () => {
    const { id: uploadId } = await send(await drawing(), 'c.png');
    const looks = { faces: 'right', feet: 0.8, scale: 1.5 } as const;
    await make({ name: 'ハナ', uploadId, ...looks, kind: 'ground' });
    await make({ name: 'Taro', uploadId, ...looks });
    const image = `upload:${uploadId}`;
    const all = [
      { name: 'Taro', image, ...looks },
      { name: 'ハナ', image, ...looks, kind: 'ground' },
    ];
    const called = await submit(test.api, '@ハナ chases @Taro and @nobody');
    expect((await test.api.call('job', { params: { id: called.id } })).request.actors).toEqual(all);
    expect((await waitFor(test.api, called.id)).state).toBe('completed');
    // A name alone in the list is the actor of the library; what else the request says of it counts.
    const listed = await submit(test.api, 'they run', { actors: [{ name: '@Taro', scale: 0.5 }, { name: 'dog' }] });
    expect((await test.api.call('job', { params: { id: listed.id } })).request.actors).toEqual([
      { ...all[0], name: '@Taro', scale: 0.5 },
      { name: 'dog' },
    ]);
  });

  it('is called by as many names as a request may have actors', async () => {
    const { id: uploadId } = await send(await drawing(), 'many.png');
    const names = Array.from({ length: 16 }, (_, index) => `Many${index + 1}`);
    for (const name of names) await make({ name, uploadId });
    const called = await submit(test.api, names.map((name) => `@${name}`).join(' and '));
    const { request } = await test.api.call('job', { params: { id: called.id } });
    expect(request.actors?.map(({ name }) => name).sort()).toEqual([...names].sort());
  });

  it('takes pictures as characters of OpenAI, and keeps none that cannot be cut out', async () => {
    const post = async (name: string, bytes: Buffer, field: string) => {
      const form = new FormData();
      form.set('name', name);
      form.set(field, new File([Uint8Array.from(bytes)], 'a.png', { type: 'image/png' }));
      return fetch(`${test.server.url}/v1/videos/characters`, { method: 'POST', body: form });
    };
    const uploads = async () =>
      Number(
        (
          await test.server.store.db
            .selectFrom('uploads')
            .select(({ fn }) => fn.countAll().as('n'))
            .executeTakeFirst()
        )?.n,
      );
    expect((await post('Oai', await drawing(), 'image')).status).toBe(200);
    expect((await test.api.call('actors')).data.find(({ name }) => name === 'Oai')?.picture).not.toBeNull();
    const before = await uploads();
    const plain = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    const refused = await post('Plain', plain, 'image');
    expect([refused.status, ((await refused.json()) as { error: { param: string } }).error.param]).toEqual([
      400,
      'image',
    ]);
    expect(await uploads()).toBe(before);
  });
});

it('a prompt that says @name of the cast is planned by the model with the picture as it looks', async () => {
  const real = await startTestServer({ engine: '@akezora/engine', devices: [] });
  try {
    const upload = await uploadFile(real.api, new File([(await drawing()) as BlobPart], 'kon.png'));
    const looks = { faces: 'right', feet: 0.81, scale: 1.5 } as const;
    await real.api.call('createActor', { body: { name: 'コン', uploadId: upload.id, ...looks } });
    const request = { prompt: '雪の森を走る@コン', model: 'akezora-2', seconds: 2, resolution: '360p' } as const;
    const { plan } = await real.api.call('plan', { body: { request } });
    const file = await real.api.call('uploadFile', { params: { id: upload.id } });
    const sha256 = createHash('sha256')
      .update(Buffer.from(await file.arrayBuffer()))
      .digest('hex');
    expect(plan.actors).toEqual([{ name: 'コン', sha256, ...looks }]);
    expect(plan.scene?.subjects).toMatchObject([{ actor: 'コン', motion: expect.any(String) }]);
  } finally {
    await real.remove();
  }
}, 180_000);

it('another account sees neither the actor nor its picture, and can make none of the upload', async () => {
  const dataFolder = await newDataFolder();
  const store = await openStore({ folder: dataFolder });
  const password = 'correct horse battery';
  for (const name of ['ame', 'yuki']) await createAccount(store, { name, password, role: 'owner' });
  await store.close();
  const shared = await startTestServer({ dataFolder, access: 'accounts' });
  try {
    const { url } = shared.server;
    const signIn = async (name: string) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${url}/api/session`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ name, password }),
      });
      const cookie = answer.headers
        .getSetCookie()
        .map((one) => one.split(';')[0])
        .join('; ');
      return (method: string, path: string, body?: BodyInit, more: Record<string, string> = headers) =>
        fetch(url + path, {
          method,
          headers: { ...more, cookie, origin: url },
          ...(body === undefined ? {} : { body }),
        });
    };
    const [ame, yuki] = [await signIn('ame'), await signIn('yuki')];
    const form = new FormData();
    form.set('name', 'Own');
    form.set('image', new File([Uint8Array.from(await drawing())], 'a.png', { type: 'image/png' }));
    expect((await ame('POST', '/v1/videos/characters', form, {})).status).toBe(200);
    const { data } = (await (await ame('GET', '/api/actors')).json()) as { data: Actor[] };
    const [actor] = data;
    expect((await ame('GET', actor?.picture ?? '')).status).toBe(200);
    expect((await yuki('GET', actor?.picture ?? '')).status).toBe(404);
    expect((await yuki('PATCH', `/api/actors/${actor?.id}`, JSON.stringify({ feet: 0.1 }))).status).toBe(404);
    const stolen = await yuki('POST', '/api/actors', JSON.stringify({ name: 'Mine', uploadId: actor?.uploadId }));
    expect([stolen.status, ((await stolen.json()) as { error: object }).error]).toMatchObject([
      404,
      { field: 'uploadId' },
    ]);
    expect(
      (await yuki('GET', '/api/actors')).ok && ((await (await yuki('GET', '/api/actors')).json()) as { data: [] }).data,
    ).toEqual([]);
  } finally {
    await shared.remove();
  }
}, 120_000);
