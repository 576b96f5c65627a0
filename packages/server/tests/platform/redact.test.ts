import { homedir, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { describe, expect, it } from 'vitest';
import { publicError, typedError } from '../../src/platform/errors.ts';
import { errorForLog } from '../../src/platform/log.ts';
import { cleanForOthers, cleanLine, cleanText, cleanUrl } from '../../src/platform/redact.ts';

describe('texts for others', () => {
  it.each([
    ['postgres://me:hunter22@db.invalid/x', 'hunter22'],
    ['http://usr:SECRETPW@host.invalid/v1 refused', 'SECRETPW'],
    ['GET https://host.invalid/v1?api_key=SECRETPW', 'SECRETPW'],
    ['authorization: Bearer abc.SECRETPW', 'SECRETPW'],
    ['secret=whsec_U0VDUkVUUFc=', 'U0VDUkVUUFc'],
    ['key ak-SECRETPW0123456789', 'SECRETPW'],
    ['$argon2id$v=19$m=19456$SECRETPW', 'SECRETPW'],
    ['{"password":"SECRETPW"}', 'SECRETPW'],
    ['hf_SECRETPWSECRETPW12', 'SECRETPW'],
  ])('%s loses its secret', (text, secret) => expect(cleanText(text)).not.toContain(secret));

  it('lose paths and names of this machine, and keep routes and addresses', () => {
    const text = `${join(homedir(), 'clips/fox.mp4')} ${join(tmpdir(), 'x/y.png')} /var/lib/z/owl.mp4 C:\\Users\\mia\\den.mp4 on ${hostname()}`;
    expect(cleanForOthers(text)).toBe('fox.mp4 y.png owl.mp4 den.mp4 on …');
    for (const kept of ['/api/jobs/{id}', 'https://example.invalid/a/b', '16/9', 'and/or', 'Lightricks/LTX-Video']) {
      expect(cleanForOthers(kept)).toBe(kept);
    }
  });

  it('a cleaned line of the log is still JSON', () => {
    const line = JSON.stringify({ a: 'x http://u:p@h/ "q"', token: 5, secret: 'whsec_abc', b: 'Bearer abcdefgh' });
    expect(JSON.parse(cleanLine(line))).toMatchObject({ token: 5, a: 'x http://h/ "q"' });
  });

  it('a URL loses its login, query and fragment', () => {
    expect(cleanUrl('https://u:p@host.invalid:8443/v1?key=x#y')).toBe('https://host.invalid:8443/v1');
    expect(cleanUrl('not a url')).toBe('…');
  });
});

describe('errors', () => {
  const failed = (code: string, message: string, more: object = {}) =>
    Object.assign(new Error(message), { code, ...more });

  it('of databases, file systems and memory become typed ones', () => {
    const cases: [unknown, string][] = [
      [failed('53100', 'could not extend file "base/5/1"'), 'not_enough_disk'],
      [failed('ENOSPC', 'no space'), 'not_enough_disk'],
      [failed('EDQUOT', 'quota'), 'not_enough_disk'],
      [failed('EFBIG', 'file too large, write'), 'files_may_not_grow'],
      [failed('EMFILE', 'too many open files, open /x'), 'too_few_open_files'],
      [new RangeError('WebAssembly.Memory(): could not allocate memory'), 'not_enough_memory'],
      [failed('ECONNREFUSED', 'connect 127.0.0.1:5432'), 'database_unavailable'],
      [failed('57P01', 'terminating connection'), 'database_unavailable'],
      [failed('EROFS', 'read-only, open /data/x'), 'storage_unavailable'],
      [failed('XX001', 'invalid page in block 3 of relation base/5/1'), 'database_damaged'],
      [new Error('PANIC: could not locate a valid checkpoint record'), 'database_damaged'],
      [failed('22003', 'value "12345" is out of range'), 'request_invalid'],
      [new Error('anything else'), 'internal'],
    ];
    for (const [thrown, code] of cases) {
      expect(typedError(thrown).code).toBe(code);
      expect(JSON.stringify(publicError(thrown).toShape())).not.toMatch(
        /base\/5|\/data|12345|anything else|5432|ECONN|57P01/,
      );
    }
  });

  it('keep the words of the user and lose those of this machine', () => {
    const missing = new AkezoraError('input_missing', { field: 'image', path: '/etc/passwd' });
    expect(publicError(missing).text.en).toContain('/etc/passwd');
    const weights = new AkezoraError('weights_missing', { model: 'm', path: '/mnt/models/ltx/x.safetensors' });
    expect(publicError(weights).toShape().details).toEqual({ model: 'm', path: 'x.safetensors' });
  });

  it('are logged without what a query held', () => {
    const error = failed('23505', 'duplicate key (name)=(SECRETPW)', {
      query: 'insert SECRETPW',
      params: ['SECRETPW'],
      detail: 'Key (name)=(SECRETPW)',
      constraint: 'accounts_name_key',
    });
    const logged = errorForLog(new Error(`outer of ${homedir()}/x`, { cause: error }));
    expect(logged).toMatchObject({ message: 'outer of x', cause: { code: '23505', constraint: 'accounts_name_key' } });
    expect(JSON.stringify(logged)).not.toMatch(/SECRETPW/);
    expect(logged.stack?.[0]).toMatch(/^at .*packages\/server\/tests/);
  });
});
