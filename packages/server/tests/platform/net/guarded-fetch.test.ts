import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../../src/platform/net/addresses.ts';
import { checkUrl, fetchToFile } from '../../../src/platform/net/guarded-fetch.ts';
import { newFolder } from '../../support/folders.ts';

/**
 * An address of every block of IANA's registries of special-purpose addresses that is not for the open internet, of those with other
 * uses (RFC 4291, RFC 3879), and inner IPv4 addresses in each way to write them as IPv6.
 */
const special = [
  ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.20.0.1', '192.0.0.170', '192.0.2.1'],
  ...['192.31.196.1', '192.52.193.1', '192.88.99.1', '192.168.1.1', '192.175.48.1', '198.18.0.1', '198.51.100.1'],
  ...['203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', '64:ff9b::7f00:1', '64:ff9b:1::7f00:1', '100::1', '100:0:0:1::1', '2001::1', '2001:2::1'],
  ...['2001:3::1', '2001:4:112::1', '2001:10::1', '2001:20::1', '2001:30::1', '2001:db8::1', '2002:7f00:1::'],
  ...['2620:4f:8000::1', '3fff::1', '5f00::1', 'fd00::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '4000::1'],
  ...['e000::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:0:127.0.0.1', '::ffff:0:7f00:1', '::127.0.0.1'],
  ...['::7f00:1'],
];

describe('addresses in requests', () => {
  it('are public only on the open internet', () => {
    expect(special.filter(isPublicAddress)).toEqual([]);
    const open = ['1.1.1.1', '8.8.8.8', '172.32.0.1', '192.0.1.1', '2606:4700:4700::1111', '2001:4860:4860::8888'];
    expect(open.filter((address) => !isPublicAddress(address))).toEqual([]);
    expect(isPublicAddress('::ffff:8.8.8.8')).toBe(true);
  });

  it('that name no single machine are never public', () => {
    const names = ['', 'example.com', '127.1', '0x7f000001', '2130706433', '8.8.8.8/8', '8.8.8', '::1::', '[::1]'];
    expect(names.filter(isPublicAddress)).toEqual([]);
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
