import { expect, it } from 'vitest';
import type { ServerOptions } from '../../src/config/settings.ts';
import { withDefaults } from '../../src/config/settings.ts';
import { testNotice } from '../../src/webhooks/notice.ts';

const linkOf = (options: Partial<ServerOptions>) => testNotice('en', withDefaults({ port: 8080, ...options })).link;

it('links to an address that a browser can open, also of a server that listens on all addresses', () => {
  expect(linkOf({ host: '0.0.0.0' })).toBe('http://127.0.0.1:8080/settings');
  expect(linkOf({ host: '::' })).toBe('http://127.0.0.1:8080/settings');
  expect(linkOf({ host: 'fd00::7' })).toBe('http://[fd00::7]:8080/settings');
  expect(linkOf({ host: '0.0.0.0', publicUrl: 'https://clips.example/ake' })).toBe(
    'https://clips.example/ake/settings',
  );
});
