import { AkezoraError, type ModelCapabilities } from '@akezora/contract';
import type { ServerOptions } from '../config/settings.ts';
import type { Children } from '../inference/children.ts';
import { unknownFit } from '../inference/list-models.ts';
import type { ListedModel } from '../inference/protocol.ts';
import type { Store } from '../platform/store/database.ts';
import type { Upstream } from '../remote/open.ts';
import { cacheModels, readCachedModels } from './cached-models.ts';
import { aliasesWith, idCalled } from './names.ts';

/** A model that requests to this server may name. */
export interface OfferedModel {
  readonly capabilities: ModelCapabilities;
  readonly aliases: readonly string[];
  readonly place: 'box' | 'local' | 'upstream';
  /** Whether its weights are on this machine; if not, the owner can download them. */
  readonly installed: boolean;
  readonly bytes: number | null;
  /** Whether its smallest clip fits the memory of this machine now, and the reason when it does not. */
  readonly fits: ListedModel['fits'];
  readonly reason: ListedModel['reason'];
  /** The tiny decoder on this machine that it uses; null where there is none. */
  readonly decoder: ListedModel['decoder'];
  /** The runner of its jobs: `engine`, or the name of the upstream model. */
  readonly runner: string;
}

/** The models of this server. */
export interface Models {
  list(): Promise<readonly OfferedModel[]>;
  /**
   * Finds a model by name or alias.
   * @param loras ids of LoRAs that its capabilities should list: one may have been added a moment ago. Default: none
   * @throws AkezoraError `model_unknown`; `weights_missing` when its weights are not installed.
   */
  find(name: string, loras?: readonly string[]): Promise<OfferedModel>;
  /** Reads the list from the engine again, after a model was added or removed. */
  refresh(): Promise<readonly OfferedModel[]>;
}

/** Milliseconds for which the engine's list is cached; models may be added at the command line meanwhile. */
const cacheMs = 30_000;

/** Least milliseconds between two reads of the engine's list that unknown names cause; sooner ones wait. */
const rereadMs = 250;

/** Creates the list of models: those of the engine and the upstream ones. */
export function createModels(
  options: ServerOptions,
  children: Children,
  store: Store,
  upstreams: readonly Upstream[],
): Models {
  let cached: Promise<readonly OfferedModel[]> | undefined;
  let until = 0;
  let readAt = 0;
  let lastJson = '';
  const farModels = () => Promise.all(upstreams.map(({ maker }) => maker.capabilities()));
  const load = async (): Promise<readonly OfferedModel[]> => offer(await readList(), await farModels());
  const readList = async (): Promise<ListedModel[]> => {
    readAt = Date.now();
    const own = await children.call('models', {}, { owner: 'server' });
    const json = JSON.stringify(own);
    if (json !== lastJson) await cacheModels(store, own);
    lastJson = json;
    return own;
  };
  const offer = (own: readonly ListedModel[], far: readonly ModelCapabilities[]): readonly OfferedModel[] => {
    const upstream = far.map((capabilities) => ({
      capabilities,
      runner: capabilities.id,
      place: 'upstream' as const,
      installed: true,
      bytes: null,
      decoder: null,
      ...unknownFit,
    }));
    // Without devices here, other machines run the models: the memory of this one does not matter.
    const fitOf = ({ fits, reason }: ListedModel) => (options.devices.length > 0 ? { fits, reason } : unknownFit);
    return [...own.map((model) => ({ ...model, ...fitOf(model), runner: 'engine' })), ...upstream].map((model) => ({
      ...model,
      aliases: Object.entries(aliasesWith(options.modelAliases))
        .filter(([, target]) => target === model.capabilities.id)
        .map(([alias]) => alias),
    }));
  };
  const list = () => {
    if (cached !== undefined && Date.now() <= until) return cached;
    until = Date.now() + cacheMs;
    const before =
      cached ??
      readCachedModels(store).then(async (models) =>
        models === undefined ? undefined : offer(models, await farModels()),
      );
    const fresh = load();
    // A server that has just started answers with the stored list while the engine starts.
    cached = before.then(async (models) => models ?? fresh);
    fresh.then(
      (models) => {
        cached = Promise.resolve(models);
      },
      () => {
        until = 0;
      },
    );
    cached.catch(() => {
      cached = undefined;
    });
    return cached;
  };
  const refresh = () => {
    const fresh = load();
    cached = fresh;
    until = Date.now() + cacheMs;
    fresh.catch(() => {
      cached = undefined;
    });
    return fresh;
  };
  let again: Promise<readonly OfferedModel[]> | undefined;
  /** A list that is read from now on, shared by all callers until the read begins. */
  const reread = () => {
    again ??= (async () => {
      await new Promise((resolve) => setTimeout(resolve, readAt + rereadMs - Date.now()));
      again = undefined;
      return refresh();
    })();
    return again;
  };
  return {
    list,
    refresh,
    find: async (name, loras = []) => {
      const idIn = (models: readonly OfferedModel[]) =>
        idCalled(
          name,
          options.modelAliases,
          models.map((model) => model.capabilities.id),
        );
      const among = (models: readonly OfferedModel[]) => models.find((model) => model.capabilities.id === idIn(models));
      let models = await list();
      // It may have been added or downloaded at the command line a moment ago.
      if (among(models)?.installed !== true || !hasLoras(among(models), loras)) models = await reread();
      const found = among(models);
      if (found !== undefined && !found.installed) {
        throw new AkezoraError('weights_missing', { field: 'model', model: idIn(models), path: '—' });
      }
      if (found !== undefined) return found;
      const choices = models
        .filter((model) => model.installed)
        .flatMap((model) => [model.capabilities.id, ...model.aliases])
        .join(', ');
      throw new AkezoraError('model_unknown', { field: 'model', model: name, choices });
    },
  };
}

/** Whether a model lists LoRAs, or takes none at all. */
const hasLoras = (model: OfferedModel | undefined, ids: readonly string[]): boolean =>
  model?.capabilities.controls.loras !== true ||
  ids.every((id) => model.capabilities.loras?.some((lora) => lora.id === id) === true);
