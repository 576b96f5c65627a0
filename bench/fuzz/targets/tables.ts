import { clipFactsSchema, upgradeFacts } from '@akezora/contract';
import { readCsv } from '../../../packages/server/src/importing/csv.ts';
import { readNotes } from '../../../packages/server/src/importing/notes.ts';
import { bytesOf, type Target } from '../target.ts';

const facts = {
  generator: 'akezora 0.1.0',
  model: 'akezora-2',
  modelVersion: '1',
  kernels: 'cpu:int8',
  seed: 42,
  prompt: 'a hare',
  unknownWords: [],
  ...{ width: 128, height: 72, fps: 12, seconds: 2, frames: 24, steps: 4, codec: 'h264' },
};

const sheets = bytesOf(
  'file_name,prompt,tags\r\nvideos/one.mp4,"a fox, ""quick""",red fast\r\n',
  '\ufefffile;caption\n"a.mp4";"one\ntwo"\nb.mp4;three\n',
  'video\ttext\tseed\tcreated_at\none.mp4\ta boat\t42\t1740000000\n',
  JSON.stringify({ data: [{ id: 'video_68a1', prompt: 'a boat', model: 'sora-2', created_at: 1740000000 }] }),
  JSON.stringify({ 'one.mp4': 'a fox', 'two.mp4': { caption: 'two', tags: ['a', 'b'], facts } }),
  JSON.stringify({ prompt: 'a hare', facts }),
  `${JSON.stringify({ file: 'a.mp4', prompt: 'x' })}\n${JSON.stringify({ file: 'b.mp4', facts: JSON.stringify(facts) })}\n`,
  'a prompt in plain text\n',
);

const words = bytesOf(
  ...['"', '""', ',', ';', '\t', '\r\n', '\n', '\ufeff', '\0', '\\', '\\u0000', '\ud800', '{', '}', '[', ']', ':'],
  ...['file_name', 'prompt', 'caption', 'facts', 'tags', 'seed', 'created_at', '__proto__', 'constructor', 'data'],
  ...['null', 'true', '1e999', '-0', '../', '.mp4', '=HYPERLINK("x")', '2026-01-01T00:00:00Z'],
);

/** Tables of prompts as text. */
export const csv = (): Target => ({
  name: 'csv',
  inputs: 2_000_000,
  seeds: sheets.slice(0, 3),
  words,
  covers: /importing\/csv\.ts/,
  run: (input) => {
    try {
      readCsv(input.toString('utf8'));
    } catch (error) {
      // The reader of a sheet names the file in the error it makes of this one.
      if (!(error instanceof SyntaxError)) throw error;
    }
  },
});

/** Sheets and notes beside videos, by the ending of their name. */
export const notes = (): Target => ({
  name: 'notes',
  inputs: 1_200_000,
  seeds: sheets,
  words,
  covers: /importing\/(?:notes|csv)\.ts/,
  run: async (input) => {
    const endings = ['csv', 'tsv', 'json', 'jsonl', 'ndjson', 'txt'];
    const name = `videos/one.${endings[input.length % endings.length]}`;
    const find = await readNotes([
      {
        name,
        bytes: input.length,
        read: async function* () {
          yield input;
        },
      },
    ]);
    for (const video of ['videos/one.mp4', 'one.mp4', 'a.mp4', 'video_68a1.mp4']) {
      const { prompt = '', title = '', tags = [] } = find(video) ?? {};
      if (prompt.length > 20_000 || title.length > 200 || tags.length > 50 || tags.some((tag) => tag.length > 64)) {
        throw new Error('a note is longer than the contract allows');
      }
      if (prompt.includes('\0') || !prompt.isWellFormed()) throw new Error('a prompt cannot be stored');
    }
  },
});

/** Facts in a clip's file, of any version. */
export const clipFacts = (): Target => ({
  name: 'facts',
  inputs: 600_000,
  seeds: [Buffer.from(JSON.stringify(facts))],
  words,
  covers: /contract\/src\/(?:facts|upgrade-facts|scene)\.ts/,
  run: (input) => {
    let value: unknown;
    try {
      value = JSON.parse(input.toString('utf8'));
    } catch {
      return;
    }
    clipFactsSchema.safeParse(upgradeFacts(value));
  },
});
