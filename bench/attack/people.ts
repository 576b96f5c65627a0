/** The people of an attacked server with accounts: who they are, their keys and cookies, and what alice owns. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must, until } from './case.ts';
import { ask, at, brief, hasStatus, textAt, upload } from './http.ts';
import { runCli, type Server, startServe, workplace } from './server.ts';

/** Someone with an account. */
export interface Person {
  readonly name: string;
  readonly password: string;
  readonly account: string;
  /** Cookie of a session. */
  readonly cookie: string;
  /** A key with the scopes `generate` and `library`, and `admin` for owners. */
  readonly key: string;
}

/** What alice owns. */
export interface Things {
  readonly job: string;
  /** Made by the job, private. */
  readonly clip: string;
  /** Imported, shared by link. */
  readonly linked: string;
  readonly linkToken: string;
  /** Imported, public. */
  readonly public: string;
  /** Upload of an image. */
  readonly image: string;
  readonly folder: string;
}

/** Everybody. */
export interface People {
  readonly owner: Person;
  readonly otherOwner: Person;
  readonly alice: Person;
  readonly bob: Person;
  readonly viewer: Person;
  readonly things: Things;
}

/** A real clip of two seconds. */
export const clipFile = readFileSync(
  fileURLToPath(new URL('../../packages/server/tests/support/clip.mp4', import.meta.url)),
);

/** A real image: one red pixel. */
export const imageFile = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
  'base64',
);

/** A request that a small machine makes in about two seconds. */
export const smallRequest = {
  prompt: 'a fox in the snow',
  resolution: '360p',
  seconds: 2,
  fps: 12,
  steps: 1,
  seed: 1,
  finish: { upscale: false },
};

/** A password that no list has. */
export const passwordOf = (name: string): string => `wet-granite-lantern-${name}-47`;

/** The session cookie of an answer, as a browser sends it back. */
export const cookieOf = (headers: Readonly<Record<string, unknown>>): string =>
  [headers['set-cookie']]
    .flat()
    .map((line) => String(line ?? '').split(';')[0] ?? '')
    .filter((pair) => /=.+/.test(pair))
    .join('; ');

/** Signs in. @returns the cookie. */
export async function signIn(url: string, name: string, password: string, from?: string): Promise<string> {
  const answer = await ask(url, '/api/session', {
    method: 'POST',
    body: { name, password },
    ...(from === undefined ? {} : { from }),
  });
  must(answer.status === 200, `${name} signs in: ${brief(answer)}`);
  return cookieOf(answer.headers);
}

/** Makes a key. @returns its secret. */
export async function makeKey(url: string, cookie: string, scopes: readonly string[]): Promise<string> {
  const made = await ask(url, '/api/keys', { method: 'POST', cookie, body: { name: scopes.join(' '), scopes } });
  hasStatus(made, 201, `a key with ${scopes.join(', ')}`);
  return textAt(made, 'secret');
}

/**
 * Makes an account and signs in with it. A viewer was a member before, and has a key from then: it must be worth no more
 * than a viewer now.
 */
export async function makePerson(
  url: string,
  owner: string,
  name: string,
  role: 'owner' | 'member' | 'viewer',
): Promise<Person> {
  const password = passwordOf(name);
  const first = role === 'viewer' ? 'member' : role;
  const made = await ask(url, '/api/accounts', {
    method: 'POST',
    cookie: owner,
    body: { name, password, role: first },
  });
  const account = textAt(hasStatus(made, 201, `the account ${name}`), 'id');
  const scopes = role === 'owner' ? ['generate', 'library', 'admin'] : ['generate', 'library'];
  const key = await makeKey(url, await signIn(url, name, password), scopes);
  if (first !== role) {
    const changed = await ask(url, `/api/accounts/${account}`, { method: 'PATCH', cookie: owner, body: { role } });
    hasStatus(changed, 200, `${name} becomes a ${role}`);
  }
  return { name, password, account, cookie: await signIn(url, name, password), key };
}

/** Imports a video file as a clip. @returns the id of the clip. */
export async function importClip(url: string, key: string | undefined, name: string, bytes: Buffer): Promise<string> {
  const { answer, id } = await upload(url, name, bytes, { key });
  must(answer.status === 204, `the upload of ${name}: ${brief(answer)}`);
  const made = await ask(url, '/api/import', { method: 'POST', key, body: { uploads: [id] }, timeoutMs: 60_000 });
  return textAt(hasStatus(made, 201, `the import of ${name}`), 'data.0.id');
}

/** Submits a request and waits for its clip. */
export async function makeClip(
  server: Pick<Server, 'url'>,
  who: { readonly key?: string | undefined; readonly cookie?: string | undefined },
  request: object = smallRequest,
): Promise<{ readonly job: string; readonly clip: string }> {
  const made = await ask(server.url, '/api/jobs', { method: 'POST', ...who, body: { request }, timeoutMs: 60_000 });
  const job = textAt(hasStatus(made, 201, 'a job'), 'data.0.id');
  const clip = await until('the clip of a job', 120_000, async () => {
    const now = await ask(server.url, `/api/jobs/${job}`, who);
    const state = at(now.json, 'state');
    must(
      state !== 'failed' && state !== 'cancelled',
      `the job ended as ${state}: ${JSON.stringify(at(now.json, 'error'))}`,
    );
    return state === 'completed' ? textAt(now, 'clipId') : undefined;
  });
  return { job, clip };
}

async function thingsOf(server: Server, key: string): Promise<Things> {
  const { url } = server;
  const made = await makeClip(server, { key });
  const linked = await importClip(url, key, 'linked.mp4', clipFile);
  const published = await importClip(url, key, 'public.mp4', clipFile);
  const patch = (id: string, visibility: string) =>
    ask(url, `/api/clips/${id}`, { method: 'PATCH', key, body: { visibility } });
  const shared = hasStatus(await patch(linked, 'link'), 200, 'a link');
  hasStatus(await patch(published, 'public'), 200, 'a public clip');
  const image = await upload(url, 'red.png', imageFile, { key });
  must(image.answer.status === 204, `the upload of an image: ${brief(image.answer)}`);
  const folder = await ask(url, '/api/folders', { method: 'POST', key, body: { name: 'of alice' } });
  return {
    ...made,
    linked,
    linkToken: textAt(shared, 'shareUrl').split('/').at(-1) ?? '',
    public: published,
    image: image.id,
    folder: textAt(folder, 'id'),
  };
}

/** A stopped server's data folder and the people in it, to be copied. */
export interface Template {
  readonly data: string;
  readonly people: People | undefined;
}

/** Flags of the servers with accounts. */
export const accountsFlags = ['--access', 'accounts', '--gallery', 'true', '--sharing', 'true'];

/** Makes the data folder of a server with accounts. */
export async function accountsTemplate(): Promise<Template> {
  const data = join(workplace, 'accounts');
  const name = 'olivia';
  const password = passwordOf(name);
  const added = await runCli(['serve', '--add-account', name, '--role', 'owner', '--data', data], {
    env: { AKEZORA_PASSWORD: password },
  });
  must(added.code === 0, `the first account: ${added.err}`);
  const server = await startServe({ data, flags: accountsFlags });
  try {
    const { url } = server;
    const cookie = await signIn(url, name, password);
    const accounts = await ask(url, '/api/accounts', { cookie });
    const owner: Person = {
      name,
      password,
      cookie,
      account: textAt(accounts, 'data.0.id'),
      key: await makeKey(url, cookie, ['generate', 'library', 'admin']),
    };
    const otherOwner = await makePerson(url, cookie, 'otto', 'owner');
    const alice = await makePerson(url, cookie, 'alice', 'member');
    const bob = await makePerson(url, cookie, 'bob', 'member');
    const viewer = await makePerson(url, cookie, 'vera', 'viewer');
    const things = await thingsOf(server, alice.key);
    return { data, people: { owner, otherOwner, alice, bob, viewer, things } };
  } finally {
    await server.stop();
  }
}

/** Makes the data folder of a server without accounts, so that each start is quick. */
export async function emptyTemplate(): Promise<Template> {
  const data = join(workplace, 'empty');
  const server = await startServe({ data });
  await server.stop();
  return { data, people: undefined };
}
