import { calledNames } from '@akezora/contract';
import { readServerSentEvents } from '@akezora/contract/api';
import { disposition, parseRange } from '../../../packages/server/src/http/files.ts';
import { bytesOf, type Target } from '../target.ts';

/** `Range` headers and names of downloads. */
export const range = (): Target => ({
  name: 'range',
  inputs: 1_500_000,
  seeds: bytesOf('bytes=0-99', 'bytes=-5', 'bytes=10-', 'bytes=0-0,5-9'),
  words: bytesOf('bytes=', '-', ',', ' ', '18446744073709551616', '\t'),
  covers: /http\/files\.ts/,
  run: (input) => {
    const text = input.toString('utf8');
    const found = parseRange(text, 1000);
    if (typeof found === 'object' && !(found.start >= 0 && found.start <= found.end && found.end < 1000)) {
      throw new Error(`a range of 1000 bytes is ${found.start}-${found.end}`);
    }
    if (text.isWellFormed() && /[\r\n\0]/.test(disposition(text))) throw new Error('a header could be split');
  },
});

/** Event streams of other servers, in pieces of any size. */
export const events = (): Target => ({
  name: 'events',
  inputs: 600_000,
  seeds: bytesOf('event: job\nid: 4\ndata: {"a":1}\n\n', ': alive\r\n\r\ndata: x\r\ndata: y\r\n\r\n', 'data:z\r\r'),
  words: bytesOf('data:', 'event:', 'id:', 'retry:', '\n', '\r', '\r\n', '\n\n', ': ', '\ufeff'),
  covers: /api\/stream\.ts/,
  run: async (input) => {
    const half = Math.floor(input.length / 2);
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(input.subarray(0, half));
        controller.enqueue(input.subarray(half));
        controller.close();
      },
    });
    for await (const { data } of readServerSentEvents(stream))
      if (data.includes('\r')) throw new Error('a line was not split');
  },
});

/** Names that a prompt calls. */
export const names = (): Target => ({
  name: 'names',
  inputs: 1_200_000,
  seeds: bytesOf('@Momo runs, ＠モモが走る, @Mo', '@a@b@c'),
  words: bytesOf('@', '＠', 'Momo', 'Mo', 'モモ', '_', '-', '\u0301', '\u200d'),
  covers: /called-names\.ts/,
  run: (input) => {
    const prompt = input.toString('utf8');
    for (const { name, at } of calledNames(prompt, ['Momo', 'Mo', 'モモ', 'a', ''])) {
      if (!['@', '＠'].includes(prompt[at] ?? '') || !prompt.startsWith(name, at + 1)) throw new Error('a wrong name');
    }
  },
});
