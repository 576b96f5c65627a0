import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import type { Storage } from '../platform/storage/storage.ts';
import type { ClipRow } from '../platform/store/tables.ts';
import { clipFiles } from './clip-files.ts';
import { tableEntries } from './entries.ts';
import { videoName } from './rows.ts';

/** Target of a data set on a Hugging Face hub. */
export interface PushTarget {
  /** `owner/name`; created when it does not exist. */
  readonly repo: string;
  readonly private: boolean;
  readonly token: string;
  /** Address of the hub (`HF_ENDPOINT`). Default `https://huggingface.co`. */
  readonly hubUrl?: string | undefined;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number, name: string) => void;
}

/** Videos of one commit: the hub advises against thousands. */
const filesPerCommit = 200;

/**
 * Pushes clips as a data set. Videos come first, in commits of some hundreds, and the tables last, so that no table names a
 * missing video. Videos that the hub already has are not sent again.
 * @returns the address of the last commit.
 * @throws AkezoraError `upstream_failed` with the hub's message; `cancelled`.
 */
export async function pushDataset(storage: Storage, clips: readonly ClipRow[], target: PushTarget): Promise<string> {
  const { commit, createRepo } = await import('@huggingface/hub');
  const repo = { type: 'dataset' as const, name: target.repo };
  const hub = { accessToken: target.token, ...(target.hubUrl === undefined ? {} : { hubUrl: target.hubUrl }) };
  const send = async (title: string, files: { path: string; content: Blob }[]): Promise<string> => {
    target.signal?.throwIfAborted();
    const operations = files.map((file) => ({ operation: 'addOrUpdate' as const, ...file }));
    const abortSignal = target.signal === undefined ? {} : { abortSignal: target.signal };
    const made = await commit({ ...hub, ...abortSignal, repo, title, operations });
    return made?.commit.url ?? '';
  };
  try {
    await createRepo({ ...hub, repo, visibility: target.private ? 'private' : 'public' }).catch(ifThere);
    for (let at = 0; at < clips.length; at += filesPerCommit) {
      const part = clips.slice(at, at + filesPerCommit);
      target.onProgress?.(at, clips.length, target.repo);
      const files = [];
      for (const clip of part)
        for (const { key, name, mime } of await clipFiles(storage, clip, videoName(clip)))
          files.push({ path: name, content: await openAsBlob(await storage.local(key), { type: mime }) });
      await send(`Add ${part.length} videos`, files);
    }
    const tables = await tableEntries(clips);
    const files = tables.map(({ name, content }) => ({ path: name, content: new Blob([Uint8Array.from(content)]) }));
    return await send(`Describe ${clips.length} clips`, files);
  } catch (thrown) {
    if (thrown instanceof AkezoraError) throw thrown;
    if (target.signal?.aborted === true) throw new AkezoraError('cancelled', {}, { cause: thrown });
    const { message, statusCode } = thrown as { message?: string; statusCode?: number };
    const reason = `${statusCode === undefined ? '' : `HTTP ${statusCode}: `}${String(message).slice(0, 300)}`;
    throw new AkezoraError('upstream_failed', { model: 'Hugging Face', reason }, { cause: thrown });
  }
}

/** Ignores the error that the repository exists already. */
function ifThere(error: { statusCode?: number }): void {
  if (error.statusCode !== 409) throw error;
}

/**
 * The token for the hub: `HF_TOKEN`, else the one stored by `hf auth login`.
 * @throws AkezoraError `request_invalid` when there is none.
 */
export async function hubToken(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const home = environment.HF_HOME ?? join(homedir(), '.cache', 'huggingface');
  const path = environment.HF_TOKEN_PATH ?? join(home, 'token');
  const token = environment.HF_TOKEN ?? (await readFile(path, 'utf8').catch(() => ''));
  if (token.trim() !== '') return token.trim();
  const reason = { en: 'a token with the right to write is needed', ja: '書き込み権限のあるトークンが必要です' };
  throw new AkezoraError('request_invalid', { field: 'HF_TOKEN', reason });
}
