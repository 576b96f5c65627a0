import { expect, it } from 'vitest';
import { guardOrigin } from '../../src/access/guard.ts';
import { withDefaults } from '../../src/config/settings.ts';

it('takes only the exact origin of the public URL as its own', () => {
  const from = (publicUrl: string, origin: string) => () =>
    guardOrigin(
      withDefaults({ publicUrl, access: 'accounts' }),
      new Request(publicUrl, { method: 'POST', headers: { host: new URL(publicUrl).host, origin } }),
      '/api/folders',
    );
  expect(from('https://video.example', 'https://video.example')).not.toThrow();
  expect(from('https://video.example', 'http://video.example')).toThrow();
  expect(from('http://video.example:8080', 'https://video.example:8080')).toThrow();
});
