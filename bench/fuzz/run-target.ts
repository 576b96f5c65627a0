/**
 * Fuzzes one target in a process of its own: `node bench/fuzz/run-target.ts NAME INPUTS SEED FILE`. The parser runs in a worker thread, so that
 * the main thread sees when it hangs; the input under test stands in shared memory.
 */
import { writeFileSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type Coverage, startCoverage } from './coverage.ts';
import { createMutator } from './mutate.ts';
import { outcomeOf, type Target } from './target.ts';
import { targets } from './targets/index.ts';

/** Result of one target. */
export interface Score {
  readonly target: string;
  readonly inputs: number;
  readonly accepted: number;
  readonly refused: number;
  /** Valid inputs that the run began with, and those that it found by reaching new code. */
  readonly seeds: number;
  readonly found: number;
  readonly blocks: { readonly run: number; readonly all: number };
  readonly seconds: number;
  /** Longest processor time of one input, in milliseconds. */
  readonly slowest: number;
  readonly faults: readonly Fault[];
}

/** An input that broke a parser. */
export interface Fault {
  readonly kind: 'threw' | 'slow' | 'hung' | 'crashed' | 'memory';
  readonly reason: string;
  /** The input in base64, its first 4 kB. */
  readonly input: string;
}

interface Work {
  readonly name: string;
  readonly inputs: number;
  readonly seed: number;
  readonly shared: SharedArrayBuffer;
}

const slowMs = 1000;
const hungMs = 20_000;
const mostMemory = 1.5e9;
/** Share of the inputs that are guided by coverage; counting blocks makes the rest several times slower. */
const guidedShare = 0.1;
/** Inputs between two looks at the coverage; a look costs milliseconds. */
const together = 8;
const room = 1 << 16;

const faultOf = (kind: Fault['kind'], reason: string, input: Uint8Array): Fault => ({
  kind,
  reason: reason.slice(0, 600),
  input: Buffer.from(input.subarray(0, 4096)).toString('base64'),
});

const processorMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

async function fuzz(target: Target, { inputs, seed, shared }: Work): Promise<Score> {
  const began = performance.now();
  const counter = new Int32Array(shared, 0, 2);
  const current = new Uint8Array(shared, 8, room);
  const corpus: Uint8Array[] = [...target.seeds];
  const mutate = createMutator(seed, target.words);
  const faults: Fault[] = [];
  const reasons = new Set<string>();
  const counts = { accepted: 0, refused: 0, fault: 0 };
  let slowest = 0;
  let coverage: Coverage | undefined = await startCoverage(target.covers);

  const test = async (input: Buffer): Promise<void> => {
    current.set(input.subarray(0, room));
    counter[1] = Math.min(room, input.length);
    Atomics.add(counter, 0, 1);
    const [clock, before] = [performance.now(), processorMs()];
    const outcome = await outcomeOf(target, input);
    counts[outcome.kind] += 1;
    const add = (kind: Fault['kind'], reason: string) => {
      const key = `${kind} ${reason.split('\n').slice(0, 2).join(' ').replace(/\d+/g, 'n')}`;
      if (reasons.has(key) || faults.length >= 50) return;
      reasons.add(key);
      faults.push(faultOf(kind, reason, input));
    };
    if (outcome.kind === 'fault') {
      add(
        'threw',
        outcome.error instanceof Error ? (outcome.error.stack ?? outcome.error.message) : String(outcome.error),
      );
    }
    if (performance.now() - clock < 20) return;
    const spent = processorMs() - before;
    slowest = Math.max(slowest, spent);
    if (spent > slowMs) add('slow', `${Math.round(spent)} ms of processor time`);
    if (process.memoryUsage.rss() > mostMemory) add('memory', `${Math.round(process.memoryUsage.rss() / 1e6)} MB`);
  };

  /** Tests some inputs together and keeps them as a base of further ones when they reach new blocks. */
  const guided = async (some: readonly Buffer[], measure: Coverage): Promise<void> => {
    for (const input of some) await test(input);
    if ((await measure.fresh()) > 0) corpus.push(...some);
  };

  for (const input of target.seeds) await test(Buffer.from(input));
  const acceptedSeeds = counts.accepted;
  if (acceptedSeeds === 0)
    faults.push(faultOf('threw', 'no valid input was accepted', target.seeds[0] ?? new Uint8Array()));
  await coverage.fresh();
  let blocks = coverage.total();
  for (let done = 0; done < inputs; ) {
    const some = Math.min(together, inputs - done);
    const made = Array.from({ length: some }, () => mutate(corpus));
    if (coverage === undefined) for (const input of made) await test(input);
    else await guided(made, coverage);
    done += some;
    if (coverage !== undefined && done >= Math.min(20_000, inputs * guidedShare)) {
      blocks = coverage.total();
      await coverage.stop();
      coverage = undefined;
    }
  }
  await target.close?.();
  return {
    target: target.name,
    inputs: counts.accepted + counts.refused + counts.fault,
    accepted: counts.accepted,
    refused: counts.refused,
    seeds: target.seeds.length,
    found: corpus.length - target.seeds.length,
    blocks,
    seconds: Math.round((performance.now() - began) / 100) / 10,
    slowest: Math.round(slowest),
    faults,
  };
}

const targetNamed = async (name: string): Promise<Target> => {
  const make = targets[name];
  if (make === undefined) throw new Error(`no target ${name}; there are ${Object.keys(targets).join(', ')}`);
  return make();
};

if (isMainThread) {
  const [name = '', inputs = '1000', seed = '1', file = ''] = process.argv.slice(2);
  const shared = new SharedArrayBuffer(8 + room);
  const counter = new Int32Array(shared, 0, 2);
  const work: Work = { name, inputs: Number(inputs), seed: Number(seed), shared };
  const worker = new Worker(new URL(import.meta.url), { workerData: work });
  let last = -1;
  let since = performance.now();
  const timer = setInterval(() => {
    const now = Atomics.load(counter, 0);
    if (now !== last) {
      last = now;
      since = performance.now();
    } else if (now > 0 && performance.now() - since > hungMs) {
      const input = new Uint8Array(shared.slice(8, 8 + (counter[1] ?? 0)));
      writeFileSync(
        file,
        JSON.stringify({ hung: faultOf('hung', `no answer after ${hungMs / 1000} s`, input), inputs: now }),
      );
      process.exit(2);
    }
  }, 1000);
  worker.on('message', (score: Score) => {
    clearInterval(timer);
    writeFileSync(file, JSON.stringify({ score }));
    process.exit(0);
  });
  worker.on('error', (error) => {
    process.stderr.write(`${error.stack ?? error.message}\n`);
    process.exit(3);
  });
} else {
  const work = workerData as Work;
  parentPort?.postMessage(await fuzz(await targetNamed(work.name), work));
}
