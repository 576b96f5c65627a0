import { expect, it } from 'vitest';
import { serverUrl } from '../../src/command/server-url.ts';

it.each([
  ['127.0.0.1:7860', 'http://127.0.0.1:7860'],
  ['localhost:7860/', 'http://localhost:7860'],
  ['[::1]:7860', 'http://[::1]:7860'],
  ['https://clips.example/ake/', 'https://clips.example/ake'],
  [' http://h ', 'http://h'],
])('%s is the server at %s', (text, url) => {
  expect(serverUrl(text)).toBe(url);
});

it.each(['', 'http://', 'ftp://h', 'a b'])('“%s” is no address of a server', (text) => {
  expect(() => serverUrl(text)).toThrow(expect.objectContaining({ code: 'request_invalid', field: '--url' }));
});
