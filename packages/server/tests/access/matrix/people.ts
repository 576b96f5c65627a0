import { createAccount } from '../../../src/access/accounts.ts';
import { hashSecret, newId } from '../../../src/platform/store/ids.ts';
import { newDataFolder } from '../../support/folders.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { subjects } from './rules.ts';

/** Who asks. */
export type Subject = (typeof subjects)[number];

/** Someone who asks a server, with the headers that say who they are. */
export interface Person {
  readonly subject: Subject;
  readonly test: TestServer;
  /** Owner of their things; empty for nobody. */
  readonly owner: string;
  readonly headers: () => Readonly<Record<string, string>>;
  /** Signs in anew, for those who have a session. */
  readonly signInAgain: () => Promise<void>;
}

const password = 'a long enough password';
const unlimited = { limits: { running: 1000, queued: 100_000, secondsPerDay: 1e9 }, gallery: true, devices: [] };
const budgets = Object.fromEntries(
  [
    'requests',
    'submissions',
    'plans',
    'stills',
    'uploads',
    'conversions',
    'visitors',
    'allVisitors',
    'newVisitorSeconds',
  ]
    .concat(['forms', 'allForms', 'streams', 'allStreams', 'openUploads'])
    .map((name) => [name, 100_000]),
);

/** Starts a server of each mode, with everyone who can ask one. */
export async function startPeople(): Promise<{ people: Person[]; tests: TestServer[] }> {
  const [accounts, open, loopback] = await Promise.all([
    startWithAccounts(),
    startTestServer({ ...unlimited, budgets, access: 'open' }),
    startTestServer({ ...unlimited, budgets }),
  ]);
  const visitor = 'sk-visitor';
  // A visitor is stored with the first thing that they make.
  const folder = { method: 'POST', body: JSON.stringify({ name: 'first' }), headers: bearer(visitor) };
  await fetch(`${open.server.url}/api/folders`, folder);
  const { id: visitorOwner } = await open.server.store.db
    .selectFrom('owners')
    .select('id')
    .where('kind', '=', 'anonymous')
    .executeTakeFirstOrThrow();
  const people: Person[] = [
    ...accounts.people,
    { subject: 'visitor', test: open, owner: visitorOwner, ...holding(bearer(visitor)) },
    { subject: 'person', test: loopback, owner: 'local', ...holding({}) },
    {
      subject: 'personWithToken',
      test: loopback,
      owner: 'local',
      ...holding(bearer(loopback.server.startToken ?? '')),
    },
  ];
  return { people, tests: [accounts.test, open, loopback] };
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** Headers that stay as they are. */
const holding = (headers: Readonly<Record<string, string>>) => ({
  headers: () => headers,
  signInAgain: async () => undefined,
});

async function startWithAccounts(): Promise<{ test: TestServer; people: Person[] }> {
  const owners: Record<string, string> = {};
  const dataFolder = await newDataFolder(async (store) => {
    for (const role of ['owner', 'member', 'viewer'] as const)
      owners[role] = (await createAccount(store, { name: role, password, role })).owner;
  });
  const test = await startTestServer({ ...unlimited, budgets, dataFolder, access: 'accounts' });
  const signIn = async (name: string) => {
    const answer = await fetch(`${test.server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-akezora-client': '1' },
      body: JSON.stringify({ name, password }),
    });
    return { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '', 'x-akezora-client': '1' };
  };
  const session = async (subject: 'owner' | 'member' | 'viewer'): Promise<Person> => {
    let headers = await signIn(subject);
    const signInAgain = async () => {
      headers = await signIn(subject);
    };
    return { subject, test, owner: owners[subject] ?? '', headers: () => headers, signInAgain };
  };
  const [viewer, member, owner] = [await session('viewer'), await session('member'), await session('owner')];
  const key = async (subject: Subject, by: Person, scope: string): Promise<Person> => {
    const answer = await fetch(`${test.server.url}/api/keys`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...by.headers() },
      body: JSON.stringify({ name: subject, scopes: [scope] }),
    });
    const { secret } = (await answer.json()) as { secret: string };
    return { subject, test, owner: by.owner, ...holding(bearer(secret)) };
  };
  const people: Person[] = [
    { subject: 'nobody', test, owner: '', ...holding({}) },
    viewer,
    member,
    owner,
    await key('generateKey', member, 'generate'),
    await key('libraryKey', member, 'library'),
    await key('adminKey', owner, 'admin'),
  ];
  return { test, people };
}

/** An owner of each server whose things belong to none of the people who ask. */
export async function someoneElse(test: TestServer): Promise<string> {
  const id = newId(`owner_${hashSecret(test.folder).slice(0, 4)}`);
  await test.server.store.db.insertInto('owners').values({ id, kind: 'account' }).execute();
  return id;
}
