import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { AkezoraError } from '@akezora/contract';
import type { Verification } from '@akezora/contract/api';
import type { Context } from 'hono';
import { namedAsSent } from '../../inference/measure.ts';
import { madeAtOf } from '../../library/same-file.ts';
import { checkDisk } from '../../library/space.ts';
import { fetchToFile } from '../../platform/net/guarded-fetch.ts';
import { checkDeclared, chunksOf, readJsonObject } from '../body.ts';
import type { AppEnv, Services } from '../context.ts';
import { afterAnswer, removeAfterAnswer } from '../leftovers.ts';
import { unreadable } from '../unreadable.ts';
import type { Handlers } from './register.ts';

/** Most bytes of a file that is checked. */
const mostBytes = 256e6;
/** Most bytes of a body that names an address. */
const addressBytes = 10_000;
/** Milliseconds until an address must have sent its file. */
const fetchMs = 60_000;

/** What a file tells of itself. Whoever asks, the file is gone when the answer is sent. */
export const verifyHandlers: Handlers<'verify'> = {
  verify: async ({ services, context, db, principal }) => {
    services.budgets.take(principal, 'verifications');
    afterAnswer(context.req.raw, services.budgets.hold(principal, 'forms'));
    const file = await receive(context, services);
    const { place: _place, ...credentials } = await services.credentials.read(file).catch((thrown: unknown) => {
      throw namedAsSent(thrown, 'file');
    });
    const madeAt = await madeAtOf(db, file);
    const library = madeAt === undefined ? { match: 'none' } : { match: 'same', madeAt: madeAt.toISOString() };
    return { credentials, library } as Verification;
  },
};

/** Writes what was sent, or what lies at the address that was sent, to a file that is removed with the answer. */
async function receive(context: Context<AppEnv>, { storage, options }: Services): Promise<string> {
  const request = context.req.raw;
  const limit = Math.min(mostBytes, options.uploadBytes);
  const file = await storage.temporary('verify');
  removeAfterAnswer(request, file);
  if (/^application\/json\b/i.test(context.req.header('content-type') ?? '')) {
    const { url } = await readJsonObject(request, addressBytes);
    if (typeof url !== 'string') {
      const reason = { en: 'it must be an address', ja: 'URL を指定してください' };
      throw new AkezoraError('request_invalid', { field: 'url', reason });
    }
    await checkDisk(storage, options.reserveBytes, limit);
    await fetchToFile(url, file, { field: 'url', maxBytes: limit, timeoutMs: fetchMs });
    return file;
  }
  checkDeclared(request, limit);
  await checkDisk(storage, options.reserveBytes, Number(request.headers.get('content-length') ?? limit));
  const target = createWriteStream(file, { mode: 0o600 });
  await pipeline(chunksOf(request, limit), target);
  if (target.bytesWritten === 0)
    throw unreadable({ en: 'it is empty', ja: '空です' }, { en: 'a file', ja: 'ファイル' });
  return file;
}
