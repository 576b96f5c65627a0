/** Rights that end: accounts, keys, sessions, streams, switches, links. */
import { type Case, must, sleep, until } from '../case.ts';
import { ask, at, brief, hasStatus, openStream, refused, textAt } from '../http.ts';
import { makeKey, type People, passwordOf, signIn } from '../people.ts';
import { freshPeople } from './a-sign-in.ts';

const patchAccount = (url: string, people: People, id: string, body: object) =>
  ask(url, `/api/accounts/${id}`, { method: 'PATCH', cookie: people.owner.cookie, body });

const settings = (url: string, people: People, body: object) =>
  ask(url, '/api/settings', { method: 'PATCH', cookie: people.owner.cookie, body });

/** Every way to the bytes of a clip. */
const filesOf = (id: string, token?: string): string[] =>
  [
    'video',
    'thumbnail',
    'sprites',
    'video?format=gif',
    'video?height=360',
    'video?format=vp9',
    'video?download=true',
  ].map(
    (file) => `/api/clips/${id}/${file}${token === undefined ? '' : `${file.includes('?') ? '&' : '?'}token=${token}`}`,
  );

/** Seconds until a stream ends. @throws Error when it stays open. */
async function endsWithin(
  seconds: number,
  url: string,
  path: string,
  who: { key?: string; cookie?: string },
  end: () => Promise<unknown>,
): Promise<number> {
  const stream = await openStream(url, path, { ...who, headers: { accept: 'text/event-stream' }, timeoutMs: 300_000 });
  must(stream.statusCode === 200, `the stream: ${stream.statusCode}`);
  const closed = new Promise<void>((resolve) =>
    stream
      .once('close', resolve)
      .once('end', resolve)
      .once('error', () => resolve()),
  );
  stream.resume();
  await sleep(500);
  const began = Date.now();
  await end();
  const result = await Promise.race([closed.then(() => 'closed'), sleep(seconds * 1000).then(() => 'open')]);
  stream.destroy();
  must(result === 'closed', `${path} still open after ${seconds} s`);
  return (Date.now() - began) / 1000;
}

export const rights: readonly Case[] = [
  {
    id: 'B08',
    mode: 'accounts',
    title: 'key of a disabled account',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { bob } = people;
      hasStatus(await patchAccount(url, people, bob.account, { disabled: true }), 200, 'disabling');
      for (const [method, path, body] of [
        ['GET', '/api/clips'],
        ['POST', '/api/jobs', { request: { prompt: 'x' } }],
        ['POST', '/api/keys', { name: 'x' }],
        ['GET', '/v1/videos'],
        ['GET', '/v1/models'],
        ['POST', '/gradio_api/call/generate_video', { data: ['x'] }],
        ['POST', '/', { inputs: 'x' }],
        ['GET', '/api/events'],
      ] as const)
        for (const who of [{ key: bob.key }, { cookie: bob.cookie }])
          hasStatus(
            await ask(url, path, { method, ...who, timeoutMs: 4000, ...(body === undefined ? {} : { body }) }),
            401,
            `${method} ${path}`,
          );
      refused(
        await ask(url, '/api/session', { method: 'POST', body: { name: 'bob', password: bob.password } }),
        'signing in',
      );
    },
  },
  {
    id: 'B08.1',
    mode: 'accounts',
    title: 'admin key and session of an owner who is an owner no more; generation key of a member who became a viewer',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { otherOwner, bob } = people;
      hasStatus(await ask(url, '/api/accounts', { key: otherOwner.key }), 200, 'before');
      hasStatus(await patchAccount(url, people, otherOwner.account, { role: 'member' }), 200, 'demoting');
      for (const who of [{ key: otherOwner.key }, { cookie: otherOwner.cookie }]) {
        hasStatus(await ask(url, '/api/accounts', who), 403, 'accounts');
        hasStatus(
          await ask(url, '/api/settings', { method: 'PATCH', ...who, body: { sharing: false } }),
          403,
          'settings',
        );
        refused(
          await ask(url, '/api/keys', { method: 'POST', ...who, body: { name: 'x', scopes: ['admin'] } }),
          'an admin key',
        );
      }
      hasStatus(await patchAccount(url, people, bob.account, { role: 'viewer' }), 200, 'demoting bob');
      hasStatus(
        await ask(url, '/v1/videos', { method: 'POST', key: bob.key, body: { prompt: 'x' } }),
        403,
        'a job by a viewer',
      );
    },
  },
  {
    id: 'B08.2',
    mode: 'accounts',
    title: 'a key made by a key, after its account was disabled, and after the first key was revoked',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { bob, alice } = people;
      const child = async (key: string) => {
        const made = await ask(url, '/api/keys', { method: 'POST', key, body: { name: 'child', scopes: ['library'] } });
        return made.status === 201 ? textAt(made, 'secret') : undefined;
      };
      const [ofBob, ofAlice] = [await child(bob.key), await child(alice.key)];
      await patchAccount(url, people, bob.account, { disabled: true });
      if (ofBob !== undefined) hasStatus(await ask(url, '/api/clips', { key: ofBob }), 401, "a key made by bob's key");
      const keys = await ask(url, '/api/keys', { cookie: alice.cookie });
      const parent = (at(keys.json, 'data') as { id: string; name: string }[]).find(({ name }) => name !== 'child');
      hasStatus(
        await ask(url, `/api/keys/${parent?.id}`, { method: 'DELETE', cookie: alice.cookie }),
        [200, 204],
        'revoking',
      );
      hasStatus(await ask(url, '/api/clips', { key: alice.key }), 401, 'the revoked key');
      if (ofAlice !== undefined)
        hasStatus(await ask(url, '/api/clips', { key: ofAlice }), 401, 'the key that a revoked key made');
    },
  },
  {
    id: 'B08.3',
    mode: 'accounts',
    title: 'a deleted account: keys, session, links, queued jobs',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { alice, things } = people;
      const gone = await ask(url, `/api/accounts/${alice.account}?withLibrary=true`, {
        method: 'DELETE',
        cookie: people.owner.cookie,
      });
      hasStatus(gone, [200, 204], 'deleting');
      hasStatus(await ask(url, '/api/clips', { key: alice.key }), 401, 'the key');
      hasStatus(await ask(url, '/api/clips', { cookie: alice.cookie }), 401, 'the session');
      refused(await ask(url, `/api/shared/${things.linkToken}`), 'the link');
      for (const path of filesOf(things.linked, things.linkToken)) refused(await ask(url, path), path);
      refused(
        await ask(url, '/api/session', { method: 'POST', body: { name: 'alice', password: alice.password } }),
        'signing in',
      );
    },
  },
  {
    id: 'B08.4',
    mode: 'accounts',
    title: 'a key past its expiry; expiry in the past or beyond dates',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const make = (expiresAt: string) =>
        ask(url, '/api/keys', {
          method: 'POST',
          cookie: people.bob.cookie,
          body: { name: 'x', scopes: ['library'], expiresAt },
        });
      const made = await make(new Date(Date.now() + 2500).toISOString());
      const key = textAt(hasStatus(made, 201, 'a key for two seconds'), 'secret');
      hasStatus(await ask(url, '/api/clips', { key }), 200, 'at first');
      for (const never of ['2001-01-01T00:00:00Z', '+275760-09-13T00:00:00.001Z', 'tomorrow'])
        refused(await make(never), never);
      await sleep(3000);
      hasStatus(await ask(url, '/api/clips', { key }), 401, 'afterwards');
    },
  },
  {
    id: 'B08.5',
    mode: 'accounts',
    title: 'event streams end within 60 s of the right: disabled account, revoked key, ended session',
    beside: true,
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { bob, alice, otherOwner } = people;
      const other = await makeKey(url, alice.cookie, ['library', 'generate']);
      const keys = await ask(url, '/api/keys', { cookie: alice.cookie });
      const ids = (at(keys.json, 'data') as { id: string; hint: string }[]).filter(({ hint }) => other.endsWith(hint));
      const ends = await Promise.all([
        endsWithin(62, url, '/api/events', { key: bob.key }, () =>
          patchAccount(url, people, bob.account, { disabled: true }),
        ),
        endsWithin(62, url, '/api/events', { key: other }, () =>
          ask(url, `/api/keys/${ids[0]?.id}`, { method: 'DELETE', cookie: alice.cookie }),
        ),
        endsWithin(62, url, '/api/events', { cookie: otherOwner.cookie }, () =>
          ask(url, '/api/session', { method: 'DELETE', cookie: otherOwner.cookie }),
        ),
      ]);
      context.note('ended after', ends.map((seconds) => `${Math.round(seconds)} s`).join(', '));
    },
  },
  {
    id: 'B08.6',
    mode: 'accounts',
    title: "Gradio's queue stream ends within 60 s of the right",
    beside: true,
    run: async (context) => {
      const { url, people } = await freshPeople(context, { flags: ['--devices', 'none'] });
      const { bob } = people;
      const data = [{ prompt: 'x' }.prompt];
      await ask(url, '/gradio_api/queue/join', {
        method: 'POST',
        key: bob.key,
        body: { data, session_hash: 'attack', fn_index: 1 },
      });
      const seconds = await endsWithin(62, url, '/gradio_api/queue/data?session_hash=attack', { key: bob.key }, () =>
        patchAccount(url, people, bob.account, { disabled: true }),
      );
      context.note('ended after', `${Math.round(seconds)} s`);
    },
  },
  {
    id: 'B10',
    mode: 'accounts',
    title: 'stolen key after a reset: owners list and revoke the keys of others, a reset revokes on request',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { owner, alice, bob } = people;
      const all = await ask(url, '/api/keys?all=true', { cookie: owner.cookie });
      const keys = at(hasStatus(all, 200, 'all keys').json, 'data') as { id: string; hint: string }[];
      const stolen = keys.find(({ hint }) => alice.key.endsWith(hint));
      must(stolen !== undefined, "alice's key is not in the owner's list");
      hasStatus(
        await ask(url, `/api/keys/${stolen.id}`, { method: 'DELETE', cookie: owner.cookie }),
        [200, 204],
        'revoking',
      );
      hasStatus(await ask(url, '/api/clips', { key: alice.key }), 401, 'the revoked key');
      hasStatus(
        await patchAccount(url, people, bob.account, { password: passwordOf('reset'), revokeKeys: true }),
        200,
        'the reset',
      );
      hasStatus(await ask(url, '/api/clips', { key: bob.key }), 401, "bob's key after the reset");
    },
  },
  {
    id: 'B10.1',
    mode: 'accounts',
    title: "members see and revoke no keys but their own; an owner's list never shows a secret",
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { owner, alice, bob } = people;
      refused(await ask(url, '/api/keys?all=true', { cookie: bob.cookie }), 'all keys by a member');
      const all = await ask(url, '/api/keys?all=true', { cookie: owner.cookie });
      for (const key of [alice.key, bob.key]) must(!all.text.includes(key), 'a secret is listed');
      for (const { id } of (at(all.json, 'data') ?? []) as { id: string }[]) {
        await ask(url, `/api/keys/${id}`, { method: 'DELETE', key: bob.key }).catch(() => undefined);
        if ((await ask(url, '/api/clips', { key: alice.key })).status !== 200)
          throw new Error("bob revoked alice's key");
      }
    },
  },
  {
    id: 'B10.2',
    mode: 'accounts',
    title: 'a reset takes a stolen password, an old session and the second device with it',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { bob } = people;
      const second = await signIn(url, bob.name, bob.password, '127.0.0.41');
      hasStatus(await patchAccount(url, people, bob.account, { password: passwordOf('reset') }), 200, 'the reset');
      for (const cookie of [bob.cookie, second])
        hasStatus(await ask(url, '/api/clips', { cookie }), 401, 'an old session');
      hasStatus(
        await ask(url, '/api/session', { method: 'POST', body: { name: 'bob', password: bob.password } }),
        401,
        'the old password',
      );
    },
  },
  {
    id: 'B11',
    mode: 'accounts',
    title: 'sharing switched off: page and files of a link',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { things } = people;
      const shared = await ask(url, `/api/shared/${things.linkToken}`);
      hasStatus(shared, 200, 'before');
      const own = Object.values((at(shared.json, 'urls') ?? {}) as Record<string, string | null>).filter(
        (one) => one !== null,
      );
      hasStatus(await ask(url, own[0] ?? ''), 200, 'a file before');
      hasStatus(await settings(url, people, { sharing: false }), 200, 'the switch');
      refused(await ask(url, `/api/shared/${things.linkToken}`), 'the page');
      for (const path of [...own, ...filesOf(things.linked, things.linkToken)]) refused(await ask(url, path), path);
    },
  },
  {
    id: 'B11.1',
    mode: 'accounts',
    title: 'sharing switched off: new links by PATCH, by bulk, as condition, remix and actor of another',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { alice, bob, things } = people;
      hasStatus(await settings(url, people, { sharing: false }), 200, 'the switch');
      refused(
        await ask(url, `/api/clips/${things.clip}`, { method: 'PATCH', key: alice.key, body: { visibility: 'link' } }),
        'PATCH',
      );
      const bulk = { action: 'patch', ids: [things.clip], patch: { visibility: 'link' } };
      const changed = await ask(url, '/api/clips/bulk', { method: 'POST', key: alice.key, body: bulk });
      must(changed.status >= 400 || /"changed":\[\]/.test(changed.text), `bulk: ${brief(changed)}`);
      const clip = await ask(url, `/api/clips/${things.clip}`, { key: alice.key });
      must(/"visibility":"private"/.test(clip.text), 'the clip is shared');
      const request = { prompt: 'x', seconds: 2 };
      for (const body of [
        { request: { ...request, conditions: [{ source: { kind: 'clip', id: things.linked } }] } },
        { request: { ...request, actors: [{ name: 'a', clip: things.linked }] } },
      ])
        refused(await ask(url, '/api/jobs', { method: 'POST', key: bob.key, body }), JSON.stringify(body));
      refused(
        await ask(url, '/api/actors', { method: 'POST', key: bob.key, body: { name: 'a', clipId: things.linked } }),
        'an actor',
      );
    },
  },
  {
    id: 'B12',
    mode: 'accounts',
    title: 'gallery switched off: list and files of a public clip without signing in, as condition of another',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { bob, things } = people;
      hasStatus(await ask(url, `/api/clips/${things.public}/video`), 200, 'before');
      const page = await ask(url, '/api/gallery?limit=1');
      hasStatus(page, 200, 'the gallery before');
      hasStatus(await settings(url, people, { gallery: false }), 200, 'the switch');
      refused(await ask(url, '/api/gallery'), 'the gallery');
      refused(
        await ask(url, `/api/gallery?limit=1&cursor=${encodeURIComponent(String(at(page.json, 'nextCursor') ?? 'x'))}`),
        'a later page',
      );
      for (const path of filesOf(things.public)) refused(await ask(url, path), path);
      for (const path of filesOf(things.public)) refused(await ask(url, path, { key: bob.key }), `${path} by bob`);
      const body = {
        request: { prompt: 'x', seconds: 2, conditions: [{ source: { kind: 'clip', id: things.public } }] },
      };
      refused(await ask(url, '/api/jobs', { method: 'POST', key: bob.key, body }), 'a condition');
      refused(
        await ask(url, '/api/actors', { method: 'POST', key: bob.key, body: { name: 'a', clipId: things.public } }),
        'an actor',
      );
    },
  },
  {
    id: 'B12.1',
    mode: 'accounts',
    title:
      'gallery switched off: publishing by PATCH and by bulk; preview pictures, HEAD and ranges of what was public',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { alice, things } = people;
      hasStatus(await settings(url, people, { gallery: false }), 200, 'the switch');
      refused(
        await ask(url, `/api/clips/${things.clip}`, {
          method: 'PATCH',
          key: alice.key,
          body: { visibility: 'public' },
        }),
        'PATCH',
      );
      const bulk = { action: 'patch', ids: [things.clip], patch: { visibility: 'public' } };
      const changed = await ask(url, '/api/clips/bulk', { method: 'POST', key: alice.key, body: bulk });
      must(changed.status >= 400 || /"changed":\[\]/.test(changed.text), `bulk: ${brief(changed)}`);
      for (const how of [{ method: 'HEAD' }, { headers: { range: 'bytes=0-9' } }])
        refused(await ask(url, `/api/clips/${things.public}/video`, how), JSON.stringify(how));
      refused(await ask(url, `/api/shared/${things.public}`), 'the id as a link');
    },
  },
  {
    id: 'B12.2',
    mode: 'accounts',
    title: "another's clip becomes private while a job that uses it waits: the job does not read it",
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { alice, bob, things } = people;
      // A long job of bob's own holds the one device; the next waits.
      const long = { request: { prompt: 'a fox in the snow', seconds: 60, resolution: '1080p' } };
      hasStatus(await ask(url, '/api/jobs', { method: 'POST', key: bob.key, body: long }), 201, 'the long job');
      const body = {
        request: {
          prompt: 'a fox',
          seconds: 2,
          resolution: '360p',
          conditions: [{ source: { kind: 'clip', id: things.public } }],
        },
      };
      const made = await ask(url, '/api/jobs', { method: 'POST', key: bob.key, body });
      if (made.status >= 400) return;
      const job = textAt(made, 'data.0.id');
      await ask(url, `/api/clips/${things.public}`, {
        method: 'PATCH',
        key: alice.key,
        body: { visibility: 'private' },
      });
      const jobs = await ask(url, '/api/jobs?state=active', { key: bob.key });
      for (const { id } of at(jobs.json, 'data') as { id: string }[])
        if (id !== job) await ask(url, `/api/jobs/${id}/cancel`, { method: 'POST', key: bob.key });
      const ended = await until('the end of the job', 60_000, async () => {
        const state = at((await ask(url, `/api/jobs/${job}`, { key: bob.key })).json, 'state');
        return state !== 'queued' && state !== 'running' ? String(state) : undefined;
      });
      must(ended === 'failed', `the job ${ended}`);
    },
  },
  {
    id: 'B14',
    mode: 'accounts',
    title: 'share tokens: guessed, revoked, made anew',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { alice, things } = people;
      for (const token of [
        'x',
        '',
        things.linked,
        things.linkToken.slice(0, -1),
        things.linkToken.toUpperCase(),
        `${things.linkToken}%00`,
        '%',
      ])
        refused(await ask(url, `/api/shared/${token}`), `token ${token.slice(0, 8)}`);
      must(things.linkToken.length >= 20, `only ${things.linkToken.length} characters`);
      const patch = (visibility: string) =>
        ask(url, `/api/clips/${things.linked}`, { method: 'PATCH', key: alice.key, body: { visibility } });
      await patch('private');
      refused(await ask(url, `/api/shared/${things.linkToken}`), 'a revoked link');
      for (const path of filesOf(things.linked, things.linkToken)) refused(await ask(url, path), path);
      const again = textAt(await patch('link'), 'shareUrl');
      must(!again.includes(things.linkToken), 'the old token works again');
    },
  },
  {
    id: 'B15',
    mode: 'accounts',
    title: 'revoked links in caches: no answer for link or private clips may be kept',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { alice, things } = people;
      const shared = await ask(url, `/api/shared/${things.linkToken}`);
      const files = Object.values((at(shared.json, 'urls') ?? {}) as Record<string, string | null>).filter(
        (one) => one !== null,
      );
      for (const path of [`/api/shared/${things.linkToken}`, ...files]) {
        const cache = String((await ask(url, path)).headers['cache-control'] ?? '');
        must(/no-store|no-cache/.test(cache) && !/public/.test(cache), `${path.split('?')[0]}: ${cache || 'missing'}`);
      }
      const etag = String((await ask(url, files[0] ?? '')).headers.etag ?? '');
      await ask(url, `/api/clips/${things.linked}`, {
        method: 'PATCH',
        key: alice.key,
        body: { visibility: 'private' },
      });
      refused(await ask(url, files[0] ?? '', { headers: { 'if-none-match': etag } }), 'a cached copy asks again');
    },
  },
  {
    id: 'B15.1',
    mode: 'proxied',
    title: 'a caching nginx gives a revoked link to nobody',
    run: async (context) => {
      const { nginx } = await import('../proxy.ts');
      const server = await freshPeople(context);
      const { alice, things } = server.people;
      const folder = context.folder();
      const port = await nginx(
        context,
        server.port,
        `location / { proxy_pass http://{upstream}; proxy_http_version 1.1; proxy_set_header Host 127.0.0.1:${server.port}; proxy_cache attack; }`,
        undefined,
        `proxy_cache_path ${folder} keys_zone=attack:1m;`,
      );
      const shared = await ask(server.url, `/api/shared/${things.linkToken}`);
      const video = textAt(shared, 'urls.video');
      const cached = `http://127.0.0.1:${port}`;
      hasStatus(await ask(cached, video), 200, 'through the cache');
      await ask(server.url, `/api/clips/${things.linked}`, {
        method: 'PATCH',
        key: alice.key,
        body: { visibility: 'private' },
      });
      refused(await ask(cached, video), 'through the cache after the link was revoked');
    },
  },
  {
    id: 'B20',
    mode: 'accounts',
    title: 'the last owner demotes, disables or deletes themself',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { owner, otherOwner } = people;
      hasStatus(await patchAccount(url, people, otherOwner.account, { role: 'member' }), 200, 'the other owner');
      for (const body of [{ role: 'member' }, { role: 'viewer' }, { disabled: true }])
        refused(await patchAccount(url, people, owner.account, body), JSON.stringify(body));
      refused(await ask(url, `/api/accounts/${owner.account}`, { method: 'DELETE', cookie: owner.cookie }), 'deleting');
      hasStatus(await ask(url, '/api/accounts', { cookie: owner.cookie }), 200, 'still an owner');
    },
  },
  {
    id: 'B20.1',
    mode: 'accounts',
    title: 'two owners demote each other at the same moment, and each themself',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { owner, otherOwner } = people;
      const by = (cookie: string, account: string) =>
        ask(url, `/api/accounts/${account}`, { method: 'PATCH', cookie, body: { role: 'member' } });
      await Promise.all([by(owner.cookie, otherOwner.account), by(otherOwner.cookie, owner.account)]);
      await Promise.all([by(owner.cookie, owner.account), by(otherOwner.cookie, otherOwner.account)]);
      const left = await Promise.all([owner, otherOwner].map(({ cookie }) => ask(url, '/api/accounts', { cookie })));
      must(
        left.some(({ status }) => status === 200),
        `nobody is an owner: ${left.map(({ status }) => status).join(' ')}`,
      );
    },
  },
  {
    id: 'B21',
    mode: 'accounts',
    title: 'a member sees their sessions, ends one, ends all others, and no session of anybody else',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { bob, alice } = people;
      const second = await signIn(url, bob.name, bob.password);
      const third = await signIn(url, bob.name, bob.password);
      const list = await ask(url, '/api/sessions', { cookie: bob.cookie });
      const sessions = at(hasStatus(list, 200, 'the list').json, 'data') as { id: string; current: boolean }[];
      must(sessions.length >= 3, `${sessions.length} sessions`);
      for (const cookie of [bob.cookie, second, third])
        must(!list.text.includes(cookie.split('=')[1] ?? '?'), 'the list shows secrets');
      const foreign = at((await ask(url, '/api/sessions', { cookie: alice.cookie })).json, 'data') as { id: string }[];
      refused(
        await ask(url, `/api/sessions/${foreign[0]?.id}`, { method: 'DELETE', cookie: bob.cookie }),
        "alice's session",
      );
      hasStatus(await ask(url, '/api/clips', { cookie: alice.cookie }), 200, 'alice');
      hasStatus(
        await ask(url, '/api/sessions', { method: 'DELETE', cookie: bob.cookie }),
        [200, 204],
        'ending the others',
      );
      for (const cookie of [second, third])
        hasStatus(await ask(url, '/api/clips', { cookie }), 401, 'an ended session');
      hasStatus(await ask(url, '/api/clips', { cookie: bob.cookie }), 200, 'the own session');
    },
  },
  {
    id: 'B22',
    mode: 'accounts',
    title: 'sessions of disabled and reset accounts',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { bob, otherOwner } = people;
      await patchAccount(url, people, bob.account, { disabled: true });
      hasStatus(await ask(url, '/api/clips', { cookie: bob.cookie }), 401, 'disabled');
      await patchAccount(url, people, otherOwner.account, { password: passwordOf('reset') });
      hasStatus(await ask(url, '/api/clips', { cookie: otherOwner.cookie }), 401, 'reset');
      await patchAccount(url, people, bob.account, { disabled: false });
      hasStatus(await ask(url, '/api/clips', { cookie: bob.cookie }), 401, 'enabled again: the old session stays dead');
    },
  },
];
