/**
 * `npm run attack [-- --only A06,D13] [--mode open] [--lanes 3] [--list] [--results]`: attacks running servers and prints
 * one line a case. Exits with 1 when an attack got through, or, with CI set, when one could not be tried. With `--results` it
 * writes `bench/results/attack.json` and `attack.md`. Cases that measure run one after another, after all others.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Case, type Context, Skip } from './case.ts';
import { groups } from './groups/index.ts';
import { accountsFlags, accountsTemplate, emptyTemplate, type Template } from './people.ts';
import { type Result, summary, writeResults } from './results.ts';
import { copyOf, removeWorkplace, type Server, type ServerChoice, startServe, workplace } from './server.ts';

type Serving = 'loopback' | 'accounts' | 'open';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    mode: { type: 'string' },
    lanes: { type: 'string' },
    list: { type: 'boolean' },
    results: { type: 'boolean' },
  },
});
const lanes = Number(values.lanes ?? 3);
const wanted = values.only?.split(',');
const cases = groups.filter(
  ({ id, mode }) =>
    (wanted === undefined || wanted.some((one) => id === one || id.startsWith(`${one}.`) || one === id[0])) &&
    (values.mode === undefined || values.mode === mode),
);
if (values.list === true) {
  for (const { id, mode, title } of cases) console.log(`${id.padEnd(7)} ${mode.padEnd(9)} ${title}`);
  process.exit(0);
}

const made = new Map<'accounts' | 'empty', Promise<Template>>();

/** The data folder that servers of a mode begin with, made once. */
function templateOf(mode: Serving): Promise<Template> {
  const kind = mode === 'accounts' ? 'accounts' : 'empty';
  const template = made.get(kind) ?? (kind === 'accounts' ? accountsTemplate() : emptyTemplate());
  made.set(kind, template);
  return template;
}

async function start(mode: Serving, choice: ServerChoice = {}): Promise<Server> {
  const template = await templateOf(mode);
  const flags = mode === 'accounts' ? accountsFlags : mode === 'open' ? ['--access', 'open'] : [];
  return startServe({
    ...choice,
    data: choice.data ?? copyOf(template.data, choice.into),
    flags: [...flags, ...(choice.flags ?? [])],
    people: template.people,
  });
}

const runs = ({ process }: Server): boolean => process.exitCode === null && process.signalCode === null;

const shared = new Map<Serving, Promise<Server>>();

/** The server that cases of a mode share; one that died is replaced. */
async function sharedServer(mode: Serving): Promise<Server> {
  const known = shared.get(mode);
  const server = await known?.catch(() => undefined);
  if (server !== undefined && runs(server)) return server;
  // Another case may have replaced it meanwhile.
  if (shared.get(mode) !== known) return sharedServer(mode);
  const started = start(mode);
  shared.set(mode, started);
  return started;
}

/** Servers that a case had to itself and left in order. */
const rested: Server[] = [];

async function tryCase({ id, mode, title, run }: Case): Promise<Result> {
  const began = performance.now();
  const undo: (() => unknown)[] = [];
  const notes: Record<string, string | number> = {};
  let outcome: Pick<Result, 'result' | 'reason'> = { result: 'held' };
  const context: Context = {
    server: sharedServer,
    fresh: async (kind, choice) => {
      const server = await start(kind, choice);
      undo.push(async () => {
        await server.stop();
        if (choice?.data === undefined && choice?.into === undefined)
          rmSync(join(server.data, '..'), { recursive: true, force: true });
      });
      return server;
    },
    lent: async () => {
      const server = rested.pop() ?? (await start('accounts'));
      undo.push(async () => {
        if (outcome.result !== 'failed' && runs(server)) rested.push(server);
        else await server.stop();
      });
      return server;
    },
    folder: () => {
      const folder = mkdtempSync(join(workplace, 'case-'));
      undo.push(() => rmSync(folder, { recursive: true, force: true }));
      return folder;
    },
    after: (one) => undo.push(one),
    note: (name, value) => {
      notes[name] = value;
    },
  };
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the case did not end within 300 s')), 300_000);
    });
    await Promise.race([run(context), late]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    outcome = { result: error instanceof Skip ? 'skipped' : 'failed', reason: reason.slice(0, 500) };
  } finally {
    clearTimeout(timer);
  }
  for (const one of undo.reverse()) await Promise.resolve(one()).catch(() => undefined);
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const result = { id, mode, title, ...outcome, seconds, ...(Object.keys(notes).length === 0 ? {} : { notes }) };
  const word = { held: 'held   ', failed: 'FAILED ', skipped: 'SKIPPED' }[outcome.result];
  const figures = Object.entries(notes).map(([name, value]) => `${name}: ${value}`);
  console.log(
    [`${id.padEnd(7)} ${word} ${mode.padEnd(9)} ${title} (${seconds} s)`, outcome.reason, ...figures]
      .filter((part) => part !== undefined)
      .join('\n          '),
  );
  return result;
}

mkdirSync(workplace, { recursive: true });
const load = loadavg()[0] ?? 0;
const began = performance.now();
const results: Result[] = [];

/** Tries cases, so many at once. */
async function tryAll(some: readonly Case[], lanes: number): Promise<void> {
  const waiting = [...some];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) results.push(await tryCase(next));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

const beside = tryAll(
  cases.filter((one) => one.beside === true),
  cases.length,
);
await tryAll(
  cases.filter((one) => one.beside !== true && one.measures !== true),
  lanes,
);
// What measures the server needs the machine for itself.
await tryAll(
  cases.filter((one) => one.beside !== true && one.measures === true),
  1,
);
await beside;
const running = await Promise.allSettled([...shared.values(), ...rested]);
await Promise.allSettled(running.map((one) => one.status === 'fulfilled' && one.value.stop()));
await removeWorkplace();

results.sort((a, b) => cases.findIndex(({ id }) => id === a.id) - cases.findIndex(({ id }) => id === b.id));
const seconds = Math.round((performance.now() - began) / 1000);
const { failed, skipped } = summary(results, seconds);
if (values.results === true) writeResults(results, { load, seconds });
process.exit(failed > 0 || (skipped > 0 && process.env.CI !== undefined) ? 1 : 0);
