import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { clientAddress } from '../../src/access/client-address.ts';

/** The address of a request from a peer with some `X-Forwarded-For`. */
async function addressOf(trustProxy: boolean | readonly string[], peer: string, forwarded?: string): Promise<string> {
  const app = new Hono();
  app.get('/', (context) => context.text(clientAddress(context, { trustProxy })));
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const env = { incoming: { socket: { remoteAddress: peer } } };
  return (await app.request('/', { headers }, env)).text();
}

describe('the address of a client', () => {
  it('is the one of its connection without a trusted proxy', async () => {
    expect(await addressOf(false, '127.0.0.1', '203.0.113.7')).toBe('127.0.0.1');
    expect(await addressOf(['10.0.0.0/8'], '198.51.100.1', '203.0.113.7')).toBe('198.51.100.1');
    expect(await addressOf(false, '::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(await addressOf(false, 'fe80::1%eth0')).toBe('fe80::1');
  });

  it('is the right-most one that no trusted proxy has: the client writes what stands left of it', async () => {
    expect(await addressOf(true, '127.0.0.1', '1.1.1.1, 203.0.113.7')).toBe('203.0.113.7');
    expect(await addressOf(['127.0.0.1', '10.0.0.0/8'], '127.0.0.1', '1.1.1.1, 203.0.113.7, 10.0.0.5')).toBe(
      '203.0.113.7',
    );
    expect(await addressOf(['::1', 'fd00::/8'], '::1', '2001:db8::1, fd00::2')).toBe('2001:db8::1');
  });

  it('may come with a port, in brackets, or as IPv4 in IPv6', async () => {
    expect(await addressOf(true, '127.0.0.1', '203.0.113.7:1234')).toBe('203.0.113.7');
    expect(await addressOf(true, '127.0.0.1', '[2001:db8::1]:443')).toBe('2001:db8::1');
    expect(await addressOf(true, '127.0.0.1', '::ffff:203.0.113.7')).toBe('203.0.113.7');
  });

  it('is the nearest known one where an element is no address', async () => {
    for (const nonsense of ['unknown', '', '_hidden', 'a'.repeat(5000), '203.0.113.7, x'])
      expect(await addressOf(true, '192.0.2.1', nonsense)).toBe('192.0.2.1');
    expect(await addressOf(['127.0.0.1', '10.0.0.0/8'], '127.0.0.1', 'x, 10.0.0.5')).toBe('10.0.0.5');
  });
});
