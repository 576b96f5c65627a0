/** Calls of imports that child processes answer: they read archives and tables from outside. Loaded by `inference/child.ts`. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AkezoraError } from '@akezora/contract';
import type { ChildCalls, ImportCall } from '../inference/protocol.ts';
import { readNotes } from './notes.ts';
import { readSaid } from './said/read.ts';
import { importFileOf, packedOf } from './sources.ts';
import { zipFiles } from './unzip.ts';

/** Handlers by call. */
export const calls: {
  [Name in ImportCall]: (input: ChildCalls[Name]['input']) => Promise<ChildCalls[Name]['output']>;
} = {
  listArchive: async ({ archive, name, limits }) => (await zipFiles(archive, name, limits)).map(packedOf),
  readNotes: async ({ files, videos }) => {
    const find = await readNotes(files.map(importFileOf));
    return videos.flatMap((name) => {
      const notes = find(name);
      return notes === undefined ? [] : [[name, notes] as const];
    });
  },
  readSaid: ({ file }) => readSaid(file),
  unpackFile: async ({ packed, target }) => {
    try {
      await pipeline(Readable.from(importFileOf(packed).read()), createWriteStream(target));
    } catch (thrown) {
      const code = (thrown as NodeJS.ErrnoException).code ?? '';
      if (thrown instanceof AkezoraError || code === 'ENOSPC') throw thrown;
      const details = { field: 'archive', path: packed.name, reason: code };
      throw new AkezoraError('input_unreadable', details, { cause: thrown });
    }
    return {};
  },
};
