import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { AkezoraError } from '@akezora/contract';
import type { Verification } from '@akezora/contract/api';
import type { Context } from 'hono';
import { shareOf } from '../../access/principal.ts';
import { namedAsSent } from '../../inference/measure.ts';
import type { SharedCallOptions } from '../../inference/pool.ts';
import { clipOfFile, clipOfMark } from '../../library/same-file.ts';
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
/** Seconds of a video that are searched for its invisible mark, which is in each second. */
const markSeconds = 5;
/** Milliseconds until an address must have sent its file. */
const fetchMs = 60_000;

/** What a file tells of itself. Whoever asks, the file is gone when the answer is sent. */
export const verifyHandlers: Handlers<'verify'> = {
  verify: async ({ services, context, db, principal, owner }) => {
    services.budgets.take(principal, 'verifications');
    afterAnswer(context.req.raw, services.budgets.hold(principal, 'forms'));
    const file = await receive(context, services);
    const { place: _place, ...credentials } = await services.credentials.read(file).catch((thrown: unknown) => {
      throw namedAsSent(thrown, 'file');
    });
    const share = { owner: shareOf(principal), signal: context.req.raw.signal };
    const invisibleMark = await findMark(services, file, share);
    const same = await clipOfFile(db, file);
    const clip = same ?? (invisibleMark?.id === undefined ? undefined : await clipOfMark(db, invisibleMark.id));
    if (clip === undefined) return { credentials, invisibleMark, library: { match: 'none' } } as Verification;
    const isOwn = principal.via !== 'none' && clip.owner === owner;
    const library = {
      match: same === undefined ? 'mark' : 'same',
      madeAt: clip.created_at.toISOString(),
      ...(isOwn ? { clipId: clip.id } : {}),
    };
    return { credentials, invisibleMark, library } as Verification;
  },
};

/** What the invisible mark of a file holds; null where its pictures cannot be decoded, or take too long to. */
async function findMark({ children }: Services, file: string, share: SharedCallOptions) {
  try {
    return await children.call('findMark', { file, seconds: markSeconds }, share);
  } catch (thrown) {
    const { code } = AkezoraError.from(thrown);
    if (code === 'input_unreadable' || code === 'input_too_large' || code === 'timed_out') return null;
    throw thrown;
  }
}

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
