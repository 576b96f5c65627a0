import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkShape } from '../../../packages/server/src/http/json-shape.ts';
import { FormFile, receiveForm } from '../../../packages/server/src/http/receive-form.ts';
import { bytesOf, type Target } from '../target.ts';
import { newFolder } from './files.ts';

const part = (head: string, content: string): string =>
  `--xx\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
const limits = { bytes: 60_000, fieldBytes: 5000, fields: 20, files: 4 };

/** Multipart forms, in pieces of any size. */
export const multipart = (): Target => {
  const folder = newFolder();
  let files = 0;
  return {
    name: 'multipart',
    inputs: 300_000,
    seeds: bytesOf(
      `${part('name="prompt"', 'a fox')}${part('name="input_reference"; filename="a.png"', 'not a picture')}--xx--\r\n`,
      `${part('name="a"; filename*=UTF-8\'\'%e2%82%ac.png', 'x'.repeat(300))}--xx--`,
      `${part('name="video[id]"', 'video_1')}--xx--\r\nepilogue`,
      '--xx--\r\n',
    ),
    words: bytesOf(
      ...[
        '--xx',
        '--xx--',
        '\r\n--xx\r\n',
        '\r\n\r\n',
        '\r\n',
        '\n',
        '"',
        '; filename="',
        '; name="',
        "filename*=UTF-8''%ff",
        '\0',
      ],
      ...[
        'Content-Disposition: form-data',
        'Content-Transfer-Encoding: base64',
        'Content-Type: text/plain; charset=utf-16',
      ],
      ...['__proto__[prompt]', 'constructor', '../../', '\xff\xfe'],
    ),
    covers: /http\/(?:multipart|receive-form|body)\.ts/,
    run: async (input) => {
      const size = 1 + (input.length % 97);
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let at = 0; at < input.length; at += size) controller.enqueue(input.subarray(at, at + size));
          controller.close();
        },
      });
      const headers = { 'content-type': 'multipart/form-data; boundary=xx' };
      const request = new Request('http://127.0.0.1/', {
        method: 'POST',
        headers,
        body,
        duplex: 'half',
      } as RequestInit);
      const paths: string[] = [];
      try {
        const { entries } = await receiveForm(request, limits, {
          temporary: async () => {
            files += 1;
            paths.push(join(folder.path, String(files)));
            return paths.at(-1) ?? '';
          },
          received: async () => undefined,
        });
        const texts = entries.filter(([, value]) => !(value instanceof FormFile));
        if (texts.length > limits.fields || entries.length - texts.length > limits.files)
          throw new Error('too many parts');
        if (texts.some(([, value]) => String(value).length > limits.fieldBytes)) throw new Error('a field is too long');
      } finally {
        for (const path of paths) rmSync(path, { force: true });
      }
    },
    close: async () => folder.remove(),
  };
};

/** The look at JSON bodies before they are parsed. */
export const json = (): Target => ({
  name: 'json',
  inputs: 1_500_000,
  seeds: bytesOf('{"request":{"prompt":"a \\"fox\\"","seed":1,"conditions":[{"at":0}]}}', '[1,[2,[3]]]', '"\\u0000"'),
  words: bytesOf('[', ']', '{', '}', '"', '\\', ',', ':', '\\u0000', 'null', '1e999', '__proto__'),
  covers: /http\/json-shape\.ts/,
  run: (input) => checkShape(input),
});
