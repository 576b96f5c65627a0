import { AkezoraError, type ErrorShape, type ModelCapabilities, needsYes } from '@akezora/contract';
import type { ConfinementFacts } from '../inference/confinement.ts';
import type { PullProgress } from '../inference/protocol.ts';
import { Supervisor } from '../inference/supervisor.ts';
import { appendEvent } from '../jobs/events.ts';
import { publicError } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import type { Store } from '../platform/store/database.ts';
import type { Models } from './registry.ts';

/** A download in progress, or one that failed. */
export interface Pull extends PullProgress {
  readonly state: 'running' | 'failed';
  readonly error: ErrorShape | null;
}

/** Downloads models to this machine and deletes them. */
export interface Pulls {
  /** The download of a model; undefined when there is none. */
  of(id: string): Pull | undefined;
  /**
   * Starts a download and returns at once. A download that was stopped or failed before is resumed.
   * @param agreed whether the caller said yes to a licence that limits use
   * @throws AkezoraError `not_found`; `request_invalid` for such a licence without a yes.
   */
  start(id: string, owner: string, agreed: boolean): Promise<void>;
  /** Stops a download, or dismisses a failed one; false when there is neither. */
  stop(id: string): boolean;
  /**
   * Deletes downloaded weights, or a tiny decoder.
   * @throws AkezoraError `not_found`; `state_conflict` for a model that is not downloaded, is being downloaded, or has waiting jobs, and
   * for a tiny decoder that a model with waiting jobs uses.
   */
  remove(id: string, owner: string): Promise<void>;
  close(): Promise<void>;
}

/** Services that downloads need. */
export interface PullContext {
  readonly engine: string;
  /** What this machine offers to confine a process. */
  readonly confinement: ConfinementFacts;
  readonly models: Models;
  readonly store: Store;
  readonly log: Log;
}

/** Least milliseconds between two progress events. */
const progressEveryMs = 500;

/**
 * Refuses what nobody has agreed to: the command line and the studio ask for the same yes.
 * @throws AkezoraError `request_invalid` with what the licence permits.
 */
function requireNoYes({ licence, licenceTerms }: ModelCapabilities): void {
  if (licenceTerms === undefined || !needsYes(licenceTerms)) return;
  const { en, ja } = licenceTerms.text;
  const reason = {
    en: `the licence (${licence}) asks for a yes, agree=true. ${en}`,
    ja: `ライセンス（${licence}）への同意（agree=true）が必要です。${ja}`,
  };
  throw new AkezoraError('request_invalid', { field: 'agree', reason });
}

/** Runs downloads in a child process of their own, which ends when there is nothing to download. */
export function createPulls({ engine, confinement, models, store, log }: PullContext): Pulls {
  const pulls = new Map<string, Pull & { readonly stop: AbortController }>();
  /** The child's call for each model until it has ended, stopped or not: two at once would write the same files. */
  const runs = new Map<string, Promise<void>>();
  const child = new Supervisor({ engine, device: 'cpu', role: 'pull', confinement, idleMs: 1000 });
  const find = async (id: string) => {
    const model = (await models.list()).find(({ capabilities }) => capabilities.id === id);
    if (model === undefined) throw new AkezoraError('not_found', { field: 'id', what: id.slice(0, 80) });
    return model;
  };
  const notify = (id: string, owner: string) =>
    store.db
      .transaction()
      .execute((tx) => appendEvent(tx, { id, owner }, 'model', {}))
      .catch((error: unknown) => log.warn({ err: error, model: id }, 'a model event was not written'));

  const run = async (id: string, owner: string, stop: AbortController): Promise<void> => {
    let lastProgress = 0;
    const onEvent = ({ doneBytes, totalBytes }: PullProgress) => {
      if (stop.signal.aborted) return;
      pulls.set(id, { state: 'running', doneBytes, totalBytes, error: null, stop });
      if (Date.now() - lastProgress < progressEveryMs) return;
      lastProgress = Date.now();
      void notify(id, owner);
    };
    try {
      await child.call('pull', { id }, { signal: stop.signal, onEvent });
      pulls.delete(id);
      log.info({ model: id }, 'model fetched');
    } catch (thrown) {
      if (stop.signal.aborted) return;
      const error = publicError(thrown).toShape();
      const { doneBytes = 0, totalBytes = null } = pulls.get(id) ?? {};
      pulls.set(id, { state: 'failed', doneBytes, totalBytes, error, stop });
      log.warn({ model: id, err: thrown }, 'a model could not be fetched');
    }
    await models.refresh().catch(() => undefined);
    await notify(id, owner);
  };

  return {
    of: (id) => pulls.get(id),
    start: async (id, owner, agreed) => {
      const model = await find(id);
      if (model.installed || pulls.get(id)?.state === 'running') return;
      if (!agreed) requireNoYes(model.capabilities);
      const stop = new AbortController();
      pulls.set(id, { state: 'running', doneBytes: 0, totalBytes: null, error: null, stop });
      const ended = (runs.get(id) ?? Promise.resolve()).then(() => run(id, owner, stop));
      runs.set(id, ended);
      void ended.then(() => runs.get(id) === ended && runs.delete(id));
      await notify(id, owner);
    },
    stop: (id) => {
      const pull = pulls.get(id);
      pull?.stop.abort(new AkezoraError('cancelled'));
      return pulls.delete(id);
    },
    remove: async (id, owner) => {
      const decoded = (await models.list()).filter(({ decoder }) => decoder?.id === id);
      const used = decoded.length > 0 ? decoded.map(({ capabilities }) => capabilities.id) : [id];
      const conflict = (en: string, ja: string) =>
        new AkezoraError('state_conflict', { field: 'id', reason: { en, ja } });
      if (decoded.length === 0) {
        const { place, installed } = await find(id);
        if (place !== 'local' || !installed)
          throw conflict('it was not downloaded by this server', 'ダウンロードされたモデルではありません');
      }
      if (pulls.get(id)?.state === 'running') throw conflict('it is being downloaded', 'ダウンロード中です');
      const waiting = await store.db
        .selectFrom('jobs')
        .select('id')
        .where('model', 'in', used)
        .where('state', 'in', ['queued', 'running'])
        .executeTakeFirst();
      if (waiting !== undefined) throw conflict('jobs wait for it', '待機中か実行中のジョブがあります');
      await child.call('remove', { id });
      await models.refresh();
      for (const model of used) await notify(model, owner);
    },
    close: () => {
      for (const { stop } of pulls.values()) stop.abort(new AkezoraError('server_stopping'));
      return child.close();
    },
  };
}
