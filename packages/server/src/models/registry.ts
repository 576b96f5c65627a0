import { AkezoraError, type ModelCapabilities } from '@akezora/contract';
import type { ServerOptions } from '../config/settings.ts';
import { unknownFit } from '../inference/list-models.ts';
import type { ListedModel } from '../inference/protocol.ts';
import type { Supervisor } from '../inference/supervisor.ts';
import type { Store } from '../platform/store/database.ts';
import { cacheModels, readCachedModels } from './cached-models.ts';

/** A model one can ask for here. */
export interface OfferedModel {
  readonly capabilities: ModelCapabilities;
  readonly aliases: readonly string[];
  readonly place: 'box' | 'local' | 'upstream';
  /** Whether its weights are here; the owner can fetch those that are not. */
  readonly installed: boolean;
  readonly bytes: number | null;
  /** Whether its smallest clip fits the memory of this machine now, and the reason when it does not. */
  readonly fits: ListedModel['fits'];
  readonly reason: ListedModel['reason'];
  /** What runs it: `engine`, or the name of an upstream. */
  readonly runner: string;
}

/** The models of this server. */
export interface Models {
  list(): Promise<readonly OfferedModel[]>;
  /**
   * Finds a model by name or alias.
   * @throws AkezoraError `model_unknown`; `weights_missing` when it is known but not here.
   */
  find(name: string): Promise<OfferedModel>;
  /** Asks the engine again: a model came or went. */
  refresh(): Promise<readonly OfferedModel[]>;
}

/** How long what the engine said about its models holds; one may be fetched at the command line meanwhile. */
const keptMs = 30_000;

/** Asking for a name that is not known asks the engine again, at most this often: whoever asks sooner waits for it. */
const lookAgainMs = 250;

/** Reads the models from the engine and adds the upstream ones. */
export function createModels(options: ServerOptions, helper: Supervisor, store: Store): Models {
  let kept: Promise<readonly OfferedModel[]> | undefined;
  let until = 0;
  let askedAt = 0;
  let said = '';
  const load = async (): Promise<readonly OfferedModel[]> => {
    return offer(await ask());
  };
  const ask = async (): Promise<ListedModel[]> => {
    askedAt = Date.now();
    const own = await helper.call('models', {});
    const saying = JSON.stringify(own);
    if (saying !== said) await cacheModels(store, own);
    said = saying;
    return own;
  };
  const offer = (own: readonly ListedModel[]): readonly OfferedModel[] => {
    const like = own.find((model) => model.capabilities.id === options.defaultModel) ?? own[0];
    const upstream = options.upstreams.flatMap((server) =>
      like === undefined
        ? []
        : [
            {
              capabilities: upstreamCapabilities(server.model, like.capabilities),
              runner: server.model,
              place: 'upstream' as const,
              installed: true,
              bytes: null,
              ...unknownFit,
            },
          ],
    );
    // Without devices here, other machines run the models: how much memory this one has says nothing.
    const fitOf = ({ fits, reason }: ListedModel) => (options.devices.length > 0 ? { fits, reason } : unknownFit);
    return [...own.map((model) => ({ ...model, ...fitOf(model), runner: 'engine' })), ...upstream].map((model) => ({
      ...model,
      aliases: Object.entries(options.modelAliases)
        .filter(([, target]) => target === model.capabilities.id)
        .map(([alias]) => alias),
    }));
  };
  const list = () => {
    if (kept !== undefined && Date.now() <= until) return kept;
    until = Date.now() + keptMs;
    const before = kept ?? readCachedModels(store).then((known) => (known === undefined ? undefined : offer(known)));
    const fresh = load();
    // A server that has just started answers with what it knew, and asks the engine meanwhile.
    kept = before.then(async (known) => known ?? fresh);
    fresh.then(
      (models) => {
        kept = Promise.resolve(models);
      },
      () => {
        until = 0;
      },
    );
    kept.catch(() => {
      kept = undefined;
    });
    return kept;
  };
  const refresh = () => {
    const fresh = load();
    kept = fresh;
    until = Date.now() + keptMs;
    fresh.catch(() => {
      kept = undefined;
    });
    return fresh;
  };
  let again: Promise<readonly OfferedModel[]> | undefined;
  /** What the engine says from now on; one answer for all who ask before it is asked. */
  const lookAgain = () => {
    again ??= (async () => {
      await new Promise((resolve) => setTimeout(resolve, askedAt + lookAgainMs - Date.now()));
      again = undefined;
      return refresh();
    })();
    return again;
  };
  return {
    list,
    refresh,
    find: async (name) => {
      const id = options.modelAliases[name] ?? name;
      const among = (models: readonly OfferedModel[]) => models.find((model) => model.capabilities.id === id);
      let models = await list();
      // It may have been added or fetched at the command line a moment ago.
      if (among(models)?.installed !== true) models = await lookAgain();
      const found = among(models);
      if (found !== undefined && !found.installed) {
        throw new AkezoraError('weights_missing', { field: 'model', model: id, path: '—' });
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

/** Capabilities of a model on another server: prompt and first frame to video, in any size; that server checks the rest. */
function upstreamCapabilities(id: string, like: ModelCapabilities): ModelCapabilities {
  return {
    ...like,
    id,
    name: id,
    family: 'upstream',
    summary: { en: 'Runs on another server.', ja: '別のサーバーで動きます。' },
    licence: 'unknown',
    promptLimit: { unit: 'characters', max: 10_000 },
    sizes: { multipleOf: 2, minWidth: 16, maxWidth: 8192, minHeight: 16, maxHeight: 8192 },
    seconds: { min: 1, max: 60, default: 4 },
    conditions: { image: true, video: false, anyFrame: false, strength: false },
    controls: {
      scene: false,
      storyboard: false,
      loop: false,
      extend: false,
      remix: false,
      blend: false,
      negativePrompt: true,
      characters: false,
      loras: false,
    },
    presets: [],
  };
}
