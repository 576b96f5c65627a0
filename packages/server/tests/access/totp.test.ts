import { describe, expect, it } from 'vitest';
import { base32, newTotpSecret, stepOfCode, totpCode, totpUri } from '../../src/access/totp.ts';

// The secret of the appendix of RFC 6238, whose eight digits end in our six.
const secret = base32(Buffer.from('12345678901234567890'));

describe('codes of authenticator apps', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %i s are those of RFC 6238', (seconds, code) => {
    expect(totpCode(secret, Math.floor(seconds / 30))).toBe(code);
  });

  it('are taken one step early or late, with spaces, and no other', () => {
    const codes = [-2, -1, 0, 1, 2].map((off) => totpCode(secret, 1000 + off));
    expect(codes.map((code) => stepOfCode(secret, code, 1000))).toEqual([undefined, 999, 1000, 1001, undefined]);
    expect(stepOfCode(secret, ` ${codes[2]?.slice(0, 3)} ${codes[2]?.slice(3)}`, 1000)).toBe(1000);
    for (const wrong of ['', '12345', '1234567', '٣٣٣٣٣٣', 'abcdef'])
      expect(stepOfCode(secret, wrong, 1000)).toBeUndefined();
  });

  it('have secrets of 160 bits, and a URI that no name breaks', () => {
    expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/);
    expect(newTotpSecret()).not.toBe(newTotpSecret());
    const uri = new URL(totpUri(secret, 'a:b&issuer=evil?#', 'Akezora clips.example'));
    expect([uri.protocol, uri.host, uri.hash]).toEqual(['otpauth:', 'totp', '']);
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      secret,
      issuer: 'Akezora clips.example',
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
  });
});
