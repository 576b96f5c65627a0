import { describe, expect, it } from 'vitest';
import { startTestServer } from '../support/server.ts';

describe('pages of other sites', () => {
  it('may call the server only from an allowed origin', async () => {
    const test = await startTestServer({ cors: ['https://studio.example'], devices: [] });
    const from = (origin: string, method = 'GET') =>
      fetch(`${test.server.url}/api/session`, {
        method,
        headers: { origin, ...(method === 'OPTIONS' ? { 'access-control-request-method': 'POST' } : {}) },
      });
    const preflight = await from('https://studio.example', 'OPTIONS');
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://studio.example');
    expect(preflight.headers.get('access-control-allow-methods')).toContain('POST');
    const listed = await from('https://studio.example');
    expect(listed.status).toBe(200);
    expect(listed.headers.get('access-control-allow-origin')).toBe('https://studio.example');
    for (const other of ['https://studio.example.evil.example', 'http://studio.example', 'https://evil.example']) {
      const refused = await from(other);
      expect(refused.status, other).toBe(403);
      expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    }
    await test.remove();
  });

  it('cannot frame the studio, which runs only scripts of its own files', async () => {
    const test = await startTestServer({ devices: [] });
    const policy = (await fetch(test.server.url)).headers.get('content-security-policy') ?? '';
    const rules = new Map(policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1).join(' ')]));
    expect(rules.get('default-src')).toBe("'self'");
    expect(rules.get('script-src')).toBe("'self'");
    expect(rules.get('object-src')).toBe("'none'");
    expect(rules.get('frame-ancestors')).toBe("'none'");
    await test.remove();
  });
});
