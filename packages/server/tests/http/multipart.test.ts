import { describe, expect, it } from 'vitest';
import { checkShape } from '../../src/http/json-shape.ts';
import { boundaryOf, readMultipart } from '../../src/http/multipart.ts';

/** Bytes cut at some places. */
async function* cut(bytes: Uint8Array, at: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const end of [...at, bytes.length]) {
    yield bytes.subarray(from, end);
    from = end;
  }
}

interface ReadPart {
  readonly name: string;
  readonly filename: string | undefined;
  readonly content: string;
}

async function partsOf(chunks: AsyncIterable<Uint8Array>, boundary: string): Promise<ReadPart[]> {
  const parts: { name: string; filename: string | undefined; pieces: Buffer[] }[] = [];
  for await (const piece of readMultipart(chunks, boundary)) {
    if (piece.kind === 'part') parts.push({ ...piece.head, pieces: [] });
    else if (piece.kind === 'bytes') parts.at(-1)?.pieces.push(Buffer.from(piece.bytes));
  }
  return parts.map(({ name, filename, pieces }) => ({
    name,
    filename,
    content: Buffer.concat(pieces).toString('latin1'),
  }));
}

const read = (text: string, boundary = 'b') => partsOf(cut(Buffer.from(text, 'latin1'), []), boundary);
const head = (name: string) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`;

describe('a multipart form', () => {
  it('reads as the platform itself reads it, wherever its chunks are cut', async () => {
    const form = new FormData();
    form.append('prompt', '雪が降る "quoted"\r\n--not-the-boundary\r\n');
    form.append('video[id]', 'video_1');
    form.append('empty', '');
    const content = Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7) % 256));
    form.append('file', new Blob([content]), 'はる "1".png');
    form.append('file', new Blob(['\r\n--\r\n-']), 'b.bin');
    const sent = new Response(form);
    const boundary = boundaryOf(sent.headers.get('content-type') ?? '');
    const bytes = new Uint8Array(await sent.arrayBuffer());
    const truth = await Promise.all(
      [...form].map(async ([name, value]) => ({
        name,
        filename: typeof value === 'string' ? undefined : value.name,
        content: Buffer.from(await new Blob([value]).arrayBuffer()).toString('latin1'),
      })),
    );
    for (let turn = 0; turn < 400; turn += 1) {
      const at = Array.from({ length: turn % 9 }, (_, index) => (turn * 37 + index * 211) % bytes.length).sort(
        (a, b) => a - b,
      );
      expect(await partsOf(cut(bytes, at), boundary)).toEqual(truth);
    }
    const single = Array.from({ length: bytes.length }, (_, index) => index);
    expect(await partsOf(cut(bytes, single), boundary)).toEqual(truth);
  });

  it('may have a preamble, padding, an epilogue, names without quotes and in RFC 8187', async () => {
    const text = `hello\r\n--b \t\r\nContent-Disposition: form-data; name=a; filename*=UTF-8''%E9%9B%AA.png\r\n\r\nx\r\n--b--\r\nbye`;
    expect(await read(text)).toEqual([{ name: 'a', filename: '雪.png', content: 'x' }]);
  });

  it.each([
    ['nothing', ''],
    ['no boundary at all', 'x'.repeat(20_000)],
    ['no last boundary', `${head('a')}x`],
    ['an end inside a head', '--b\r\nContent-Disposition: form-data'],
    ['an end inside a boundary', `${head('a')}x\r\n--b`],
    ['a part without a name', '--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--'],
    ['a part without a head', '--b\r\n\r\nx\r\n--b--'],
    ['another disposition', '--b\r\nContent-Disposition: attachment; name="a"\r\n\r\nx\r\n--b--'],
    ['a head of 1 MB', `--b\r\nX: ${'y'.repeat(1e6)}\r\n\r\nx\r\n--b--`],
    ['a name of 1,000 letters', `${head('n'.repeat(1000))}x\r\n--b--`],
    [
      'UTF-16',
      '--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=utf-16le\r\n\r\nx\r\n--b--',
    ],
    [
      'base64',
      '--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n--b--',
    ],
    ['letters after a boundary', '--bogus\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--b--'],
  ])('with %s is refused', async (_, text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'body_unreadable' });
  });

  it.each([
    'multipart/form-data',
    'multipart/form-data; boundary=',
    `multipart/form-data; boundary=${'x'.repeat(10_000)}`,
    `multipart/form-data; boundary=${'x'.repeat(71)}`,
    'multipart/form-data; boundary=a; boundary=b',
    'multipart/form-data; boundary="a\u0001"',
  ])('needs one valid boundary: %#', (type) => {
    expect(() => boundaryOf(type)).toThrow(expect.objectContaining({ code: 'body_unreadable' }));
  });

  it('keeps only a chunk of a long part in memory', async () => {
    const chunk = Buffer.alloc(65_536, 0x61);
    async function* long() {
      yield Buffer.from(head('a'));
      for (let turn = 0; turn < 1600; turn += 1) yield chunk;
      yield Buffer.from('\r\n--b--');
    }
    let largest = 0;
    let total = 0;
    for await (const piece of readMultipart(long(), 'b')) {
      if (piece.kind !== 'bytes') continue;
      largest = Math.max(largest, piece.bytes.length);
      total += piece.bytes.length;
    }
    expect(total).toBe(1600 * 65_536);
    expect(largest).toBeLessThan(2 * 65_536);
  });
});

describe('the shape of JSON', () => {
  const check = (text: string) => checkShape(Buffer.from(text));
  it('is refused when it is too deep or has too many values, quickly', () => {
    const began = performance.now();
    for (const text of ['['.repeat(4e6), `[${'1,'.repeat(2e6)}1]`, `{${'"a":1,'.repeat(6e5)}"a":1}`]) {
      expect(() => check(text)).toThrow(expect.objectContaining({ code: 'body_unreadable' }));
    }
    expect(performance.now() - began).toBeLessThan(500);
  });

  it('does not count what stands inside of text', () => {
    expect(() => check(JSON.stringify({ text: '[{,:"\\'.repeat(200_000) }))).not.toThrow();
  });
});
