import { AkezoraError, formatBytes, type Text } from '@akezora/contract';
import { type BudgetLimits, budgetsOfMode } from '../config/budgets.ts';
import type { ServerOptions } from '../config/settings.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { readLimits } from '../platform/store/owners.ts';
import { accessMode } from './guard.ts';
import type { Principal } from './principal.ts';
import { createRate, type Rate } from './rate.ts';
import { bytesOf, type CountName, countOf } from './stored.ts';

/** Whoever uses something up. */
export type Payer = Pick<Principal, 'owner' | 'via' | 'network'>;

/** Limits on how often something happens in a minute. */
export type RateName = 'submissions' | 'plans' | 'stills' | 'uploads' | 'conversions' | 'verifications' | 'promptHelp';

/** Limits on how much goes on at once, with the limit of the whole server for each. */
const held = { forms: 'allForms', streams: 'allStreams' } as const;

/** Limits on how much goes on at once. */
export type HeldName = keyof typeof held;

/**
 * What owners may use up. Every limit counts for an owner; those of visitors without an account count for their network
 * as well, so that a new key or a dropped cookie is no new budget. Rates and what goes on at once are counted by each
 * server process for itself, on the monotonic clock; what is stored is counted in the database.
 */
export interface Budgets {
  readonly limits: BudgetLimits;
  /** Counts something towards its limit of a minute. @throws AkezoraError `too_many_requests` with the seconds to wait. */
  take(payer: Payer, what: RateName, amount?: number): void;
  /**
   * Takes one of the places for what goes on at once.
   * @returns the function that gives it back; calling it again changes nothing.
   * @throws AkezoraError `too_many_requests`.
   */
  hold(payer: Payer, what: HeldName): () => void;
  /**
   * Checks that an owner's quota has room for more bytes, over everything they have stored. Without `tx` the answer may
   * be out of date at once: pass the transaction that stores the bytes and holds `lockOwner`.
   * @throws AkezoraError `limit_reached`.
   */
  room(payer: Pick<Payer, 'owner'>, bytes: number, tx?: Queries): Promise<void>;
  /** Checks that an owner may store more of something. Call it under `lockOwner`. @throws AkezoraError `limit_reached`. */
  count(tx: Queries, payer: Pick<Payer, 'owner'>, what: CountName, more?: number): Promise<void>;
  /** Checks that presets and storyboards leave room for more bytes. Call it under `lockOwner`. @throws AkezoraError `limit_reached`. */
  notes(tx: Queries, payer: Pick<Payer, 'owner'>, more: number): Promise<void>;
  /** Counts a visitor that an open server takes in. @throws AkezoraError `too_many_requests`. */
  admit(network: string): void;
  /** Counts a request of a network. @throws AkezoraError `too_many_requests`. */
  request(network: string): void;
  /** Counts a probe of a network, apart from its requests, which must not fail the probe of a proxy. @throws AkezoraError `too_many_requests`. */
  probe(network: string): void;
  /** Counts seconds of video that a visitor of the last minutes submits. @throws AkezoraError `too_many_requests`. */
  takeAsNewVisitor(seconds: number): void;
}

const rateNames: readonly RateName[] = [
  'submissions',
  'plans',
  'stills',
  'uploads',
  'conversions',
  'verifications',
  'promptHelp',
];

/** The limits of a server: those of its mode, changed by its settings. */
export const limitsOfServer = (options: ServerOptions): BudgetLimits => {
  const { budgets, quotaBytes, requestsPerMinute } = options;
  return {
    ...budgetsOfMode(accessMode(options), budgets),
    ...(quotaBytes > 0 ? { bytes: quotaBytes } : {}),
    ...(requestsPerMinute > 0 ? { requests: requestsPerMinute } : {}),
  };
};

/** Creates the budgets of a server process. */
export function createBudgets(store: Store, limits: BudgetLimits): Budgets {
  const rates = new Map(rateNames.map((name) => [name, createRate({ points: limits[name], seconds: 60 })]));
  const visitors = createRate({ points: limits.visitors, seconds: 60 });
  const allVisitors = createRate({ points: limits.allVisitors, seconds: 60 });
  const requests = createRate({ points: limits.requests, seconds: 60 });
  const probes = createRate({ points: limits.requests, seconds: 60 });
  const newSeconds = createRate({ points: limits.newVisitorSeconds, seconds: newVisitorSeconds });
  const places = createPlaces(limits);
  return {
    limits,
    take: (payer, what, amount = 1) => {
      const rate = rates.get(what);
      if (rate !== undefined) takeAll(rate, keysOf(payer), amount);
    },
    hold: (payer, what) => places.hold(what, keysOf(payer)),
    room: async ({ owner }, bytes, tx = store.db) => {
      const own = await readLimits(tx, owner);
      const most = own?.bytes ?? limits.bytes;
      if (!Number.isFinite(most)) return;
      const used = await bytesOf(tx, owner);
      if (used + bytes <= most) return;
      throw reached(formatBytes(most), { en: 'the storage', ja: '保存容量' });
    },
    count: async (tx, { owner }, what, more = 1) => {
      const most = limits[what];
      if (Number.isFinite(most) && (await countOf(tx, what, owner)) + more > most) {
        throw reached(most, counted[what]);
      }
    },
    notes: async (tx, { owner }, more) => {
      const used = (await bytesOf(tx, owner, ['presets', 'storyboards'])) + more;
      if (used > limits.noteBytes) {
        const what = { en: 'the size of presets and storyboards', ja: 'プリセットと絵コンテの容量' };
        throw reached(formatBytes(limits.noteBytes), what);
      }
    },
    admit: (network) => {
      takeAll(visitors, [network], 1);
      takeAll(allVisitors, ['all'], 1);
    },
    request: (network) => takeAll(requests, [network], 1),
    probe: (network) => takeAll(probes, [network], 1),
    takeAsNewVisitor: (seconds) => takeAll(newSeconds, ['all'], seconds),
  };
}

/** Seconds for which a visitor is new. */
export const newVisitorSeconds = 600;

/** What a sender is counted by: as the owner, and without an account also as the network. */
const keysOf = ({ owner, via, network }: Payer): readonly string[] => {
  const anonymous = via === 'anonymous' || via === 'none';
  return [...(via === 'none' ? [] : [`owner ${owner}`]), ...(anonymous ? [`network ${network}`] : [])];
};

function takeAll(rate: Rate, keys: readonly string[], amount: number): void {
  const taken: string[] = [];
  for (const key of keys) {
    const seconds = rate.take(key, amount);
    if (seconds > 0) {
      for (const before of taken) rate.giveBack(before, amount);
      throw new AkezoraError('too_many_requests', { seconds });
    }
    taken.push(key);
  }
}

/** Seconds after which a refused place may be free. */
const retryHeldSeconds = 5;

function createPlaces(limits: BudgetLimits): { hold(what: HeldName, keys: readonly string[]): () => void } {
  const taken = new Map<string, number>();
  const add = (key: string, by: number) => {
    const next = (taken.get(key) ?? 0) + by;
    if (next > 0) taken.set(key, next);
    else taken.delete(key);
  };
  return {
    hold: (what, keys) => {
      const places = [
        { key: `${what} all`, most: limits[held[what]] },
        ...keys.map((key) => ({ key: `${what} ${key}`, most: limits[what] })),
      ];
      if (places.some(({ key, most }) => (taken.get(key) ?? 0) >= most)) {
        throw new AkezoraError('too_many_requests', { seconds: retryHeldSeconds });
      }
      for (const { key } of places) add(key, 1);
      let given = false;
      return () => {
        if (given) return;
        given = true;
        for (const { key } of places) add(key, -1);
      };
    },
  };
}

const counted: Readonly<Record<CountName, Text>> = {
  folders: { en: 'folders', ja: 'フォルダーの数' },
  presets: { en: 'presets', ja: 'プリセットの数' },
  storyboards: { en: 'storyboards', ja: '絵コンテの数' },
  actors: { en: 'actors', ja: '俳優の数' },
  webhooks: { en: 'webhooks', ja: 'Webhook の数' },
  uploadedFiles: { en: 'uploaded files', ja: 'アップロードしたファイルの数' },
  openUploads: { en: 'incomplete uploads', ja: '途中のアップロードの数' },
};

const reached = (limit: number | string, what: Text) => new AkezoraError('limit_reached', { limit, what, unit: '' });
