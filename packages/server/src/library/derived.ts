import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AkezoraError, type Codec, codecs, extensionOfCodec, mimeOfCodec } from '@akezora/contract';
import type { Budgets } from '../access/budgets.ts';
import type { Principal } from '../access/principal.ts';
import { conversionDeadline, spritesDeadline } from '../inference/call-limits.ts';
import type { Children } from '../inference/children.ts';
import type { Credentials, Signed } from '../inference/credentials.ts';
import { readMarkRules, signsConversion } from '../jobs/mark-rules.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Store } from '../platform/store/database.ts';
import type { ClipRow, UploadRow } from '../platform/store/tables.ts';
import { clipFor } from './clips.ts';
import { evictConversions, recordDerived, touchDerived } from './derived-files.ts';
import { createSharedRuns } from './shared-runs.ts';
import { checkDisk } from './space.ts';
import { credentialsKey, credentialsMime, removeWithCredentials } from './store-clip.ts';

/** A stored file made from a clip or upload. */
export interface DerivedResult {
  readonly key: string;
  readonly mime: string;
}

/** Who asks for a file, and until when. */
export interface Asker {
  readonly principal: Principal;
  /** Aborted when the asker hangs up; the work is stopped when the last of several askers has gone. */
  readonly signal?: AbortSignal;
}

/** Files made from a clip at the first request and stored beside it. */
export interface Derived {
  /** A clip's thumbnail or sprite sheet. @throws AkezoraError `not_enough_disk`; see `Children.call`. */
  picture(clip: ClipRow, kind: 'thumbnail' | 'sprites', signal?: AbortSignal): Promise<DerivedResult>;
  /**
   * A clip in a codec and at a height, never above its own; the clip itself when it already matches.
   * @throws AkezoraError `forbidden` when there is no such file yet and the asker may not convert the clip; `too_many_requests`,
   * `limit_reached`, `not_enough_disk`; see `Children.call`.
   */
  video(clip: ClipRow, codec: Codec | undefined, height: number | undefined, asker: Asker): Promise<DerivedResult>;
  /** An upload's thumbnail. */
  upload(upload: Pick<UploadRow, 'id' | 'owner' | 'key' | 'seconds'>, signal?: AbortSignal): Promise<DerivedResult>;
}

/** Services and settings for making files from clips. */
export interface DerivedContext {
  readonly store: Store;
  readonly storage: Storage;
  readonly children: Children;
  readonly budgets: Pick<Budgets, 'take' | 'room'>;
  /** Free bytes of disk that stay free. */
  readonly reserveBytes: number;
  /** Bytes of all conversions, beyond which the least recently used are deleted. */
  readonly conversionBytes: number;
  readonly credentials: Pick<Credentials, 'sign'>;
}

/** Makes derived files in child processes; concurrent requests for the same file share one run. */
export function createDerived(context: DerivedContext): Derived {
  const { store, storage, children, budgets } = context;
  const runs = createSharedRuns();
  const exists = async (key: string) => (await storage.size(key)) !== undefined;

  /** Makes a file in a folder of its own and stores it. */
  const make = async (file: DerivedResult, write: (target: string) => Promise<Signed | undefined>): Promise<number> => {
    const folder = await storage.temporary('derived');
    await mkdir(folder, { recursive: true });
    try {
      const target = join(folder, basename(file.key));
      const signed = await write(target);
      const { size } = await stat(target);
      if (signed?.place === 'beside') await storage.put(credentialsKey(file.key), signed.file, credentialsMime);
      await storage.put(file.key, target, file.mime);
      return size;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  /** Lists a new file; one whose clip was deleted meanwhile goes. */
  const list = async (key: string, clip: string, kind: 'picture' | 'conversion', bytes: number) => {
    try {
      await recordDerived(store, { key, clip, kind, bytes });
    } catch (thrown) {
      await removeWithCredentials(storage, key);
      throw thrown;
    }
  };

  return {
    picture: async (clip, kind, signal) => {
      const file = { key: `clips/${clip.id}/${kind}.webp`, mime: 'image/webp' };
      if (await exists(file.key)) return file;
      const { owner, seconds } = clip;
      const deadline = kind === 'sprites' ? { deadlineMs: spritesDeadline(seconds) } : {};
      await runs.run(file.key, signal, async (running) => {
        await checkDisk(storage, context.reserveBytes);
        const source = await storage.local(clip.files.video);
        const bytes = await make(file, async (target) => {
          await children.call(
            'picture',
            { file: source, kind, target, seconds },
            { owner, signal: running, ...deadline },
          );
          return undefined;
        });
        await list(file.key, clip.id, 'picture', bytes);
      });
      return file;
    },
    video: async (clip, codec, height, { principal, signal }) => {
      const target = codec ?? (clip.facts?.codec as Codec | undefined) ?? 'h264';
      const tall = Math.min(height ?? clip.height, clip.height);
      if (tall === clip.height && (codec === undefined || codec === clip.facts?.codec)) {
        return { key: clip.files.video, mime: clip.mime };
      }
      if (!codecs.includes(target))
        throw new AkezoraError('option_unsupported', {
          field: 'format',
          model: 'video',
          asked: target,
          choices: codecs.join(', '),
        });
      const key = `clips/${clip.id}/${target}-${tall}.${extensionOfCodec(target)}`;
      const file = { key, mime: mimeOfCodec(target) };
      const size = await storage.size(key);
      if (size !== undefined) {
        // Conversions of an earlier version are listed when they are used.
        if (!(await touchDerived(store, key))) await list(key, clip.id, 'conversion', size);
        return file;
      }
      await clipFor(store.db, principal, 'convert', clip.id);
      budgets.take(principal, 'conversions');
      await runs.run(key, signal, async (running) => {
        await budgets.room({ owner: clip.owner }, Number(clip.bytes));
        await checkDisk(storage, context.reserveBytes, Number(clip.bytes));
        const source = await storage.local(clip.files.video);
        const deadlineMs = conversionDeadline({ ...clip, codec: target });
        const bytes = await make(file, async (made) => {
          await children.call(
            'convert',
            { file: source, codec: target, height: tall, target: made },
            { owner: clip.owner, signal: running, deadlineMs },
          );
          if (!signsConversion(await readMarkRules(store.db), clip.facts?.request.marks)) return undefined;
          // What facts of an imported clip say of its mark is not known to be so.
          const mark = clip.job_id === null ? undefined : clip.facts?.marks?.invisible;
          return context.credentials.sign(made, {
            work: 'converted',
            ingredients: [{ file: source, kind: 'video' }],
            ...(mark === undefined ? {} : { mark }),
          });
        });
        await list(key, clip.id, 'conversion', bytes);
        await evictConversions(store, storage, context.conversionBytes, key);
      });
      return file;
    },
    upload: async ({ id, owner, key: source, seconds }, signal) => {
      const file = { key: `uploads/${id}/thumbnail.webp`, mime: 'image/webp' };
      if (await exists(file.key)) return file;
      await runs.run(file.key, signal, async (running) => {
        await checkDisk(storage, context.reserveBytes);
        const local = await storage.local(source);
        await make(file, async (target) => {
          await children.call(
            'picture',
            { file: local, kind: 'thumbnail', target, seconds: seconds ?? 0 },
            { owner, signal: running },
          );
          return undefined;
        });
      });
      return file;
    },
  };
}
