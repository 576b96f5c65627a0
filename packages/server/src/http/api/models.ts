import type { ModelEntry } from '@akezora/contract/api';
import { shareOf } from '../../access/principal.ts';
import { artPicture, listArt } from '../../models/art.ts';
import type { Pull } from '../../models/pulls.ts';
import type { OfferedModel } from '../../models/registry.ts';
import { audit } from '../../platform/audit.ts';
import { notFound } from '../../platform/not-found.ts';
import { cleanForOthers } from '../../platform/redact.ts';
import type { Services } from '../context.ts';
import { sendPicture } from '../files.ts';
import type { Handlers } from './register.ts';

type Names = 'models' | 'modelArt' | 'artPicture' | 'pullModel' | 'stopPull' | 'removeModel';

/** A model in the form of the API. */
export const modelView = (model: OfferedModel, pull: Pull | undefined): ModelEntry => ({
  id: model.capabilities.id,
  capabilities: model.capabilities,
  place: model.place,
  installed: model.installed,
  version: null,
  bytes: model.bytes,
  fits: model.fits,
  reason: model.reason && { en: cleanForOthers(model.reason.en), ja: cleanForOthers(model.reason.ja) },
  aliases: [...model.aliases],
  decoder: model.decoder,
  pull:
    pull === undefined
      ? null
      : { state: pull.state, doneBytes: pull.doneBytes, totalBytes: pull.totalBytes, error: pull.error },
});

async function entryOf({ models, pulls }: Services, id: string): Promise<ModelEntry> {
  const model = (await models.list()).find(({ capabilities }) => capabilities.id === id);
  if (model === undefined) throw notFound(id);
  return modelView(model, pulls.of(id));
}

/** Models of our own API: the list, and downloading and deleting (role owner). */
export const modelHandlers: Handlers<Names> = {
  models: async ({ services }) => ({
    data: (await services.models.list()).map((model) => modelView(model, services.pulls.of(model.capabilities.id))),
  }),
  modelArt: async ({ services, principal, id, context }) =>
    listArt(services, id, { owner: shareOf(principal), signal: context.req.raw.signal }),
  artPicture: async ({ services, principal, id, query, context }) => {
    const picture = await artPicture(services, id, query, {
      owner: shareOf(principal),
      signal: context.req.raw.signal,
    });
    return sendPicture(context, picture);
  },
  pullModel: async ({ services, db, params, query, principal }) => {
    const id = params.id ?? '';
    await services.pulls.start(id, principal.owner, query.agree === 'true');
    await audit(db, { action: 'model-pulled', actor: principal, object: id, outcome: 'ok' });
    return entryOf(services, id);
  },
  stopPull: async ({ services, params }) => {
    const id = params.id ?? '';
    if (!services.pulls.stop(id)) throw notFound(id);
    return undefined;
  },
  removeModel: async ({ services, db, params, principal }) => {
    const id = params.id ?? '';
    await services.pulls.remove(id, principal.owner);
    await audit(db, { action: 'model-removed', actor: principal, object: id, outcome: 'ok' });
    return undefined;
  },
};
