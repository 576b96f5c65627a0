import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../../src/platform/net/addresses.ts';
import { checkUrl, fetchToFile } from '../../../src/platform/net/guarded-fetch.ts';
import { newFolder } from '../../support/folders.ts';

describe('addresses in requests', () => {
  it('are public only on the open internet', () => {
    const inside = [
      '127.0.0.1',
      '10.1.2.3',
      '172.20.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '0.0.0.0',
      '100.64.0.1',
      '224.0.0.1',
    ];
    const inside6 = [
      '::1',
      '::',
      'fe80::1',
      'fd00::1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      'ff02::1',
    ];
    expect([...inside, ...inside6].filter(isPublicAddress)).toEqual([]);
    expect(['1.1.1.1', '8.8.8.8', '2606:4700:4700::1111'].every(isPublicAddress)).toBe(true);
  });

  it('are refused with other schemes, logins, private names and disguised numbers', () => {
    const field = 'image_url';
    const bad = [
      'file:///etc/passwd',
      'ftp://a/b',
      'http://u:p@example.com/',
      'http://localhost/',
      'http://0x7f000001/',
      'http://2130706433/',
    ];
    for (const url of [...bad, 'http://[::1]/', 'http://metadata.internal/', 'gopher://x', 'not an address']) {
      expect(() => checkUrl(url, { field }), url).toThrowError(expect.objectContaining({ code: 'url_refused', field }));
    }
  });

  it('are downloaded up to a limit, with each redirect checked', async () => {
    const site = createServer((request, response) => {
      if (request.url === '/there') response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
      else if (request.url === '/round') response.writeHead(302, { location: '/round' }).end();
      else response.end(Buffer.alloc(5000));
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    const target = `${newFolder()}/file`;
    const options = { field: 'image_url', allowPrivate: true, maxBytes: 1000, timeoutMs: 2000 };
    await expect(fetchToFile(`${base}/round`, target, options)).rejects.toMatchObject({ code: 'url_refused' });
    await expect(fetchToFile(`${base}/large`, target, options)).rejects.toMatchObject({ code: 'input_too_large' });
    await expect(fetchToFile(`${base}/x`, target, { ...options, allowPrivate: false })).rejects.toMatchObject({
      code: 'url_refused',
    });
    site.close();
  });
});
