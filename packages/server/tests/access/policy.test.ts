import { describe, expect, it } from 'vitest';
import { type ClipAction, type ClipObject, may } from '../../src/access/policy.ts';
import { anonymous, localPrincipal, nobody, type Principal } from '../../src/access/principal.ts';

const someone = (more: Partial<Principal>): Principal => ({
  ...anonymous('me'),
  via: 'session',
  scopes: ['generate', 'library', 'admin'],
  ...more,
});
const member = someone({});
const clip = (more: Partial<ClipObject>): ClipObject => ({
  kind: 'clip',
  owner: 'other',
  visibility: 'private',
  inBin: false,
  isExpired: false,
  ownerDisabled: false,
  hasLink: false,
  ...more,
});
const on = { gallery: true, sharing: true };
const verdict = (principal: Principal, action: ClipAction, object: ClipObject, switches = on) => {
  const answer = may(principal, action, object, switches);
  return answer.allowed ? 'allowed' : answer.because;
};

describe('the rules for clips', () => {
  it('tell nobody that a private clip exists, not even the server’s owner', () => {
    for (const who of [nobody, member, { ...localPrincipal, owner: 'me' }])
      expect(verdict(who, 'see-file', clip({}))).toBe('hidden');
  });

  it('end what others see with the switch, the bin, the expiry and the account of the owner', () => {
    const shown = clip({ visibility: 'public' });
    expect(verdict(nobody, 'see-file', shown)).toBe('allowed');
    expect(verdict(member, 'use', shown)).toBe('allowed');
    for (const action of ['see-file', 'use'] as const) {
      expect(verdict(member, action, shown, { gallery: false, sharing: true })).toBe('hidden');
      for (const ended of [{ inBin: true }, { isExpired: true }, { ownerDisabled: true }])
        expect(verdict(member, action, { ...shown, ...ended })).toBe('hidden');
    }
    const linked = clip({ visibility: 'link', hasLink: true });
    expect(verdict(nobody, 'see-file', linked)).toBe('allowed');
    expect(verdict(nobody, 'see-file', linked, { gallery: true, sharing: false })).toBe('hidden');
    expect(verdict(nobody, 'see-file', { ...linked, hasLink: false })).toBe('hidden');
    // A link is for looking: it makes no input.
    expect(verdict(member, 'use', linked)).toBe('hidden');
  });

  it('let owners share and publish only while that is on', () => {
    const own = clip({ owner: 'me' });
    expect(verdict(member, 'share', own)).toBe('allowed');
    expect(verdict(member, 'share', own, { gallery: true, sharing: false })).toBe('refused');
    expect(verdict(member, 'publish', own, { gallery: false, sharing: true })).toBe('refused');
    expect(verdict(member, 'unpublish', own, { gallery: false, sharing: false })).toBe('allowed');
  });

  it('let the server’s owner take down what is public, and change nothing else of it', () => {
    const administrator = someone({ role: 'owner', administers: true });
    const shown = clip({ visibility: 'public' });
    for (const action of ['unpublish', 'delete', 'see-file'] as const)
      expect(verdict(administrator, action, shown, { gallery: false, sharing: false })).toBe('allowed');
    for (const action of ['change', 'share', 'see', 'export'] as const)
      expect(verdict(administrator, action, shown)).toBe('hidden');
    expect(verdict(administrator, 'unpublish', clip({ visibility: 'link' }))).toBe('hidden');
  });

  it('let nobody but the owner convert, and viewers change nothing, also of their own', () => {
    expect(verdict(member, 'convert', clip({ owner: 'me' }))).toBe('allowed');
    expect(verdict(nobody, 'convert', clip({ visibility: 'public' }))).toBe('refused');
    expect(verdict(member, 'convert', clip({}))).toBe('hidden');
    const viewer = someone({ role: 'viewer' });
    for (const action of ['change', 'share', 'publish', 'delete', 'convert'] as const)
      expect(verdict(viewer, action, clip({ owner: 'me' }))).toBe('refused');
    expect(verdict(viewer, 'see', clip({ owner: 'me' }))).toBe('allowed');
  });
});

describe('the rules for other things', () => {
  const own = { kind: 'folder', owner: 'me' } as const;
  it('ask for the scope of the kind, and for a role that may write', () => {
    expect(may(someone({ scopes: ['generate'] }), 'create', own, on)).toMatchObject({ because: 'refused' });
    expect(may(someone({ scopes: ['library'] }), 'create', own, on)).toEqual({ allowed: true });
    expect(may(someone({ role: 'viewer' }), 'create', own, on)).toMatchObject({ because: 'refused' });
    expect(may(nobody, 'see', own, on)).toMatchObject({ because: 'not-identified' });
    expect(may(member, 'see', { kind: 'job', owner: 'other' }, on)).toMatchObject({ because: 'hidden' });
  });
});
