import { hash } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { checkNewPassword } from '../../src/access/password-rules.ts';
import { hashPassword, verifyPassword } from '../../src/access/passwords.ts';

const refusal = async (password: string, name = 'haruka') => {
  try {
    await checkNewPassword(password, name);
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a new password', () => {
  it.each([
    ...['password', 'short', '', 'elevenchars', 'passwordpassword', 'Password1234', 'p@ssw0rd1234', 'PASSWORD!!!!'],
    ...['qwertyuiop12', 'qwertyuiop[]', '123456789012', 'abcdefghijkl', 'aaaaaaaaaaaa', 'abcabcabcabc', '111222333444'],
    ...['dragon123456', 'iloveyou2026', 'letmeinletmein', 'monkeydragon', 'ｐａｓｓｗｏｒｄ１２３４', '1qaz2wsx3edc'],
    ...[
      'haruka-haruka',
      'Haruka123456',
      'akezora12345',
      'Akezora-Akezora',
      'あけぞらあけぞらあけぞら',
      'haruka-password',
    ],
    'x'.repeat(1001),
  ])('is refused when it is short or among the first that anybody would try: %s', async (password) => {
    expect(await refusal(password)).toBe('password_refused');
  });

  it.each([
    ...[
      'correct horse',
      'battery staple',
      'a long password',
      'only looking',
      'long enough, I hope',
      'purple-otter-under-3-lamps',
    ],
    ...['青い鳥が窓辺で歌っていた', 'tr0ub4dor&3xyz', '🦊🌲🌧️🚲🍞🎻🧵🪁🧊🥁🪵🐚', 'kX9#mQ2$vL7!'],
    Array.from({ length: 128 }, (_, at) => String.fromCodePoint(97 + ((at * 7 + (at >> 3)) % 26))).join(''),
  ])('needs no signs, digits or capitals: %s', async (password) => {
    expect(await refusal(password)).toBeUndefined();
  });

  it('fits however the keyboard composes its letters, and as earlier versions hashed it', async () => {
    const stored = await hashPassword('Caf\u00e9 au lait 12');
    expect(await verifyPassword(stored, 'Cafe\u0301 au lait 12')).toBe(true);
    expect(await verifyPassword(stored, 'Cafe au lait 12')).toBe(false);
    const old = await hash('Cafe\u0301');
    expect(await verifyPassword(old, 'Cafe\u0301')).toBe(true);
    expect(await verifyPassword(null, 'no such account')).toBe(false);
  });
});
