import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AkezoraError } from '@akezora/contract';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { S3Options } from '../../config/schemas.ts';
import { dataNames } from '../data-names.ts';
import { digestFile } from './digest.ts';
import { fileStorage } from './files.ts';
import { checkKey, type Storage } from './storage.ts';

/** The error of a failed call, by its name and status: the service's words name buckets, keys and hosts. */
function unavailable(error: unknown): AkezoraError {
  const status = error instanceof S3ServiceException ? ` (HTTP ${error.$metadata.httpStatusCode ?? '?'})` : '';
  const { code, name } = error as NodeJS.ErrnoException;
  return new AkezoraError('storage_unavailable', { reason: `${code ?? name}${status}` }, { cause: error });
}

const isMissing = (error: unknown) => error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404;

/** Repeats an upload while the service is busy or unreachable: the client itself repeats no request with a stream. */
async function patiently<T>(send: () => Promise<T>): Promise<T> {
  for (let pause = 400; ; pause *= 2) {
    try {
      return await send();
    } catch (error) {
      const status = error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? 500) : 500;
      if (pause > 4000 || (status < 500 && status !== 429)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/**
 * Storage in a bucket of any S3-compatible service. S3 shows an object under its key only when it is whole; its SHA-256 is
 * stored as metadata. Files that the engine reads are downloaded into the data folder.
 */
export function s3Storage(options: S3Options, folder: string): Storage {
  const { accessKeyId, secretAccessKey, endpoint } = options;
  const client = new S3Client({
    region: options.region ?? 'us-east-1',
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey } }),
    // Not every other service accepts Amazon's newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 5,
  });
  const Bucket = options.bucket;
  const nameOf = (key: string) => `${options.prefix ?? ''}${checkKey(key)}`;
  const disk = fileStorage(folder);
  const cached = (key: string) => join(folder, dataNames.cache, checkKey(key));
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AkezoraError) throw error;
      throw unavailable(error);
    }
  };
  const size = (key: string) =>
    guarded(async () => {
      try {
        return (await client.send(new HeadObjectCommand({ Bucket, Key: nameOf(key) }))).ContentLength;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    });
  const read = (key: string, range?: { start: number; end: number }) =>
    guarded(async () => {
      const Range = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end}` };
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: nameOf(key), ...Range }));
      if (!(Body instanceof Readable)) throw new TypeError('no content');
      return Body as Readable;
    });
  return {
    kind: 's3',
    put: (key, localFile, mime) =>
      guarded(async () => {
        const stored = await digestFile(localFile);
        await patiently(() =>
          client.send(
            new PutObjectCommand({
              Bucket,
              Key: nameOf(key),
              Body: createReadStream(localFile),
              ContentLength: stored.bytes,
              ContentType: mime,
              Metadata: { sha256: stored.checksum },
            }),
          ),
        );
        await rm(localFile, { force: true });
        await rm(cached(key), { force: true });
        return stored;
      }),
    size,
    read,
    local: async (key) => {
      const path = cached(key);
      const [there, here] = await Promise.all([size(key), stat(path).catch(() => undefined)]);
      if (here !== undefined && here.size === there) {
        await utimes(path, new Date(), here.mtime);
        return path;
      }
      await mkdir(dirname(path), { recursive: true });
      const draft = `${path}.${randomBytes(6).toString('hex')}`;
      await guarded(async () => pipeline(await read(key), createWriteStream(draft)));
      await rename(draft, path);
      return path;
    },
    remove: (key) =>
      guarded(async () => {
        await client.send(new DeleteObjectCommand({ Bucket, Key: nameOf(key) }));
        await rm(cached(key), { force: true });
      }),
    removeAll: (prefix) =>
      guarded(async () => {
        const Prefix = nameOf(`${prefix}x`).slice(0, -1);
        for (;;) {
          const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1000 }));
          const Objects = Contents.flatMap(({ Key }) => (Key === undefined ? [] : [{ Key }]));
          if (Objects.length === 0) break;
          await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
        }
        await rm(cached(`${prefix}x`).slice(0, -1), { recursive: true, force: true });
      }),
    temporary: disk.temporary,
    freeBytes: disk.freeBytes,
    check: async () => {
      await guarded(() => client.send(new HeadBucketCommand({ Bucket })));
      await disk.check();
    },
    tidy: disk.tidy,
  };
}
